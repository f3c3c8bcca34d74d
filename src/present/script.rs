//! A script of a step in words: its command, how it stands, and what would run.

use super::cells;
use super::format;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::script::{Outcome, Role};
use crate::drill::scripts::Script;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// Returns the scripts of a step's current attempt, the latest first.
pub fn of_attempt<'a>(session: &'a Session, step: &'a StepId) -> impl Iterator<Item = &'a Script> {
    let attempt = session.checklist().progress(step).map_or(0, |progress| progress.attempts.len());
    session.scripts().of(step).filter(move |script| script.attempt == attempt)
}

/// Returns how long a script ran, or has run.
pub fn length(session: &Session, script: &Script, now: &Moment) -> Span {
    let from = script.launched.as_ref().map_or(&script.stamp.moment, |launch| &launch.moment);
    let to = script.ended_at();
    session.timeline().between(from, to.as_ref().unwrap_or(now)).span.max(Span::ZERO)
}

/// Says how a script stands: `running 0:42 of 30m`, `exit 0 in 1:12`, `killed by SIGSEGV after 0:03`.
pub fn state(session: &Session, script: &Script, now: &Moment, charset: Charset) -> Toned {
    let length = format::step(length(session, script, now));
    let Some(ended) = script.ended() else {
        if !session.stage().is_open() {
            return Toned::new("still ran when the drill ended", Tone::Warned);
        }
        return match (&script.launched, script.cancelled) {
            (_, true) => Toned::new(format!("is being ended, after {length}"), Tone::Warned),
            (None, false) => Toned::new("starts", Tone::Running),
            (Some(_), false) => {
                Toned::new(format!("running {length}{}", limit(session, script)), Tone::Running)
            }
        };
    };
    let said = ended.outcome.say();
    let (what, why) = said.split_once(": ").map_or((said.as_str(), None), |(what, why)| (what, Some(why)));
    let why = why.map(|why| format!(": {}", cells::shown(why, charset))).unwrap_or_default();
    match &ended.outcome {
        Outcome::Exited { code: 0 } => Toned::new(format!("{what} in {length}"), Tone::Done),
        Outcome::Exited { .. } | Outcome::Killed { .. } => {
            Toned::new(format!("{what} after {length}{why}"), Tone::Failed)
        }
        Outcome::Cancelled {} => Toned::new(format!("{what} after {length}"), Tone::Warned),
        Outcome::Unknown {} => Toned::new(what, Tone::Warned),
        Outcome::CouldNotStart { .. } | Outcome::TimedOut { .. } => {
            Toned::new(format!("{what}{why}"), Tone::Failed)
        }
    }
}

fn limit(session: &Session, script: &Script) -> String {
    let step = session.step(&script.asked.step).map(|(step, _)| step);
    let limit = step.filter(|_| script.asked.role == Role::Run).and_then(|step| step.timeout);
    limit.map(|limit| format!(" of {}", format::length(limit))).unwrap_or_default()
}

/// Heads the output of a script: `$ scripts/restore-db.sh · running 0:42 of 30m`. Where both do not fit, the command is cut;
/// with a second line to spend neither is.
pub fn head(
    session: &Session,
    script: &Script,
    now: &Moment,
    (width, rows): (usize, usize),
    charset: Charset,
) -> Vec<Vec<Toned>> {
    let command = named(script, charset);
    let state = state(session, script, now, charset);
    let apart = dot(charset);
    let needed = cells::width(apart) + cells::width(&state.text);
    if cells::width(&command) + needed > width && rows > 1 {
        return vec![vec![Toned::new(command, Tone::Strong)], vec![Toned::new("  ", Tone::Plain), state]];
    }
    let room = width.saturating_sub(needed).max(width / 3).max(4);
    let command = cells::fit(&command, room);
    vec![vec![Toned::new(command, Tone::Strong), Toned::new(apart, Tone::Muted), state]]
}

/// Returns the command of a script, with its role where it is not the step's own: `$ restore.sh`, `check $ count.sh`.
pub fn named(script: &Script, charset: Charset) -> String {
    let role = match script.asked.role {
        Role::Run => String::new(),
        Role::RecoveryPoint => "recovery point ".to_owned(),
        role => format!("{} ", role.word()),
    };
    format!("{role}$ {}", cells::shown(&script.asked.command, charset))
}

/// Tells in short what was run for a step, of each role the latest: `run exit 0 in 1:12 (2 runs)`, `check exit 0 in 0:03`.
pub fn of_step(session: &Session, step: &StepId, now: &Moment, charset: Charset) -> Vec<Vec<Toned>> {
    let told = [Role::Run, Role::Check, Role::RecoveryPoint].into_iter().filter_map(|role| {
        let mut of_role = session.scripts().of(step).filter(|script| script.asked.role == role);
        let script = of_role.next()?;
        let before = of_role.count();
        let times = (before > 0).then(|| Toned::new(format!(" ({} runs)", before + 1), Tone::Muted));
        let role = Toned::new(format!("{} ", role.word().replace('-', " ")), Tone::Muted);
        Some([Some(role), Some(state(session, script, now, charset)), times].into_iter().flatten().collect())
    });
    told.collect()
}

/// The keys of what would run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys<'a> {
    /// The one that runs the step's script.
    pub run: &'a str,
    /// The one that runs its check.
    pub check: &'a str,
}

