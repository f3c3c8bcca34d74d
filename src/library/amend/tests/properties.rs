//! Whatever is amended: the file says what the session says, and nothing else of it changes.

use super::arbitrary::{Choices, command, procedure};
use crate::drill::command::Command;
use crate::drill::ids::EventId;
use crate::drill::redline::Key;
use crate::drill::redlines::Amendment;
use crate::drill::stage::Drill;
use crate::drill::taking_in::{Verdict, alike};
use crate::library::amend::apply;
use crate::library::parse;
use proptest::collection::vec;
use proptest::prelude::*;

/// A drill on a text, and the text.
fn drill(choices: Vec<u16>) -> (Drill, String) {
    let mut choices = Choices::new(choices);
    let text = procedure(&mut choices);
    let parsed = parse(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let mut drill = Drill::of(parsed);
    for number in 0..choices.below(9) {
        let asked = command(&mut choices, &drill.session, number);
        // What runs in the middle of the night is not run by hand: a refusal leaves the session as it was.
        drill = drill.clone().asks(asked).unwrap_or(drill);
        if choices.one_in(8) {
            drill = drill.clone().asks(Command::Undo).unwrap_or(drill);
        }
    }
    (drill, text)
}

fn all(drill: &Drill) -> Vec<EventId> {
    drill.session.redlines().iter().map(|it| it.id).collect()
}

/// The comments that belong to no step that was dropped, and to no key.
fn comments(text: &str, gone: &[String]) -> Vec<String> {
    let own = |line: &str| gone.iter().any(|id| line.contains(&format!("own {id} ")));
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with("# ") && !own(line));
    let mut lines: Vec<String> = lines
        .filter(|line| ["# free", "# own"].iter().any(|it| line.starts_with(it)))
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_file_says_what_the_session_says(choices in vec(any::<u16>(), 0..260)) {
        let (drill, text) = drill(choices);
        let redlines = drill.session.redlines();
        let written = redlines.written();
        prop_assume!(!written.steps.is_empty() && !written.has_circle());
        let amended = apply(&text, redlines, &all(&drill)).map_err(|error| {
            TestCaseError::fail(format!("{error}\n{:#?}\n{text}", redlines.iter().map(|it| &it.what).collect::<Vec<_>>()))
        })?;
        prop_assert!(amended.taken.verdicts.iter().all(|(_, it)| !matches!(it, Verdict::Clash(_))), "{:?}\n{}", amended.taken, text);
        let read = parse(&amended.text).unwrap();
        prop_assert_eq!(&read.phases, &written.phases, "{}\n{}", text, amended.text);
        let ids = |it: &crate::drill::procedure::Procedure| it.steps.iter().map(|it| (it.id.clone(), it.phase, it.after.clone())).collect::<Vec<_>>();
        prop_assert_eq!(ids(&read), ids(&written), "{}\n{}", text, amended.text);
        for (one, other) in read.steps.iter().zip(&written.steps) {
            for key in Key::ALL {
                prop_assert!(alike(one.value(key).as_ref(), other.value(key).as_ref()), "{:?} of {}", key, one.id);
            }
        }
        let gone: Vec<String> = redlines.iter().filter_map(|it| match &it.what {
            Amendment::Dropped { step, .. } => Some(step.to_string()),
            // Its own table may be taken away, with the comments on that.
            Amendment::Amended { step, changes, .. } if changes.iter().any(|it| it.key == Key::Preview) => Some(step.to_string()),
            _ => None,
        }).collect();
        prop_assert_eq!(comments(&text, &gone), comments(&amended.text, &gone), "{}\n{}", text, amended.text);
        prop_assert_eq!(text.starts_with('\u{feff}'), amended.text.starts_with('\u{feff}'));
        prop_assert_eq!(text.ends_with('\n'), amended.text.ends_with('\n'));
        let again = apply(&amended.text, redlines, &all(&drill)).unwrap();
        prop_assert_eq!(again.text, amended.text, "a second time");
    }

    #[test]
    fn undoing_all_gives_the_original(choices in vec(any::<u16>(), 0..260)) {
        let (mut drill, text) = drill(choices);
        while drill.session.redlines().iter().len() > 0 {
            drill = drill.does(Command::Undo);
        }
        let amended = apply(&text, drill.session.redlines(), &all(&drill)).unwrap();
        prop_assert_eq!(amended.text, text);
    }

    #[test]
    fn any_choice_of_redlines_leaves_a_procedure(choices in vec(any::<u16>(), 0..260), chosen: u16) {
        let (drill, text) = drill(choices);
        let redlines = drill.session.redlines();
        let some: Vec<EventId> =
            all(&drill).into_iter().enumerate().filter(|(at, _)| chosen >> (at % 16) & 1 == 1).map(|(_, id)| id).collect();
        let amended = apply(&text, redlines, &some);
        if let Ok(amended) = amended {
            prop_assert!(parse(&amended.text).is_ok());
        }
    }
}
