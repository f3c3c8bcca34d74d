//! How the procedure was amended, in words: of one step, and of a whole session.

use super::cells;
use super::deeds::number;
use super::format;
use super::jotting::place;
use super::page::{Line, Target, hanging};
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::checklist::Stamp;
use crate::drill::ids::StepId;
use crate::drill::redline::Key;
use crate::drill::redlines::{Amendment, Redline};
use crate::drill::session::Session;

/// Lists the amendments of one step, oldest first: `amended 14:31 Mara: text, run`.
pub fn of_step(session: &Session, step: &StepId, utc_offset_s: i32, charset: Charset) -> Vec<String> {
    let own = session.redlines().iter().filter(|it| it.what.step() == step);
    own.map(|it| told(session, it, utc_offset_s, charset)).collect()
}

fn told(session: &Session, redline: &Redline, utc_offset_s: i32, charset: Charset) -> String {
    let Stamp { moment, by, .. } = &redline.stamp;
    let at = format::wall_minute(moment.wall, utc_offset_s);
    let by = cells::shown(by.as_str(), charset);
    let because = |why: &str| {
        if why.trim().is_empty() { String::new() } else { format!(": {}", cells::shown(why, charset)) }
    };
    match &redline.what {
        Amendment::Amended { changes, why, .. } => {
            let keys: Vec<&str> = changes.iter().map(|it| it.key.word()).collect();
            let why = why.as_deref().map(|why| format!(" ({})", cells::shown(why, charset)));
            format!("amended {at} {by}: {}{}", keys.join(", "), why.unwrap_or_default())
        }
        Amendment::Inserted { .. } => format!("improvised {at} {by}"),
        Amendment::Moved { to, .. } => match &to.below {
            Some(below) => format!("moved {at} {by}: below {}", number(session, below)),
            None => format!("moved {at} {by}: to the head of its phase"),
        },
        Amendment::Dropped { into: Some(into), .. } => {
            format!("merged {at} {by}: into {}", number(session, into))
        }
        Amendment::Dropped { why, into: None, .. } => format!("dropped {at} {by}{}", because(why)),
    }
}

/// Returns how many amendments there are, as the heading of their list: `redlines: 3`.
pub fn heading(session: &Session) -> String {
    match session.redlines().iter().len() {
        0 => "redlines".to_owned(),
        count => format!("redlines: {count}"),
    }
}

/// Lists the steps that were amended, in the order of their first amendment: `7 Restore the database: text, run`, in
/// lines of at most `width` cells; nothing where the procedure is as its file had it.
pub fn lines(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let mut steps: Vec<&StepId> = Vec::new();
    for redline in session.redlines().iter() {
        if !steps.contains(&redline.what.step()) {
            steps.push(redline.what.step());
        }
    }
    let line = |step: &StepId| {
        let title = place(session.procedure(), Some(step), charset);
        let text = format!("{title}: {}", parts(session, step, charset).join(", "));
        let lines = hanging(Toned::new("", Tone::Muted), &text, Tone::Plain, width);
        lines.into_iter().map(|line| line.to(Target::Step(step.clone()))).collect::<Vec<_>>()
    };
    steps.into_iter().flat_map(line).collect()
}

/// What was done to a step: the keys that read differently once each, in the order of files.
fn parts(session: &Session, step: &StepId, charset: Charset) -> Vec<String> {
    let own = || session.redlines().iter().map(|it| &it.what).filter(|it| it.step() == step);
    let mut parts = Vec::new();
    if session.redlines().is_improvised(step) {
        parts.push("improvised".to_owned());
    }
    let amends = |key: &Key| {
        let of = |it: &Amendment| match it {
            Amendment::Amended { changes, .. } => changes.iter().any(|change| change.key == *key),
            _ => false,
        };
        own().any(of)
    };
    parts.extend(Key::ALL.iter().filter(|key| amends(key)).map(|key| key.word().to_owned()));
    if own().any(|it| matches!(it, Amendment::Moved { .. })) {
        parts.push("moved".to_owned());
    }
    if let Some(dropped) = session.redlines().dropped(step) {
        parts.push(match &dropped.into {
            Some(into) => format!("merged into {}", number(session, into)),
            None => format!("dropped ({})", cells::shown(&dropped.why, charset)),
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::redline::{Place, Value};

    fn told(drill: &Rehearsal, step: &str) -> Vec<String> {
        of_step(&drill.session, &step.into(), 7_200, Charset::Unicode)
    }

    fn listed(drill: &Rehearsal) -> Vec<String> {
        let lines = lines(&drill.session, 70, Charset::Unicode).into_iter();
        let text = |line: Line| line.words.into_iter().map(|it| it.text).collect::<String>();
        lines.map(text).collect()
    }

    fn amended() -> Rehearsal {
        let text = |text: &str| Value::Text(text.to_owned());
        let to = Place { phase: 0, below: None };
        Rehearsal::new(procedure())
            .declare()
            .at(120)
            .amends("b", Key::Run, text("restore.sh"))
            .at(180)
            .amends("b", Key::Text, text("Take the mirror."))
            .amends("b", Key::Run, text("restore.sh --mirror"))
            .improvises("b1", "Order a key", "b")
            .does(Command::MoveStep { step: "c".into(), to })
            .drops("a")
    }

    #[test]
    fn a_step_tells_what_was_amended_when_and_by_whom() {
        let drill = amended();
        let of_b = ["amended 13:56 Mara: run", "amended 13:57 Mara: text", "amended 13:57 Mara: run"];
        assert_eq!(told(&drill, "b"), of_b);
        assert_eq!(told(&drill, "b1"), ["improvised 13:57 Mara"]);
        assert_eq!(told(&drill, "c"), ["moved 13:57 Mara: to the head of its phase"]);
        assert_eq!(told(&drill, "a"), ["dropped 13:57 Mara: not there any more"]);
    }

    #[test]
    fn a_session_tells_each_step_once() {
        let drill = amended();
        assert_eq!(heading(&drill.session), "redlines: 6");
        let expected = [
            "2 Restore the database: text, run",
            "2a Order a key: improvised",
            "3 Count the rows: moved",
            "1 Create the cluster: dropped (not there any more)",
        ];
        assert_eq!(listed(&drill), expected);
        let merged = Rehearsal::new(procedure()).declare();
        let merged = merged.does(Command::MergeStep { step: "c".into(), into: "b".into() });
        assert_eq!(listed(&merged)[1], "3 Count the rows: merged into 2");
        let none = Rehearsal::new(procedure());
        assert_eq!((heading(&none.session).as_str(), listed(&none)), ("redlines", Vec::new()));
    }
}
