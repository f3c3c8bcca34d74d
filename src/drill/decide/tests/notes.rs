//! Commands about notes and actions.

use crate::drill::command::Command;
use crate::drill::fact::Fact;
use crate::drill::note::{Entry, Tag};
use crate::drill::refusal::Refusal;
use crate::drill::stage::{Drill, ask, entry, id, moment};

fn noted(entry: Entry) -> Drill {
    Drill::declared().at(60).dated(50).does(ask::note(entry))
}

fn action() -> Entry {
    Entry { tag: Tag::Action, who: Some("Ann".into()), ..entry("rename the bucket") }
}

mod write {
    use super::*;

    #[test]
    fn works_with_two_times() {
        let drill = noted(Entry { step: Some("a".into()), ..entry("odd") }).by("Jo");
        let note = drill.session.notebook().find(drill.last()).unwrap();
        assert_eq!(
            (note.event.moment(), &note.event.written, note.event.late),
            (moment(50), &moment(60), true)
        );
        assert_eq!(
            (note.event.actor.clone(), note.after, note.entry().step.clone()),
            ("Mara".into(), false, Some("a".into()))
        );
    }

    #[test]
    fn works_on_a_screen_that_only_joined() {
        let drill = Drill::declared().by("Jo").does(ask::note(entry("odd")));
        assert_eq!(drill.session.notebook().iter().next().unwrap().event.actor, "Jo".into());
    }

    #[test]
    fn in_the_debrief_is_marked_as_after() {
        let drill = Drill::declared().does(Command::Finish).does(ask::note(entry("odd")));
        assert!(drill.session.notebook().find(drill.last()).unwrap().after);
    }

    #[test]
    fn without_text() {
        assert_eq!(Drill::declared().refusal(ask::note(entry(" \n"))), Refusal::Missing("text"));
    }

    #[test]
    fn no_such_step() {
        let lost = Entry { step: Some("z".into()), ..entry("odd") };
        assert_eq!(Drill::declared().refusal(ask::note(lost)), Refusal::NoSuchStep("z".into()));
    }
}

mod amend {
    use super::*;

    #[test]
    fn works_and_keeps_what_was_said_before() {
        let drill = noted(entry("one"));
        let note = drill.last();
        let drill = drill.does(ask::amend(note, entry("two"))).does(ask::amend(note, entry("three")));
        let note = drill.session.notebook().find(note).unwrap();
        assert_eq!(*note.entry(), entry("three"));
        assert_eq!(note.before().collect::<Vec<_>>(), [&entry("one"), &entry("two")]);
    }

    #[test]
    fn no_such_note() {
        let refused = Drill::declared().refusal(ask::amend(id(99), entry("two")));
        assert_eq!(refused, Refusal::NoSuchNote(id(99)));
    }

    #[test]
    fn retracted() {
        let drill = noted(entry("one"));
        let note = drill.last();
        let refused = drill.does(ask::retract(note)).refusal(ask::amend(note, entry("two")));
        assert_eq!(refused, Refusal::NoteRetracted(note));
    }

    #[test]
    fn without_text_or_step() {
        let drill = noted(entry("one"));
        assert_eq!(drill.refusal(ask::amend(drill.last(), entry(""))), Refusal::Missing("text"));
        let lost = Entry { step: Some("z".into()), ..entry("odd") };
        assert_eq!(drill.refusal(ask::amend(drill.last(), lost)), Refusal::NoSuchStep("z".into()));
    }
}

mod retract {
    use super::*;

    #[test]
    fn works_and_keeps_the_text() {
        let drill = noted(entry("one"));
        let note = drill.last();
        let drill = drill.does(ask::retract(note));
        let note = drill.session.notebook().find(note).unwrap();
        assert_eq!((note.retracted.as_deref(), note.entry().text.as_str()), (Some("wrong"), "one"));
    }

    #[test]
    fn by_two_at_once_keeps_the_first_reason() {
        let drill = noted(entry("one"));
        let note = drill.last();
        let again = Fact::NoteRetracted { note, why: "also".to_owned() };
        let drill = drill.does(ask::retract(note)).writes(again);
        assert_eq!(drill.session.notebook().find(note).unwrap().retracted.as_deref(), Some("wrong"));
    }

    #[test]
    fn takes_an_action_off_the_list() {
        let drill = noted(action());
        let note = drill.last();
        assert!(drill.session.notebook().find(note).unwrap().is_open_action());
        let drill = drill.does(ask::retract(note));
        assert!(!drill.session.notebook().find(note).unwrap().is_open_action());
    }

    #[test]
    fn no_such_note() {
        assert_eq!(Drill::declared().refusal(ask::retract(id(99))), Refusal::NoSuchNote(id(99)));
    }

    #[test]
    fn twice() {
        let drill = noted(entry("one"));
        let note = drill.last();
        assert_eq!(drill.does(ask::retract(note)).refusal(ask::retract(note)), Refusal::NoteRetracted(note));
    }
}

mod close {
    use super::*;

    #[test]
    fn works() {
        let drill = noted(action());
        let note = drill.last();
        let drill = drill.at(70).does(ask::close(note));
        let (stamp, what) = *drill.session.notebook().find(note).unwrap().closed.clone().unwrap();
        assert_eq!((stamp.moment, what.as_str()), (moment(70), "done"));
    }

    #[test]
    fn by_two_at_once_keeps_the_first() {
        let drill = noted(action());
        let note = drill.last();
        let again = Fact::ActionClosed { note, why: "also".to_owned() };
        let drill = drill.does(ask::close(note)).by("Dee").writes(again);
        let (stamp, what) = *drill.session.notebook().find(note).unwrap().closed.clone().unwrap();
        assert_eq!((stamp.by, what.as_str()), ("Mara".into(), "done"));
    }

    #[test]
    fn works_when_the_session_is_sealed() {
        let drill = noted(action());
        let note = drill.last();
        let drill = drill.does(Command::Finish).does(ask::seal()).by("Ann").does(ask::close(note));
        assert!(!drill.session.notebook().find(note).unwrap().is_open_action());
    }

    #[test]
    fn no_such_note() {
        assert_eq!(Drill::declared().refusal(ask::close(id(99))), Refusal::NoSuchNote(id(99)));
    }

    #[test]
    fn no_action() {
        let drill = noted(entry("one"));
        assert_eq!(drill.refusal(ask::close(drill.last())), Refusal::NotAnOpenAction(drill.last()));
    }

    #[test]
    fn twice() {
        let drill = noted(action());
        let note = drill.last();
        assert_eq!(drill.does(ask::close(note)).refusal(ask::close(note)), Refusal::NotAnOpenAction(note));
    }

    #[test]
    fn retracted() {
        let drill = noted(action());
        let note = drill.last();
        assert_eq!(drill.does(ask::retract(note)).refusal(ask::close(note)), Refusal::NoteRetracted(note));
    }
}
