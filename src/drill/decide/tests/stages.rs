//! Which command may come when, and from whose screen: every command at every stage.

use crate::drill::automation::Achieved;
use crate::drill::command::Command;
use crate::drill::event::Door;
use crate::drill::fact::{HoldCause, Role};
use crate::drill::ids::EventId;
use crate::drill::note::{Entry, Tag};
use crate::drill::procedure::Anchor;
use crate::drill::refusal::Refusal;
use crate::drill::session::Stage;
use crate::drill::stage::{Drill, ask, entry, plan, wall};
use crate::drill::time::Span;

/// A briefing with an action written by Mara, to be amended, closed and so on.
fn briefing() -> (Drill, EventId) {
    let drill = Drill::of(plan()).does(ask::note(Entry { tag: Tag::Action, ..entry("do it") }));
    let note = drill.last();
    (drill, note)
}

/// `a` runs.
fn running() -> Drill {
    briefing().0.does(Command::Declare).does(ask::start("a")).at(9)
}

fn at(stage: Stage) -> Drill {
    match stage {
        Stage::Briefing => briefing().0,
        Stage::Running => running(),
        Stage::Finished => running().does(Command::Finish),
        Stage::Sealed => running().does(Command::Finish).does(ask::seal()),
        Stage::Aborted => running().does(ask::abort()),
    }
}

/// What becomes of a command: done, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Ok,
    /// The outage is not declared.
    No,
    /// The session is over.
    Over,
    /// Something of its own, told elsewhere.
    Else,
}
use Fate::{Else, No, Ok as Yes, Over};

/// Each command with its fate while briefing, running, finished, sealed and aborted, and whether it is the owner's.
fn table() -> Vec<(Command, [Fate; 5], bool)> {
    let note = briefing().1;
    let level = Command::SetLevel { step: "a".into(), level: Achieved::BROKEN, why: String::new() };
    let anchor = |anchor| Command::SetAnchor { anchor, simulated: false, why: String::new() };
    let point = Command::SetRecoveryPoint { newest: wall(0), source: "log".to_owned() };
    let steps = [No, Yes, Over, Over, Over];
    let debrief = [No, Yes, Yes, Over, Over];
    let talk = [Yes, Yes, Yes, Over, Over];
    vec![
        (Command::Declare, [Yes, Else, Over, Over, Over], true),
        (ask::start_unready("b", "so"), steps, true),
        (ask::done("a"), steps, true),
        (ask::advance("a", "b"), steps, true),
        (ask::fail("a"), steps, true),
        (ask::skip("b"), steps, true),
        (ask::reopen("a"), [Else, Else, Over, Over, Over], true),
        (ask::hold("a", HoldCause::Approval), steps, true),
        (ask::resume("a"), [No, Else, Over, Over, Over], true),
        // The attempt that the table's sessions end with is still going on.
        (ask::times("a", 1, 0, None), debrief, true),
        (level, debrief, true),
        (anchor(Anchor::Outage), talk, true),
        (anchor(Anchor::Verified), [Else, Yes, Yes, Over, Over], true),
        (point, debrief, true),
        (ask::verify(true), debrief, true),
        (ask::verify(false), debrief, true),
        (ask::note(entry("x")), talk, false),
        (ask::amend(note, entry("x")), talk, false),
        (ask::retract(note), talk, false),
        (ask::close(note), [Yes; 5], false),
        (ask::hand_over("Dee"), talk, false),
        (Command::Join { name: "Dee".into(), role: Role::Scribe }, talk, false),
        (Command::Leave { name: "Jo".into() }, talk, false),
        // Running, Mara's last deed started a step; in the debrief that cannot be taken back.
        (Command::Undo, [Yes, Yes, Over, Over, Over], false),
        (Command::Redo, [Else, Else, Else, Over, Over], false),
        (Command::Finish, [No, Yes, Over, Over, Over], true),
        (ask::seal(), [Else, Else, Yes, Over, Over], true),
        (ask::abort(), [Yes, Yes, Over, Over, Over], true),
        (ask::reopen_session(), [Else, Else, Yes, Yes, Yes], false),
        (ask::redact(note), [Yes; 5], false),
        (Command::ReportJump { by: Span::ZERO }, [Yes, Yes, Over, Over, Over], false),
        (Command::ReportSleep { length: Span::ZERO }, [Yes, Yes, Over, Over, Over], false),
    ]
}

const STAGES: [Stage; 5] = [Stage::Briefing, Stage::Running, Stage::Finished, Stage::Sealed, Stage::Aborted];

#[test]
fn every_command_at_every_stage() {
    for (command, fates, _) in table() {
        for (stage, expected) in STAGES.into_iter().zip(fates) {
            let fate = match at(stage).asks(command.clone()) {
                Ok(_) => Fate::Ok,
                Err(Refusal::NotDeclared) => Fate::No,
                Err(Refusal::SessionOver(over)) if over == stage => Fate::Over,
                Err(_) => Fate::Else,
            };
            assert_eq!(fate, expected, "{command:?} while {stage:?}");
        }
    }
}

#[test]
fn a_screen_that_only_joined_cannot_drive() {
    for (command, _, owners) in table() {
        for drill in [briefing().0, running(), running().does(Command::Finish)] {
            let refusal = drill.by("Jo").asks(command.clone()).err();
            let turned_away =
                matches!(&refusal, Some(Refusal::NotTheOwner { owner }) if *owner == "Mara".into());
            let earlier = matches!(
                &refusal,
                Some(
                    Refusal::NotDeclared
                        | Refusal::AlreadyDeclared
                        | Refusal::SessionOver(_)
                        | Refusal::StillOpen
                        | Refusal::AnchorTooEarly(_)
                )
            );
            assert_eq!(turned_away, owners && !earlier, "{command:?}: {refusal:?}");
        }
    }
}

#[test]
fn a_shell_or_a_script_may_drive_for_anybody() {
    for (command, fates, _) in table() {
        for door in [Door::Shell, Door::Script] {
            if fates[1] == Fate::Ok && command != Command::Undo {
                running().by("Jo").through(door).does(command.clone());
            }
        }
    }
}

#[test]
fn without_an_owner_nobody_is_turned_away() {
    let drill = Drill::empty(plan()).by("Jo").does(Command::Declare).does(ask::start("a"));
    assert_eq!(drill.session.people().owner(), None);
    assert_eq!((drill.session.opening(), drill.session.rto(), drill.session.started()), (None, None, None));
}

#[test]
fn seal_says_what_is_missing() {
    assert_eq!(briefing().0.refusal(ask::seal()), Refusal::StillOpen);
    assert_eq!(running().refusal(ask::seal()), Refusal::StillOpen);
    assert_eq!(running().refusal(Command::Declare), Refusal::AlreadyDeclared);
}
