//! Undo and redo.

use crate::drill::checklist::StepState::{self, Done, Pending, Running};
use crate::drill::command::Command::{self, Redo, Undo};
use crate::drill::event::Door;
use crate::drill::fact::Fact;
use crate::drill::refusal::Refusal;
use crate::drill::session::Stage;
use crate::drill::stage::{Drill, ask, entry};

fn states(drill: &Drill) -> Vec<StepState> {
    drill.session.checklist().iter().take(3).map(|it| it.state).collect()
}

/// Mara did `a`, and started `b` with the same key.
fn advanced() -> Drill {
    Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::advance("a", "b")).at(30)
}

mod undo {
    use super::*;

    #[test]
    fn takes_a_deed_of_two_events_back_at_once() {
        let drill = advanced();
        let deed = drill.session.last_deed(&"Mara".into()).unwrap();
        assert_eq!((deed.events.len(), deed.fact), (2, Fact::StepCompleted { step: "a".into() }));
        let drill = drill.does(Undo);
        assert_eq!(states(&drill), [Running, Pending, Pending]);
        assert_eq!(drill.session.step(&"b".into()).unwrap().1.attempts.len(), 0);
    }

    #[test]
    fn goes_back_deed_by_deed() {
        let drill = advanced().does(Undo).does(Undo);
        assert_eq!(states(&drill), [Pending, Pending, Pending]);
        assert_eq!(drill.does(Undo).session.stage(), Stage::Briefing);
    }

    #[test]
    fn takes_back_what_a_step_marked() {
        let drill = Drill::declared().does(ask::start_unready("d", "so")).does(ask::done("d"));
        let anchor = crate::drill::procedure::Anchor::Restored;
        assert!(drill.session.anchor(anchor).is_some());
        assert_eq!(drill.does(Undo).session.anchor(anchor), None);
    }

    #[test]
    fn leaves_the_log_as_it_was() {
        let drill = advanced();
        let before = drill.session.log().len();
        assert_eq!(drill.does(Undo).session.log().len(), before + 1);
    }

    #[test]
    fn is_of_ones_own() {
        let drill = advanced().by("Jo").does(ask::note(entry("hm"))).by("Mara").does(Undo);
        assert_eq!(states(&drill), [Running, Pending, Pending]);
        let drill = drill.by("Jo").does(Undo);
        assert_eq!(drill.session.notebook().iter().len(), 0);
        assert_eq!(drill.refusal(Undo), Refusal::NothingToUndo);
    }

    #[test]
    fn of_a_correction_and_a_level_puts_them_back() {
        let drill = advanced().does(ask::times("a", 1, 12, Some(20))).does(Undo);
        assert!(drill.session.checklist().corrections.is_empty());
        assert!(!drill.session.checklist().at(0).unwrap().attempts[0].started.late);
    }

    #[test]
    fn nothing_of_yours() {
        assert_eq!(Drill::of(crate::drill::stage::plan()).refusal(Undo), Refusal::NothingToUndo);
        assert_eq!(Drill::declared().by("Jo").refusal(Undo), Refusal::NothingToUndo);
    }

    #[test]
    fn others_went_on() {
        let drill = advanced().by("Dee").through(Door::Shell).does(ask::done("b")).by("Mara");
        assert_eq!(drill.refusal(Undo), Refusal::OthersWentOn { by: "Dee".into() });
        let drill = drill.by("Dee").does(Undo).by("Mara").does(Undo);
        assert_eq!(states(&drill), [Running, Pending, Pending], "once Dee took it back, Mara may as well");
    }

    #[test]
    fn others_went_on_with_another_step() {
        let drill = advanced().by("Dee").through(Door::Shell).does(ask::start("c")).by("Mara").does(Undo);
        assert_eq!(states(&drill), [Running, Pending, Running]);
    }

    #[test]
    fn others_went_on_from_the_declaration() {
        let drill = Drill::declared().by("Dee").through(Door::Shell).does(ask::start("a")).by("Mara");
        assert_eq!(drill.refusal(Undo), Refusal::OthersWentOn { by: "Dee".into() });
    }

