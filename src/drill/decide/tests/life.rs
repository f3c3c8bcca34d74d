//! Commands that move the session through its life.

use crate::drill::anchors::Source;
use crate::drill::command::Command;
use crate::drill::fact::Fact;
use crate::drill::procedure::Anchor;
use crate::drill::refusal::Refusal;
use crate::drill::session::Stage;
use crate::drill::stage::{Drill, ask, entry, id, moment, plan};

mod declare {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::of(plan()).at(30).does(Command::Declare);
        assert_eq!(drill.session.stage(), Stage::Running);
        let mark = drill.session.anchor(Anchor::Declared).unwrap();
        assert_eq!((mark.moment, mark.source), (moment(30), Source::Hand));
    }

    #[test]
    fn dated_back_before_the_session_began() {
        let drill = Drill::of(plan()).dated(-600).does(Command::Declare);
        let mark = drill.session.anchor(Anchor::Declared).unwrap();
        assert_eq!((mark.moment, mark.late), (moment(-600), true));
    }

    #[test]
    fn twice() {
        assert_eq!(Drill::declared().refusal(Command::Declare), Refusal::AlreadyDeclared);
    }

    #[test]
    fn by_two_at_once_declares_it_at_the_first() {
        let drill = Drill::declared().at(5).writes(Fact::OutageDeclared {});
        assert_eq!(drill.session.anchor(Anchor::Declared).unwrap().moment, moment(0));
    }
}

mod verify {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().at(50).does(ask::verify(true));
        let mark = drill.session.anchor(Anchor::Verified).unwrap();
        assert_eq!((mark.moment, mark.source, mark.by), (moment(50), Source::Hand, Some("Vera".into())));
        assert_eq!(drill.session.verifications()[0].stamp.by, "Mara".into());
    }

    #[test]
    fn failed_lets_the_clock_go_on() {
        let drill = Drill::declared().at(50).does(ask::verify(true)).at(60).does(ask::verify(false));
        assert_eq!(drill.session.anchor(Anchor::Verified), None);
        assert!(drill.session.clock(&moment(70)).running);
        let passed: Vec<bool> = drill.session.verifications().iter().map(|it| it.passed).collect();
        assert_eq!(passed, [true, false]);
    }

    #[test]
    fn without_a_name() {
        let command = Command::Verify { by: " ".into(), how: String::new(), passed: true };
        assert!(matches!(Drill::declared().refusal(command), Refusal::Missing(_)));
    }
}

mod finish {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().at(50).does(Command::Finish);
        assert_eq!(drill.session.stage(), Stage::Finished);
        assert_eq!(drill.session.ended(), Some(&moment(50)));
    }
}

mod seal {
    use super::*;

    #[test]
    fn works() {
        let seal = Command::Seal { next_owner: Some("Dee".into()) };
        let drill = Drill::declared().does(Command::Finish).at(90).does(seal);
        assert_eq!(drill.session.stage(), Stage::Sealed);
        assert_eq!(drill.session.next_owner(), Some(&"Dee".into()));
        assert_eq!(drill.session.ended(), Some(&moment(0)), "sealing does not end the drill once more");
    }
}

mod abort {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().at(50).does(ask::abort());
        assert_eq!(drill.session.stage(), Stage::Aborted);
        assert_eq!(drill.session.end_reason(), Some("a real outage"));
        assert_eq!(drill.session.ended(), Some(&moment(50)));
    }

    #[test]
    fn works_in_the_briefing() {
        assert_eq!(Drill::of(plan()).does(ask::abort()).session.stage(), Stage::Aborted);
    }

    #[test]
    fn without_a_reason() {
        let command = Command::Abort { why: " ".to_owned() };
        assert_eq!(Drill::declared().refusal(command), Refusal::Missing("reason"));
    }
}

mod reopen {
    use super::*;

    #[test]
    fn works_on_what_is_over() {
        let finished = Drill::declared().does(Command::Finish);
        let ends = [finished.clone(), finished.does(ask::seal()), Drill::declared().does(ask::abort())];
        for drill in ends {
            let drill = drill.at(9).does(ask::reopen_session());
            assert_eq!((drill.session.stage(), drill.session.ended()), (Stage::Running, None));
            assert_eq!(drill.session.end_reason(), Some("forgot one"));
        }
    }

    #[test]
    fn a_drill_given_up_in_its_briefing_goes_back_there() {
        let drill = Drill::of(plan()).does(ask::abort()).does(ask::reopen_session());
        assert_eq!(drill.session.stage(), Stage::Briefing);
        assert_eq!(drill.does(Command::Declare).session.stage(), Stage::Running);
    }

    #[test]
    fn still_open() {
        assert_eq!(Drill::declared().refusal(ask::reopen_session()), Refusal::StillOpen);
        assert_eq!(Drill::of(plan()).refusal(ask::reopen_session()), Refusal::StillOpen);
    }

    #[test]
    fn without_a_reason() {
        let command = Command::Reopen { why: String::new() };
        assert_eq!(Drill::declared().does(Command::Finish).refusal(command), Refusal::Missing("reason"));
    }
}

mod exclude {
    use super::*;

    fn exclude(why: &str) -> Command {
        Command::Exclude { why: why.to_owned() }
    }

