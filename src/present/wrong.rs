//! The strip about a script that went wrong: which step, how, and what can be done.

use super::cells;
use super::deeds::number;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::drill::checklist::{Fared, Progress};
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::script::Role;
use crate::drill::session::Session;

/// The keys of what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Run it again.
    pub run: String,
    /// Check the result.
    pub check: String,
    /// It was done by hand.
    pub by_hand: String,
    /// The step failed.
    pub fail: String,
}

/// Returns the step that somebody has to say something about: the selected one, else the first one.
pub fn step<'a>(session: &'a Session, selected: Option<&StepId>) -> Option<&'a StepId> {
    let wrong = |at: &usize| session.checklist().at(*at).is_some_and(Progress::needs_a_word);
    let all = || session.checklist().running().filter(wrong).map(|at| &session.procedure().steps[at].id);
    all().find(|id| Some(*id) == selected).or_else(|| all().next())
}

/// Says what went wrong with a step: `7 failed: exit 1`.
pub fn what(session: &Session, id: &StepId, charset: Charset) -> String {
    let number = number(session, id);
    let Some(progress) = session.checklist().progress(id) else { return number };
    let outcome = |role| {
        let script = session.scripts().last(id, role, progress.attempts.len());
        let said = script.and_then(|script| script.ended()).map(|ended| ended.outcome.say());
        said.map(|said| format!(": {}", cells::shown(&said, charset))).unwrap_or_default()
    };
    match progress.proof.run {
        Some(Fared::Unknown) => format!("{number} was running when firedrill ended, outcome unknown"),
        Some(Fared::Failed) => format!("{number} failed{}", outcome(Role::Run)),
        _ => format!("{number} ran, and its check failed{}", outcome(Role::Check)),
    }
}

/// Whether a check would tell anything: of what a script did not do, it would not.
pub fn can_check(step: &Step, progress: &Progress) -> bool {
    step.check.is_some() && progress.proof.run != Some(Fared::Failed)
}

/// Writes the strip: `7 failed: exit 1 — r again · b done by hand · x fail`; `None` where nothing went wrong. Where there is
/// no room for all of it, what went wrong is cut.
pub fn strip(
    session: &Session,
    selected: Option<&StepId>,
    keys: &Keys,
    width: usize,
    charset: Charset,
) -> Option<Toned> {
    let id = step(session, selected)?;
    let what = what(session, id, charset);
    let dash = if charset == Charset::Ascii { " - " } else { " — " };
    let deeds = if selected == Some(id) { deeds(session, id, keys, charset) } else { "select it".to_owned() };
    let room = width.saturating_sub(cells::width(dash) + cells::width(&deeds)).max(width / 3);
    Some(Toned::new(format!("{}{dash}{deeds}", cells::fit(&what, room)), Tone::Failed))
}

/// Lists what can be done: `r again · b done by hand · x fail`.
fn deeds(session: &Session, id: &StepId, keys: &Keys, charset: Charset) -> String {
    let Some((step, progress)) = session.step(id) else { return String::new() };
    let unknown = progress.proof.run == Some(Fared::Unknown);
    let checks = can_check(step, progress);
    let again = if unknown { "check" } else { "check again" };
    let by_hand = if unknown { "by hand" } else { "done by hand" };
    // A dot of ASCII is a dash, which parts what went wrong from what can be done.
    let apart = if charset == Charset::Ascii { ", " } else { dot(charset) };
    let deeds = [
        Some(format!("{} again", keys.run)),
        checks.then(|| format!("{} {again}", keys.check)),
        Some(format!("{} {by_hand}", keys.by_hand)),
        Some(format!("{} fail", keys.fail)),
    ];
    deeds.into_iter().flatten().collect::<Vec<_>>().join(apart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::script::{Outcome, Output};

    fn ended(outcomes: &[Outcome]) -> Rehearsal {
        let mut plan = procedure();
        (plan.steps[0].run, plan.steps[0].check) = (Some("restore".into()), Some("count".into()));
        let run = Command::RunScript { step: "a".into(), role: Role::Run, automatic: false, why: None };
        outcomes.iter().fold(Rehearsal::new(plan).declare().does(run), |drill, outcome| {
            let script = drill.session.scripts().iter().last().unwrap().id;
            drill.does(Command::EndScript {
                script,
                outcome: outcome.clone(),
                output: Output::default(),
                files: None,
            })
        })
    }

    fn told(drill: &Rehearsal, selected: &str, width: usize) -> Option<String> {
        let keys = Keys { run: "r".into(), check: "v".into(), by_hand: "b".into(), fail: "x".into() };
        strip(&drill.session, Some(&selected.into()), &keys, width, Charset::Unicode).map(|it| it.text)
    }

    #[test]
    fn what_went_wrong_and_what_can_be_done() {
        let failed = ended(&[Outcome::Exited { code: 1 }]);
        assert_eq!(
            told(&failed, "a", 80).as_deref(),
            Some("1 failed: exit 1 — r again · b done by hand · x fail")
        );
        assert_eq!(told(&failed, "b", 80).as_deref(), Some("1 failed: exit 1 — select it"));
        let unknown = ended(&[Outcome::Unknown {}]);
        assert_eq!(
            told(&unknown, "a", 99).as_deref(),
            Some(
                "1 was running when firedrill ended, outcome unknown — r again · v check · b by hand · x fail"
            )
        );
        let narrow = told(&unknown, "a", 60).unwrap();
        assert!(narrow.ends_with("… — r again · v check · b by hand · x fail"), "{narrow}");
        let disagreed = ended(&[Outcome::Exited { code: 0 }, Outcome::Exited { code: 2 }]);
        assert_eq!(
            told(&disagreed, "a", 99).as_deref(),
            Some("1 ran, and its check failed: exit 2 — r again · v check again · b done by hand · x fail")
        );
    }

    #[test]
    fn nothing_is_said_where_nothing_went_wrong() {
        assert_eq!(told(&ended(&[]), "a", 80), None);
        assert_eq!(told(&ended(&[Outcome::Exited { code: 0 }]), "a", 80), None);
    }
}
