//! What a key would do, by name: the deed, not the key's idea of it.

use super::cells;
use super::format;
use super::safe::Charset;
use super::sign::{arrow, dot};
use super::tone::{Tone, Toned};
use crate::drill::fact::Fact;
use crate::drill::ids::{EventId, PersonName, StepId};
use crate::drill::next::Move;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::Span;

/// The most cells that a step's title takes in a deed.
const TITLE: usize = 36;

/// Names the next move: `7 done → start 8 Count the rows`. `verifies` where it asks who looked at the service instead.
pub fn next(session: &Session, next: &Move, verifies: bool, charset: Charset) -> Toned {
    let titled = |id: &StepId| titled(session, id, charset);
    let accent = |text: String| Toned::new(text, Tone::Plain);
    if verifies {
        return accent("verified: by whom, and how".to_owned());
    }
    match next {
        Move::Declare => accent("declare the outage: the clock starts".to_owned()),
        Move::Advance { finish, start: Some(start) } => {
            accent(format!("{} done{}start {}", number(session, finish), arrow(charset), titled(start)))
        }
        Move::Advance { finish, start: None } => accent(match destructive_next(session, finish) {
            Some(next) => {
                let next = number(session, next);
                format!("{} done{}{next}, destructive, waits", number(session, finish), dot(charset))
            }
            None => format!("{} done", titled(finish)),
        }),
        Move::Start(step) => accent(format!("start {}", titled(step))),
        Move::StartOnPurpose(step) => {
            let step = number(session, step);
            Toned::new(format!("{step} is destructive: it starts on purpose only"), Tone::Warned)
        }
        Move::Wait(step) => Toned::new(at_work(session, step), Tone::Muted),
        Move::Ask(step) => {
            Toned::new(format!("{} went wrong: say what comes of it", number(session, step)), Tone::Failed)
        }
        Move::Choose(steps) => {
            let numbers: Vec<_> = steps.iter().map(|id| number(session, id)).collect();
            Toned::new(format!("{} run: select one", listed(&numbers)), Tone::Warned)
        }
        Move::Stuck => Toned::new(stuck(session, charset), Tone::Warned),
        Move::AllSettled => accent("end the drill, then debrief".to_owned()),
        Move::Over => Toned::new("the drill is over", Tone::Muted),
    }
}

/// Says that a script of a step is at work.
pub fn at_work(session: &Session, step: &StepId) -> String {
    format!("the script of {} is at work", number(session, step))
}

/// The destructive step that would be next if it were not one.
fn destructive_next<'a>(session: &'a Session, finish: &StepId) -> Option<&'a StepId> {
    let at = session.next_ready(session.checklist().position(finish))?;
    let step = session.procedure().steps.get(at)?;
    step.destructive.then_some(&step.id)
}

/// Says why nothing can start.
fn stuck(session: &Session, charset: Charset) -> String {
    let failed =
        session.checklist().iter().position(|it| it.state == crate::drill::checklist::StepState::Failed);
    match failed.and_then(|at| session.procedure().steps.get(at)) {
        Some(step) => {
            format!("{} failed: try it again, or skip it", titled(session, &step.id, charset))
        }
        None => "nothing is ready: select a step".to_owned(),
    }
}

/// Names what undo would take back: `6 done`; `None` where there is nothing of one's own.
pub fn undo(session: &Session, me: &PersonName) -> Option<String> {
    let last = session.last_deed(me)?;
    let merge_of = |id: &EventId| match session.event(*id)?.fact {
        fact @ Fact::StepDropped { into: Some(_), .. } => Some(fact),
        _ => None,
    };
    // What took it in was amended first.
    let merged = last.events.iter().find_map(merge_of);
    Some(deed(session, merged.as_ref().unwrap_or(&last.fact)))
}