    #[test]
    fn works_at_any_stage_and_has_a_way_back() {
        let drill =
            Drill::declared().does(Command::Finish).does(ask::seal()).at(90).does(exclude("practice"));
        let (why, stamp) = drill.session.excluded().unwrap();
        assert_eq!((why.as_str(), &stamp.moment), ("practice", &moment(90)));
        let drill = drill.does(Command::Include { why: "it counts".to_owned() });
        assert_eq!(drill.session.excluded(), None);
        assert_eq!(drill.refusal(Command::Include { why: "again".to_owned() }), Refusal::NotExcluded);
    }

    #[test]
    fn twice() {
        assert_eq!(
            Drill::declared().does(exclude("practice")).refusal(exclude("x")),
            Refusal::AlreadyExcluded
        );
    }

    #[test]
    fn without_a_reason() {
        assert_eq!(Drill::declared().refusal(exclude(" ")), Refusal::Missing("reason"));
        let include = Command::Include { why: String::new() };
        assert_eq!(Drill::declared().does(exclude("x")).refusal(include), Refusal::Missing("reason"));
    }
}

mod redact {
    use super::*;
    use crate::drill::fact::REDACTED;

    /// The event as it is read once its salt and body are gone.
    fn erased(mut drill: Drill, event: crate::drill::ids::EventId) -> Drill {
        for it in drill.events.iter_mut().filter(|it| it.id == event) {
            let (kind, version, _) = it.encode();
            *it = it.clone().with_body(&kind, version, None);
        }
        drill.folded()
    }

    fn password() -> Drill {
        Drill::declared().does(ask::note(entry("hunter2")))
    }

    #[test]
    fn works() {
        let drill = password();
        let note = drill.last();
        let drill = drill.does(ask::redact(note));
        for drill in [drill.clone(), erased(drill, note)] {
            assert_eq!(drill.session.notebook().find(note).unwrap().entry().text, REDACTED);
            assert_eq!(drill.session.verdicts().erased(), 1);
            assert_eq!(drill.session.event(note).unwrap().fact, Fact::NoteWritten(entry(REDACTED)));
        }
    }

    #[test]
    fn keeps_what_the_event_did_and_when() {
        let drill = Drill::declared().does(ask::start("a")).at(60).dated(30).does(ask::fail("a"));
        let before = drill.session.checklist().clone();
        let failed = drill.last();
        let drill = erased(drill.does(ask::redact(failed)), failed);
        let after = drill.session.checklist();
        assert_eq!(after.at(0).unwrap().attempts, before.at(0).unwrap().attempts);
        assert_eq!(after.at(0).unwrap().reason.as_deref(), Some(REDACTED));
        assert!(after.at(0).unwrap().settled.as_ref().unwrap().late);
    }

    #[test]
    fn an_erased_deed_can_be_taken_back_whole() {
        let drill = Drill::declared().at(60).dated(10).does(ask::done("b"));
        let started = drill.events[2].id;
        let drill = erased(drill.does(ask::redact(started)), started).does(Command::Undo);
        assert!(drill.session.checklist().at(1).unwrap().attempts.is_empty());
        let drill = drill.does(Command::Redo);
        assert_eq!(drill.session.checklist().at(1).unwrap().attempts.len(), 1);
    }

    #[test]
    fn an_erasure_can_be_erased_and_still_holds() {
        let drill = password();
        let note = drill.last();
        let drill = drill.does(ask::redact(note));
        let erasure = drill.last();
        let drill = erased(erased(drill.does(ask::redact(erasure)), note), erasure);
        assert_eq!(drill.session.notebook().find(note).unwrap().entry().text, REDACTED);
    }

    #[test]
    fn an_unknown_kind_loses_its_body() {
        let unknown = Fact::Unknown { kind: "moon_rose".to_owned(), version: 3, body: Some("{}".to_owned()) };
        let drill = Drill::declared().writes(unknown);
        let event = drill.last();
        let drill = drill.does(ask::redact(event));
        let gone = Fact::Unknown { kind: "moon_rose".to_owned(), version: 3, body: None };
        assert_eq!(drill.session.event(event).unwrap().fact, gone);
    }

    #[test]
    fn what_was_kept_cannot_change_what_happened() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::fail("a"));
        let failed = drill.last();
        let drill = drill.writes(Fact::EventRedacted {
            event: failed,
            kept: Box::new(Fact::StepCompleted { step: "a".into() }),
            deed: failed,
            late: false,
            why: "forged".to_owned(),
        });
        let state = drill.session.checklist().at(0).unwrap().state;
        assert_eq!(state, crate::drill::checklist::StepState::Failed);
    }

    #[test]
    fn no_such_event() {
        assert_eq!(Drill::declared().refusal(ask::redact(id(99))), Refusal::NoSuchEvent(id(99)));
    }

    #[test]
    fn twice() {
        let drill = password();
        let note = drill.last();
        let drill = drill.does(ask::redact(note));
        assert_eq!(drill.refusal(ask::redact(note)), Refusal::AlreadyRedacted(note));
    }

    #[test]
    fn without_text() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.refusal(ask::redact(drill.last())), Refusal::NothingToRedact(drill.last()));
        let drill = drill.does(Command::FailStep { step: "a".into(), why: String::new() });
        assert_eq!(drill.refusal(ask::redact(drill.last())), Refusal::NothingToRedact(drill.last()));
    }
}