    #[test]
    fn others_went_on_from_a_note_or_a_correction() {
        let drill = Drill::declared().does(ask::note(entry("one")));
        let note = drill.last();
        let drill = drill.by("Jo").does(ask::amend(note, entry("two"))).by("Mara");
        assert_eq!(drill.refusal(Undo), Refusal::OthersWentOn { by: "Jo".into() });
        let drill = advanced().by("Dee").through(Door::Shell).does(ask::times("a", 1, 12, Some(20)));
        assert_eq!(drill.by("Mara").refusal(Undo), Refusal::OthersWentOn { by: "Dee".into() });
    }

    #[test]
    fn of_a_tick_is_the_owners_on_a_screen() {
        let drill = advanced().does(ask::hand_over("Dee"));
        assert_eq!(drill.clone().does(Undo).session.people().owner(), Some(&"Mara".into()));
        let drill = drill.writes(Fact::NoteWritten(entry("x"))).does(Undo).does(Undo);
        let drill = drill.by("Dee").does(ask::hand_over("Dee")).by("Mara");
        assert_eq!(drill.refusal(Undo), Refusal::NotTheOwner { owner: "Dee".into() });
        assert_eq!(states(&drill.through(Door::Shell).does(Undo)), [Running, Pending, Pending]);
    }

    #[test]
    fn of_a_move_after_the_end() {
        let drill = advanced().does(Command::Finish);
        assert_eq!(drill.refusal(Undo), Refusal::SessionOver(Stage::Finished));
        let drill = drill.does(ask::note(entry("x"))).does(Undo);
        assert_eq!(drill.session.notebook().iter().len(), 0, "a note of the debrief can be taken back");
    }

    #[test]
    fn an_end_has_its_own_way_back() {
        let drill = Drill::declared().does(Command::Finish).does(ask::reopen_session());
        assert_eq!(drill.session.last_deed(&"Mara".into()).unwrap().fact, Fact::OutageDeclared {});
    }
}

mod redo {
    use super::*;

    #[test]
    fn does_a_deed_of_two_events_again() {
        let drill = advanced();
        let before = drill.session.checklist().clone();
        assert_eq!(*drill.does(Undo).does(Redo).session.checklist(), before);
    }

    #[test]
    fn goes_forward_deed_by_deed() {
        let drill = advanced().does(Undo).does(Undo).does(Redo);
        assert_eq!(states(&drill), [Running, Pending, Pending]);
        let drill = drill.does(Redo);
        assert_eq!(states(&drill), [Done, Running, Pending]);
        assert_eq!(drill.refusal(Redo), Refusal::NothingToRedo);
        assert_eq!(states(&drill.does(Undo)), [Running, Pending, Pending]);
    }

    #[test]
    fn is_over_once_something_else_was_done() {
        let drill = advanced().does(Undo).does(ask::note(entry("x")));
        assert_eq!(drill.refusal(Redo), Refusal::NothingToRedo);
        let drill = drill.does(Undo);
        assert_eq!(drill.session.last_undone(&"Mara".into()).unwrap().fact, Fact::NoteWritten(entry("x")));
        let drill = drill.does(Redo);
        assert_eq!(drill.refusal(Redo), Refusal::NothingToRedo, "what was taken back before stays so");
    }

    #[test]
    fn what_others_do_does_not_end_it() {
        let drill = advanced().does(Undo).by("Jo").does(ask::note(entry("x")));
        assert_eq!(drill.refusal(Redo), Refusal::NothingToRedo);
        assert_eq!(states(&drill.by("Mara").does(Redo)), [Done, Running, Pending]);
    }

    #[test]
    fn nothing_of_yours() {
        assert_eq!(advanced().refusal(Redo), Refusal::NothingToRedo);
    }

    #[test]
    fn others_went_on() {
        let drill = Drill::declared().at(5).does(ask::start("a")).does(Undo).at(20);
        let drill = drill.by("Dee").through(Door::Shell).does(ask::start("a")).by("Mara");
        assert_eq!(drill.refusal(Redo), Refusal::OthersWentOn { by: "Dee".into() });
    }

    #[test]
    fn of_a_tick_is_the_owners_on_a_screen() {
        let drill = advanced().does(Undo).by("Dee").does(ask::hand_over("Dee")).by("Mara");
        assert_eq!(drill.refusal(Redo), Refusal::NotTheOwner { owner: "Dee".into() });
    }

    #[test]
    fn of_a_move_after_the_end() {
        let drill = advanced().does(Undo).does(Command::Finish);
        assert_eq!(drill.refusal(Redo), Refusal::SessionOver(Stage::Finished));
    }
}
