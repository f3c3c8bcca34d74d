//! The answer in one sentence: did the last session meet its objective, and what changed?

use super::scene::Scene;
use crate::analysis::comparison::Column;
use crate::drill::anchors::Source;
use crate::drill::session::{Session, Stage};
use crate::drill::time::Span;
use crate::present::format;
use crate::present::sign::arrow;
use crate::present::tone::{Tone, Toned};

/// Says what came of the later of the two sessions that are set against each other:
/// `Production met its RTO with 1:19:48 to spare, 1:27:29 faster than drill 1. Hands 96:10 → 12:30.`
pub(super) fn answer(scene: &Scene) -> Toned {
    let (_, at) = scene.ends();
    let Some((_, session, column)) = scene.columns().nth(at) else { return Toned::default() };
    let subject = subject(scene, at);
    match scene.total(at) {
        Some(total) => told(scene, at, (session, column), (&subject, total)),
        None => Toned::new(without_a_total(scene, session, &subject), Tone::Failed),
    }
}

fn told(
    scene: &Scene,
    at: usize,
    (session, column): (&Session, &Column),
    (subject, total): (&str, Span),
) -> Toned {
    let estimated = column.metrics.recovery_time.actual.is_some_and(|it| it.estimated);
    let about = if estimated { "about " } else { "" };
    let spare = column.metrics.recovery_time.objective.map(|it| Span::from_secs(it.secs()) - total);
    let (result, tone) = match (spare, scene.comparison.clock) {
        (Some(spare), _) if spare.is_negative() => {
            (format!("missed its RTO by {about}{}", format::clock(-spare)), Tone::Behind)
        }
        (Some(spare), _) => {
            (format!("met its RTO with {about}{} to spare", format::clock(spare)), Tone::Ahead)
        }
        (None, Some((from, to))) => {
            let took = format::clock(total);
            (format!("took {about}{took} from {} to {}", from.word(), to.word()), Tone::Plain)
        }
        (None, None) => (format!("took {about}{}", format::clock(total)), Tone::Plain),
    };
    let (change, by) = change(scene, at, total);
    let tone = match (tone, by) {
        (Tone::Plain, Some(by)) if by < Span::ZERO => Tone::Ahead,
        (Tone::Plain, Some(by)) if by > Span::ZERO => Tone::Behind,
        (tone, _) => tone,
    };
    let end = scene.comparison.clock.map_or(session.procedure().clock.1, |it| it.1);
    let assumed = session.anchor(end).is_some_and(|it| it.source == Source::Assumed);
    let assumed =
        if assumed { format!(" Its end is only assumed: nobody set {}.", end.word()) } else { String::new() };
    let words = format!("{subject} {result}{change}.{}{assumed}", hands(scene, at));
    Toned::new(scene.own(words), tone)
}

/// Says how the total compares; also by how much, where there is something to set it against.
fn change(scene: &Scene, at: usize, total: Span) -> (String, Option<Span>) {
    let (other, name) = match scene.comparison.baseline {
        Some(_) => {
            let (other, _) = scene.ends();
            if other == at {
                return (String::new(), None);
            }
            (scene.total(other), scene.called(other))
        }
        None => (scene.comparison.baseline_total.map(|it| Span::from_secs(it.secs())), scene.reference()),
    };
    let Some(other) = other else { return (format!("; {name} has no time to set it against"), None) };
    let by = total - other;
    let change = match by {
        Span::ZERO => format!(", as long as {name}"),
        by if by.is_negative() => format!(", {} faster than {name}", format::clock(-by)),
        by => format!(", {} slower than {name}", format::clock(by)),
    };
    (change, Some(by))
}

fn hands(scene: &Scene, at: usize) -> String {
    let hands = |at: usize| {
        let column = scene.comparison.columns.get(at).filter(|it| it.has_total)?;
        Some(format::hands(column.metrics.minutes.session.hands))
    };
    let (first, _) = scene.ends();
    match hands(first).filter(|_| first != at).zip(hands(at)) {
        Some((before, after)) => format!(" Hands {before}{}{after}.", arrow(scene.charset)),
        None => String::new(),
    }
}

fn without_a_total(scene: &Scene, session: &Session, subject: &str) -> String {
    let why = |why: &str| if why.is_empty() { String::new() } else { format!(": {}", scene.shown(why)) };
    if let Some((reason, _)) = session.excluded() {
        return format!("{subject} is left out of what counts{}.", why(reason));
    }
    match session.stage() {
        Stage::Aborted => {
            let after = format::clock(session.clock(scene.now).elapsed.span);
            format!("{subject} was given up after {after}{}.", why(session.end_reason().unwrap_or_default()))
        }
        stage if stage.is_open() => format!("{subject} still goes on."),
        _ => format!("{subject} has proven no recovery time: nobody saw the service come back."),
    }
}