fn deed(session: &Session, fact: &Fact) -> String {
    let step = fact.step().map(|step| number(session, step)).unwrap_or_default();
    match fact {
        Fact::OutageDeclared {} => "declared".to_owned(),
        Fact::StepStarted { .. } => format!("{step} started"),
        Fact::StepCompleted { .. } => format!("{step} done"),
        Fact::StepFailed { .. } => format!("{step} failed"),
        Fact::StepSkipped { .. } => format!("{step} skipped"),
        Fact::StepReopened { .. } => format!("{step} reopened"),
        Fact::StepHeld { .. } => format!("{step} held"),
        Fact::StepResumed { .. } => format!("{step} resumed"),
        Fact::TimesCorrected { .. } => format!("times of {step}"),
        Fact::LevelSet { level, .. } => format!("{step} {}", level.word()),
        Fact::AnchorSet { anchor, .. } => format!("{} set", anchor.word()),
        Fact::RecoveryPointSet { .. } => "recovery point".to_owned(),
        Fact::ServiceVerified { .. } => Anchor::Verified.word().to_owned(),
        Fact::VerificationFailed { .. } => "not verified".to_owned(),
        Fact::NoteWritten(_) => "note".to_owned(),
        Fact::NoteAmended { .. } => "change of a note".to_owned(),
        Fact::NoteRetracted { .. } => "retraction".to_owned(),
        Fact::ActionClosed { .. } => "action closed".to_owned(),
        Fact::StepAmended { .. } => format!("{step} amended"),
        Fact::StepInserted { .. } => format!("{step} inserted"),
        Fact::StepMoved { .. } => format!("{step} moved"),
        Fact::StepDropped { into: None, .. } => format!("{step} dropped"),
        Fact::StepDropped { into: Some(into), .. } => format!("{step} merged into {}", number(session, into)),
        Fact::OwnerChanged { to, .. } => format!("{} drives", cells::label(to.as_str(), 20, Charset::Ascii)),
        other => other.kind().replace('_', " "),
    }
}

/// Writes what a back-dated deed begins with: `5m ago: `.
pub fn ago(span: Span) -> String {
    format!("{} ago: ", format::length(span))
}

/// Returns `7 Restore the database`.
pub fn titled(session: &Session, id: &StepId, charset: Charset) -> String {
    let title = session.step(id).map_or("", |(step, _)| step.title.as_str());
    format!("{} {}", number(session, id), cells::label(title, TITLE, charset)).trim_end().to_owned()
}

/// Returns a step's number on the screen, or its id where the procedure does not have it.
pub fn number(session: &Session, id: &StepId) -> String {
    match session.checklist().position(id) {
        Some(at) => session.procedure().number_at(at).to_string(),
        None => cells::label(id.as_str(), TITLE, Charset::Ascii),
    }
}

/// Joins as people do: `7`, `7 and 9`, `7, 9 and 11`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;

    fn told(drill: &Rehearsal) -> String {
        let session = &drill.session;
        next(session, &session.next_move(None), false, Charset::Unicode).text
    }

    #[test]
    fn the_deed_is_named_and_not_the_key() {
        let drill = Rehearsal::new(procedure()).declare();
        assert_eq!(told(&drill), "start 1 Create the cluster");
        let drill = drill.start("a");
        assert_eq!(told(&drill), "1 done → start 2 Restore the database");
        let drill = drill.start("b").start("c");
        assert_eq!(told(&drill), "1, 2 and 3 run: select one");
        let drill = drill.done("a").done("b");
        assert_eq!(told(&drill), "3 Count the rows done");
        assert_eq!(told(&drill.done("c")), "end the drill, then debrief");
    }

    #[test]
    fn what_destroys_is_never_started_by_the_way() {
        let mut plan = procedure();
        plan.steps[1].destructive = true;
        let drill = Rehearsal::new(plan).declare().start("a");
        assert_eq!(told(&drill), "1 done · 2, destructive, waits");
        assert_eq!(told(&drill.done("a")), "2 is destructive: it starts on purpose only");
    }

    #[test]
    fn a_drill_that_is_stuck_says_on_what() {
        let drill = Rehearsal::new(procedure()).declare().start("a").fail("a").skip("b").skip("c");
        assert_eq!(told(&drill), "1 Create the cluster failed: try it again, or skip it");
    }

    #[test]
    fn undo_names_what_it_takes_back() {
        let drill = Rehearsal::new(procedure());
        let told = |drill: &Rehearsal| undo(&drill.session, &"Mara".into());
        assert_eq!(told(&drill), None);
        let drill = drill.declare();
        assert_eq!(told(&drill).as_deref(), Some("declared"));
        let advance = Command::Advance { finish: "a".into(), start: Some("b".into()) };
        let drill = drill.start("a").does(advance);
        assert_eq!(undo(&drill.session, &"Ann".into()), None);
        assert_eq!(told(&drill).as_deref(), Some("2 started"));
    }

    #[test]
    fn undo_names_redlines() {
        use crate::drill::redline::{Key, Value};
        let told = |drill: &Rehearsal| undo(&drill.session, &"Mara".into()).unwrap();
        let drill = Rehearsal::new(procedure()).declare();
        let amended = drill.clone().amends("b", Key::Text, Value::Text("Look.".into()));
        assert_eq!(told(&amended), "2 amended");
        assert_eq!(told(&drill.clone().drops("b")), "2 dropped");
        let merge = Command::MergeStep { step: "c".into(), into: "b".into() };
        assert_eq!(told(&drill.does(merge)), "3 merged into 2");
    }

    #[test]
    fn a_back_dated_deed_says_so() {
        assert_eq!(ago(Span::from_secs(300)), "5m ago: ");
    }
}
