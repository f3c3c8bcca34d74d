//! Commands about who takes part.

use crate::drill::command::Command;
use crate::drill::fact::{Fact, Role};
use crate::drill::ids::PersonName;
use crate::drill::refusal::Refusal;
use crate::drill::stage::{Drill, ask, moment, opening};

fn join(name: &str, role: Role) -> Command {
    Command::Join { name: name.into(), role }
}

fn leave(name: &str) -> Command {
    Command::Leave { name: name.into() }
}

fn here(drill: &Drill, role: Role) -> Vec<&str> {
    drill.session.people().here(role).map(PersonName::as_str).collect()
}

mod opened {
    use super::*;

    #[test]
    fn names_owner_and_shadows() {
        let drill = Drill::declared();
        assert_eq!((here(&drill, Role::Owner), here(&drill, Role::Shadow)), (vec!["Mara"], vec!["Jo"]));
    }

    #[test]
    fn twice_changes_nobody() {
        let other = crate::drill::fact::Opening { owner: "Eve".into(), ..opening() };
        let drill = Drill::declared().at(5).writes(Fact::SessionStarted(other.into()));
        assert_eq!(here(&drill, Role::Owner), ["Mara"]);
        assert_eq!(drill.session.opening().unwrap().owner, "Mara".into());
        assert_eq!(drill.session.started(), Some(&moment(0)));
    }
}

mod hand_over {
    use super::*;

    #[test]
    fn works_and_says_why_and_when() {
        let drill = Drill::declared().at(60).dated(50).does(ask::hand_over("Dee"));
        assert_eq!(drill.session.people().owner(), Some(&"Dee".into()));
        let all: Vec<_> = drill.session.people().iter().filter(|it| it.role == Role::Owner).collect();
        assert_eq!((all[0].until.as_ref(), &all[1].since.moment), (Some(&moment(50)), &moment(50)));
        assert_eq!(all[1].why.as_deref(), Some("lunch"));
    }

    #[test]
    fn is_taking_over_when_another_screen_asks() {
        let drill = Drill::declared().by("Dee").does(ask::hand_over("Dee")).does(ask::start("a"));
        let refused = drill.by("Mara").refusal(ask::done("a"));
        assert_eq!(refused, Refusal::NotTheOwner { owner: "Dee".into() });
    }

    #[test]
    fn who_drives_no_longer_shadows() {
        let drill = Drill::declared().does(ask::hand_over("Jo"));
        assert_eq!((here(&drill, Role::Owner), here(&drill, Role::Shadow)), (vec!["Jo"], vec![]));
    }

    #[test]
    fn to_the_owner() {
        assert_eq!(Drill::declared().refusal(ask::hand_over("Mara")), Refusal::AlreadyOwner("Mara".into()));
    }

    #[test]
    fn to_nobody() {
        assert_eq!(Drill::declared().refusal(ask::hand_over("  ")), Refusal::Missing("name"));
    }
}

mod join {
    use super::*;

    #[test]
    fn works_in_every_role_at_once() {
        let drill = Drill::declared().by("Ann");
        let drill = Role::JOINING.into_iter().fold(drill, |drill, role| drill.does(join("Ann", role)));
        for role in Role::JOINING {
            assert!(here(&drill, role).contains(&"Ann"), "{role:?}");
        }
    }

    #[test]
    fn twice() {
        assert_eq!(Drill::declared().refusal(join("Jo", Role::Shadow)), Refusal::AlreadyHere("Jo".into()));
    }

    #[test]
    fn as_owner() {
        assert_eq!(Drill::declared().refusal(join("Ann", Role::Owner)), Refusal::JoinsAsOwner);
    }

    #[test]
    fn as_nobody() {
        assert_eq!(Drill::declared().refusal(join("", Role::Scribe)), Refusal::Missing("name"));
    }
}

mod leave {
    use super::*;

    #[test]
    fn works_and_one_can_come_back() {
        let drill = Drill::declared().at(9).does(leave("Jo"));
        assert_eq!(here(&drill, Role::Shadow), Vec::<&str>::new());
        assert_eq!(drill.session.people().iter().nth(1).unwrap().until, Some(moment(9)));
        assert_eq!(here(&drill.does(join("Jo", Role::Shadow)), Role::Shadow), ["Jo"]);
    }

    #[test]
    fn the_owner() {
        assert_eq!(Drill::declared().refusal(leave("Mara")), Refusal::NotHere("Mara".into()));
    }

    #[test]
    fn not_here() {
        assert_eq!(Drill::declared().refusal(leave("Ann")), Refusal::NotHere("Ann".into()));
        let gone = Drill::declared().does(leave("Jo"));
        assert_eq!(gone.refusal(leave("Jo")), Refusal::NotHere("Jo".into()));
    }
}

mod actor {
    use super::*;

    #[test]
    fn needs_a_name() {
        assert_eq!(Drill::declared().by(" ").refusal(ask::start("a")), Refusal::Missing("name"));
    }
}