/// Says what would run before anything did: `r runs scripts/restore-db.sh · v checks`; `None` where nothing would.
pub fn would_run(step: &Step, keys: Keys, charset: Charset) -> Option<String> {
    let run = step.run.as_ref().map(|run| {
        let same = step.command.as_ref().is_some_and(|command| command.trim_end() == run.trim_end());
        let what = if same { "it".to_owned() } else { cells::shown(run.trim_end(), charset) };
        let by_itself = if step.automatic { ", as it does by itself when its turn comes" } else { "" };
        format!("{} runs {what}{by_itself}", keys.run)
    });
    let check = match (&step.check, &step.recovery_point) {
        (Some(_), _) => Some(format!("{} checks", keys.check)),
        (None, Some(_)) => Some(format!("{} takes the recovery point", keys.check)),
        (None, None) => None,
    };
    let told: Vec<_> = [run, check].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(dot(charset)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, scripted_drill};
    use crate::drill::command::Command;
    use crate::drill::script::Output;

    fn running() -> Rehearsal {
        let mut plan = procedure();
        plan.steps[0].run = Some("scripts/restore.sh".into());
        plan.steps[0].timeout = Some(Span::from_secs(1_800));
        let run = Command::RunScript { step: "a".into(), role: Role::Run, automatic: false, why: None };
        let drill = Rehearsal::new(plan).declare().does(run);
        let script = drill.session.scripts().iter().last().unwrap().id;
        drill.does(Command::LaunchScript { script, pid: 7, started: 1 }).at(72)
    }

    fn ended(outcome: Outcome) -> String {
        let drill = running();
        let script = drill.session.scripts().iter().last().unwrap().id;
        told(&drill.does(Command::EndScript { script, outcome, output: Output::default(), files: None }))
    }

    fn told(drill: &Rehearsal) -> String {
        let script = drill.session.scripts().iter().last().unwrap();
        state(&drill.session, script, &drill.now, Charset::Unicode).text
    }

    #[test]
    fn how_a_script_stands() {
        assert_eq!(told(&running()), "running 1:12 of 30m");
        assert_eq!(ended(Outcome::Exited { code: 0 }), "exit 0 in 1:12");
        assert_eq!(ended(Outcome::Exited { code: 127 }), "exit 127 after 1:12: a command was not found");
        assert_eq!(ended(Outcome::Killed { signal: 11 }), "killed by SIGSEGV after 1:12");
        assert_eq!(ended(Outcome::TimedOut { after_ms: 1_800_000 }), "timed out after 30m");
        assert_eq!(ended(Outcome::Cancelled {}), "cancelled after 1:12");
        assert_eq!(ended(Outcome::Unknown {}), "was running, outcome unknown");
        let why = "no such\x1b file: look".to_owned();
        assert_eq!(ended(Outcome::CouldNotStart { why }), "could not start: no such␛ file: look");
        let cancelled = running().does(Command::CancelScript { step: "a".into() });
        assert_eq!(told(&cancelled), "is being ended, after 1:12");
    }

    #[test]
    fn what_was_run_for_a_step_is_told_by_role_the_latest_of_each() {
        let drill = scripted_drill();
        let told = |step: &str| {
            let told = of_step(&drill.session, &step.into(), &drill.now, Charset::Unicode);
            told.into_iter()
                .map(|words| words.into_iter().map(|it| it.text).collect())
                .collect::<Vec<String>>()
        };
        assert_eq!(told("a"), ["run exit 0 in 2:18 (2 runs)", "check exit 0 in 0:03"]);
        assert_eq!(told("b"), ["run killed by SIGKILL after 0:34"], "what its guards ran is told with them");
        assert_eq!(told("c"), [""; 0]);
    }

    #[test]
    fn of_a_drill_that_is_over_nothing_runs_on() {
        let given_up = running().does(Command::Abort { why: "fire".into() }).at(9_000);
        assert_eq!(told(&given_up), "still ran when the drill ended");
    }

    #[test]
    fn a_head_cuts_the_command_before_the_state() {
        let drill = running();
        let script = drill.session.scripts().iter().last().unwrap();
        let head = |room| {
            let lines = head(&drill.session, script, &drill.now, room, Charset::Unicode);
            let text = |line: Vec<Toned>| line.into_iter().map(|it| it.text).collect::<String>();
            lines.into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(head((60, 1)), ["$ scripts/restore.sh · running 1:12 of 30m"]);
        assert_eq!(head((34, 1)), ["$ scripts/r… · running 1:12 of 30m"]);
        assert_eq!(head((34, 2)), ["$ scripts/restore.sh", "  running 1:12 of 30m"]);
    }

    #[test]
    fn what_would_run_is_named_with_its_keys() {
        let mut step = procedure().steps.remove(0);
        let told = |step: &Step| would_run(step, Keys { run: "r", check: "v" }, Charset::Unicode);
        assert_eq!(told(&step), None);
        step.run = Some("scripts/restore.sh".into());
        assert_eq!(told(&step).as_deref(), Some("r runs scripts/restore.sh"));
        step.check = Some("count".into());
        step.command.clone_from(&step.run);
        assert_eq!(told(&step).as_deref(), Some("r runs it · v checks"));
    }
}