/// The session as the first words of a sentence: by its environment, where no other session was held there.
fn subject(scene: &Scene, at: usize) -> String {
    let place = |session: &Session| session.opening().map(|it| it.environment.clone());
    let own = scene.held.get(at).and_then(|it| place(it.session));
    let alone = scene.held.len() > 1 && scene.held.iter().filter(|it| place(it.session) == own).count() == 1;
    match own.filter(|_| alone) {
        Some(name) => capitalised(&scene.shown(name.as_str())),
        None => capitalised(&scene.called(at)),
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::team::{Team, four};
    use super::*;
    use crate::analysis::comparison::Against;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::{Anchor, Procedure};
    use crate::present::safe::Charset;

    fn says(team: &Team) -> (String, Tone) {
        let said = team.look(answer);
        (said.text, said.tone)
    }

    fn took(seconds: i64) -> Rehearsal {
        Rehearsal::new(procedure()).declare().start("a").at(seconds).done("a").verify()
    }

    #[test]
    fn the_worked_example() {
        let expected =
            "Production met its RTO with 1:19:48 to spare, 1:27:29 faster than drill 1. Hands 99:47 → 35:26.";
        assert_eq!(says(&four()), (expected.to_owned(), Tone::Ahead));
        let mut team = four();
        team.against = Against::Last;
        assert_eq!(
            says(&team).0,
            expected,
            "whatever the deltas are taken against, it is about the last one"
        );
        team.placed = false;
        assert!(says(&team).0.contains("1:27:29 faster than the drill of 28 May."), "{}", says(&team).0);
        team.charset = Charset::Ascii;
        assert!(says(&team).0.is_ascii(), "{}", says(&team).0);
    }

    #[test]
    fn missed_slower_and_as_long() {
        let missed = "Drill 2 missed its RTO by 0:01:00, 0:02:00 slower than drill 1. Hands 59:00 → 61:00.";
        assert_eq!(says(&Team::of([took(3_540), took(3_660)])), (missed.to_owned(), Tone::Behind));
        let same = "Drill 2 met its RTO with 0:30:00 to spare, as long as drill 1. Hands 30:00 → 30:00.";
        assert_eq!(says(&Team::of([took(1_800), took(1_800)])), (same.to_owned(), Tone::Ahead));
    }

    #[test]
    fn without_an_objective_only_the_change_counts() {
        let plan = || Procedure { rto: None, ..procedure() };
        let held = |secs| Rehearsal::new(plan()).declare().at(secs).verify();
        let faster =
            ("Drill 2 took 0:01:00, 0:00:30 faster than drill 1. Hands 0:00 → 0:00.".to_owned(), Tone::Ahead);
        assert_eq!(says(&Team::of([held(90), held(60)])), faster);
        assert_eq!(says(&Team::of([held(60), held(90)])).1, Tone::Behind);
    }

    #[test]
    fn without_a_total_it_says_why() {
        let abort = || Command::Abort { why: "fire\x1b[2J".into() };
        let given_up = Rehearsal::new(procedure()).declare().start("a").at(720).does(abort());
        let expected = ("Drill 2 was given up after 0:12:00: fire␛[2J.".to_owned(), Tone::Failed);
        assert_eq!(says(&Team::of([took(60), given_up])), expected);
        let left_out = took(60).does(Command::Exclude { why: "a rehearsal".into() });
        assert_eq!(
            says(&Team::of([took(60), left_out])).0,
            "Drill 2 is left out of what counts: a rehearsal."
        );
        let running = Rehearsal::new(procedure()).declare();
        assert_eq!(says(&Team::of([took(60), running])).0, "Drill 2 still goes on.");
        let unproven = Rehearsal::new(procedure()).declare().at(9).finish();
        let expected = "Drill 2 has proven no recovery time: nobody saw the service come back.";
        assert_eq!(says(&Team::of([took(60), unproven])).0, expected);
        let expected = "Drill 2 met its RTO with 0:59:00 to spare; drill 1 has no time to set it against.";
        let given_up = Rehearsal::new(procedure()).declare().at(720).does(abort());
        assert_eq!(says(&Team::of([given_up, took(60)])).0, expected);
    }

    #[test]
    fn what_is_assumed_or_estimated_is_said() {
        let settle = |drill: Rehearsal| drill.start("a").at(90).done("a").skip("b").skip("c").finish();
        let assumed = settle(Rehearsal::new(procedure()).declare());
        let said = says(&Team::of([took(60), assumed])).0;
        assert!(said.ends_with(" Its end is only assumed: nobody set verified."), "{said}");
        let estimated = Rehearsal::new(procedure()).declare().reboot().at(60).verify();
        assert!(
            says(&Team::of([took(60), estimated]))
                .0
                .starts_with("Drill 2 met its RTO with about 0:59:00 to spare")
        );
    }

    #[test]
    fn on_another_clock_and_against_several() {
        let mut team = four();
        team.clock = Some((Anchor::Declared, Anchor::Verified));
        let said = says(&team).0;
        assert!(
            said.starts_with("Production took 0:40:12 from declared to verified, 1:27:29 faster"),
            "{said}"
        );
        team.clock = None;
        team.against = Against::Median;
        assert!(says(&team).0.contains(" than the median. Hands"), "{}", says(&team).0);
        team.against = Against::BestSegments;
        assert!(says(&team).0.contains(" slower than the best segments. Hands"), "{}", says(&team).0);
    }
}
