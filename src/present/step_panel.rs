//! Everything about one step, in lines: what it warns of, what to do, the command to copy, what it needs, and what
//! happened to it so far.

use super::cells;
use super::checklist;
use super::deeds::titled;
use super::format;
use super::holding::cause;
use super::markdown;
use super::probes;
use super::redlines;
use super::safe::{self, Charset};
use super::script::{Keys, of_attempt, would_run};
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::past::Past;
use crate::drill::checklist::{Attempt, Progress, StepState};
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// A step about to be put into lines.
#[derive(Debug, Clone, Copy)]
pub struct StepPanel<'a> {
    /// The session that it is in.
    pub session: &'a Session,
    /// Its plan.
    pub step: &'a Step,
    /// How far it is.
    pub progress: &'a Progress,
    /// When the frame is.
    pub now: &'a Moment,
    /// What earlier sessions say.
    pub past: &'a Past,
    /// How wide a line may be, in cells.
    pub width: usize,
    /// Which signs may be used.
    pub charset: Charset,
    /// The keys of its scripts.
    pub keys: Keys<'a>,
}

impl<'a> StepPanel<'a> {
    /// Returns the lines, each in its tone. Lazy: a long text is laid out only as far as it is looked at. Where there
    /// is little room the command goes first.
    pub fn lines(self, command_first: bool) -> impl Iterator<Item = Toned> + 'a {
        let command = [self.command(), self.scripts()].concat();
        let (early, late) = if command_first { (command, Vec::new()) } else { (Vec::new(), command) };
        let text = markdown::lines(&self.step.text, self.width, self.charset);
        let phase = markdown::lines(self.phase_text(), self.width, self.charset);
        let first = [self.warnings(), self.order(), self.redlines(), early].concat();
        let rest = std::iter::once_with(move || [self.needs(), self.results(), self.history()].concat());
        first.into_iter().chain(text).chain(late).chain(phase).chain(rest.flatten())
    }

    /// What holds for all steps of the phase is read with the first of them.
    fn phase_text(&self) -> &'a str {
        let procedure = self.session.procedure();
        let first = procedure.steps.iter().find(|it| it.phase == self.step.phase);
        let phase = first.filter(|it| it.id == self.step.id).and_then(|it| procedure.phases.get(it.phase));
        phase.map_or("", |it| &it.text)
    }

    fn wrapped(&self, text: &str, tone: Tone) -> Vec<Toned> {
        let lines = cells::wrap(text, self.width.max(1));
        lines.into_iter().map(|line| Toned::new(line, tone)).collect()
    }

    fn safe(&self, text: &str) -> String {
        safe::line(text, self.charset).into_owned()
    }

    fn warnings(&self) -> Vec<Toned> {
        let destroys =
            self.step.destructive.then_some("DESTRUCTIVE: it destroys, and starts on purpose only");
        let two = self.step.two_person.then_some("TWO PEOPLE: somebody else must agree first");
        destroys.into_iter().chain(two).flat_map(|text| self.wrapped(text, Tone::Warned)).collect()
    }

    /// What has to come before it, while it does not.
    fn order(&self) -> Vec<Toned> {
        let over = |id: &&StepId| self.session.checklist().progress(id).is_some_and(Progress::satisfies);
        let open: Vec<_> = self.step.after.iter().filter(|id| !over(id)).collect();
        if open.is_empty() || !matches!(self.progress.state, StepState::Pending | StepState::Failed) {
            return Vec::new();
        }
        let open: Vec<_> = open.into_iter().map(|id| titled(self.session, id, self.charset)).collect();
        self.wrapped(&format!("comes after {}", open.join(dot(self.charset))), Tone::Muted)
    }

    /// What of it is not as the file has it.
    fn redlines(&self) -> Vec<Toned> {
        let told = redlines::of_step(self.session, &self.step.id, self.now.utc_offset_s, self.charset);
        told.into_iter().flat_map(|it| self.wrapped(&it, Tone::Plain)).collect()
    }

    fn command(&self) -> Vec<Toned> {
        let Some(command) = &self.step.command else { return Vec::new() };
        let lines = safe::lines(command.trim_end(), self.charset).enumerate();
        let lines = lines.map(|(at, line)| format!("{} {line}", if at == 0 { "$" } else { " " }));
        lines.flat_map(|line| self.wrapped(&line, Tone::Strong)).collect()
    }

    /// What would run, before anything did.
    fn scripts(&self) -> Vec<Toned> {
        let open = matches!(self.progress.state, StepState::Pending | StepState::Running);
        if !open || of_attempt(self.session, &self.step.id).next().is_some() {
            return Vec::new();
        }
        let told = would_run(self.step, self.keys, self.charset);
        told.map(|told| self.wrapped(&told, Tone::Automated)).unwrap_or_default()
    }

    fn needs(&self) -> Vec<Toned> {
        let known = self.step.needs.iter().filter_map(|id| self.session.procedure().dependency(id));
        let told = known.flat_map(|it| {
            let others = if it.third_party { " (of others)" } else { "" };
            let health = probes::dependency(self.session, &it.id, self.now);
            let tone = health.as_ref().map(|it| it.tone).filter(|tone| *tone == Tone::Failed);
            let health = health.map(|it| format!(": {}", it.text)).unwrap_or_default();
            let needs = format!("needs {}{others}{health}", self.safe(&it.title));
            let needs = self.wrapped(&needs, tone.unwrap_or(Tone::Plain));
            let or = it.alternative.as_ref().map(|or| format!("  else: {}", self.safe(or)));
            [needs, or.map(|or| self.wrapped(&or, Tone::Muted)).unwrap_or_default()].concat()
        });
        told.collect()
    }

    /// What finishing it does, and how long it should take.
    fn results(&self) -> Vec<Toned> {
        let titles =
            self.session.procedure().components.iter().filter(|it| self.step.restores.contains(&it.id));
        let titles: Vec<_> = titles.map(|it| self.safe(&it.title)).collect();
        let back = (!titles.is_empty()).then(|| format!("brings back {}", titles.join(", ")));
        let marks = self.step.marks.map(|anchor| format!("its end sets the anchor {}", anchor.word()));
        let place = self.session.checklist().position(&self.step.id);
        let last = place.zip(self.session.opening());
        let last = last.and_then(|(at, opening)| self.past.last_time(&opening.environment, &[at]));
        let last = last.map(|span| format!("last time {}", format::step(span)));
        let expect = self.step.expect.map(|span| format!("expected {}", format::step(span)));
        let times: Vec<_> = [last, expect].into_iter().flatten().collect();
        let times = (!times.is_empty()).then(|| times.join(dot(self.charset)));
        let told = [back, marks, times].into_iter().flatten();
        told.flat_map(|text| self.wrapped(&text, Tone::Muted)).collect()
    }

    /// Attempts, holds and corrections, oldest first, and the last reason.
    fn history(&self) -> Vec<Toned> {
        let mut told = Vec::new();
        for (at, attempt) in self.progress.attempts.iter().enumerate() {
            told.push((self.attempt(at + 1, attempt), Tone::Plain));
        }
        for hold in self.session.holds().iter().filter(|hold| hold.step == self.step.id) {
            let until = hold.to.as_ref().map_or_else(|| "now".to_owned(), |to| self.clock(to));
            let cause = cause(self.session, &hold.cause, self.charset);
            let from = self.clock(&hold.from.moment);
            let text = self.because(&hold.text);
            told.push((format!("held {from} - {until}: {cause}{text}"), Tone::Held));
        }
        for correction in self.session.checklist().corrections.iter().filter(|it| it.step == self.step.id) {
            let by = self.safe(correction.by.by.as_str());
            let before = self.stretch(&correction.before.0, correction.before.1.as_ref());
            let text = self.because(&correction.why);
            told.push((format!("corrected by {by}, was {before}{text}"), Tone::Warned));
        }
        // Why it was dropped was said above.
        let dropped = self.session.redlines().dropped(&self.step.id).is_some();
        let reason = checklist::reason(self.session, &self.step.id, self.progress);
        if let Some(why) = reason.filter(|_| !dropped) {
            told.push((format!("reason: {}", self.safe(why)), Tone::Strong));
        }
        told.into_iter().flat_map(|(text, tone)| self.wrapped(&text, tone)).collect()
    }

    fn attempt(&self, number: usize, attempt: &Attempt) -> String {
        let which =
            if self.progress.attempts.len() > 1 { format!("attempt {number}: ") } else { String::new() };
        let (state, by) = match &attempt.ended {
            Some((stamp, state)) => (state.word(), &stamp.by),
            None => (StepState::Running.word(), &attempt.started.by),
        };
        let stretch = self.stretch(&attempt.started.moment, attempt.end());
        let late = attempt.started.late || attempt.ended.as_ref().is_some_and(|(stamp, _)| stamp.late);
        let late = if late { ", late" } else { "" };
        let dot = dot(self.charset);
        format!("{which}{state} {stretch}{late}{dot}{}", self.safe(by.as_str()))
    }

    fn stretch(&self, from: &Moment, to: Option<&Moment>) -> String {
        match to {
            Some(to) => format!("{} - {}", self.clock(from), self.clock(to)),
            None => format!("since {}", self.clock(from)),
        }
    }

    fn because(&self, why: &str) -> String {
        if why.is_empty() { String::new() } else { format!(": {}", self.safe(why)) }
    }

    fn clock(&self, moment: &Moment) -> String {
        format::wall_clock(moment.wall, self.now.utc_offset_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, component, procedure};
    use crate::drill::command::Command;
    use crate::drill::fact::HoldCause;
    use crate::drill::procedure::{Anchor, Procedure};
    use crate::drill::time::Span;

    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.components = vec![component("database", 3)];
        plan.dependencies[0].alternative = Some("the mirror bucket".into());
        let step = &mut plan.steps[1];
        step.text = "Take the newest dump.\n\n- look at it".into();
        step.command = Some("pg_restore -d x\necho done\n".into());
        step.after = vec!["a".into()];
        step.needs = vec!["storage".into()];
        step.restores = vec!["database".into()];
        step.expect = Some(Span::from_secs(720));
        (step.marks, step.destructive, step.two_person) = (Some(Anchor::Restored), true, true);
        plan
    }

    fn told(drill: &Rehearsal, id: &str, command_first: bool) -> Vec<String> {
        let (step, progress) = drill.session.step(&id.into()).unwrap();
        let past = Past::default();
        let (session, now) = (&drill.session, &drill.now);
        let (charset, keys) = (Charset::Unicode, Keys { run: "r", check: "v" });
        let panel = StepPanel { session, step, progress, now, past: &past, width: 60, charset, keys };
        panel.lines(command_first).map(|line| line.text).collect()
    }

    #[test]
    fn a_step_that_is_not_begun() {
        let expected = [
            "DESTRUCTIVE: it destroys, and starts on purpose only",
            "TWO PEOPLE: somebody else must agree first",
            "comes after 1 Create the cluster",
            "Take the newest dump.",
            "",
            "- look at it",
            "$ pg_restore -d x",
            "  echo done",
            "needs Cloud object storage (of others)",
            "  else: the mirror bucket",
            "brings back DATABASE",
            "its end sets the anchor restored",
            "expected 12:00",
        ];
        assert_eq!(told(&Rehearsal::new(plan()).declare(), "b", false), expected);
        assert_eq!(told(&Rehearsal::new(plan()).declare(), "b", true)[3], "$ pg_restore -d x");
    }

    #[test]
    fn what_a_phase_says_is_read_with_its_first_step() {
        let mut plan = procedure();
        plan.phases[0].text = "Tell the hotline.".into();
        let drill = Rehearsal::new(plan).declare();
        assert_eq!(told(&drill, "a", false)[..2], ["Do it.", "Tell the hotline."]);
        assert!(!told(&drill, "b", false).contains(&"Tell the hotline.".to_owned()));
    }

    #[test]
    fn what_was_amended_stands_first() {
        use crate::drill::redline::{Key, Value};
        let drill = Rehearsal::new(procedure()).declare().at(60);
        let drill = drill.amends("a", Key::Text, Value::Text("Ask twice.".into()));
        assert_eq!(told(&drill, "a", false), ["amended 13:55 Mara: text", "Ask twice."]);
        let drill = drill.drops("b");
        assert_eq!(told(&drill, "b", false), ["dropped 13:55 Mara: not there any more", "Do it."]);
    }

    #[test]
    fn what_happened_to_a_step() {
        let correct = |drill: &Rehearsal| Command::CorrectTimes {
            step: "a".into(),
            attempt: 1,
            started: drill.now.wall - Span::from_secs(55),
            ended: Some(drill.now.wall),
            why: "pressed late".into(),
        };
        let hold = Command::HoldStep { step: "a".into(), cause: HoldCause::Deciding, text: "which?".into() };
        let drill = Rehearsal::new(procedure()).declare().start("a").at(10).does(hold).at(60).fail("a");
        let correct = correct(&drill);
        let drill = drill.does(correct).at(90).start("a").hold("a", HoldCause::Dependency("storage".into()));
        let expected = [
            "Do it.",
            "attempt 1: failed 13:55:00 - 13:55:55, late · Mara",
            "attempt 2: running since 13:56:25 · Mara",
            "held 13:55:05 - 13:55:55: deciding: which?",
            "held 13:56:25 - now: waiting for Cloud object storage",
            "corrected by Mara, was 13:54:55 - 13:55:55: pressed late",
        ];
        assert_eq!(told(&drill, "a", false), expected);
        let skipped = drill.skip("b");
        assert_eq!(told(&skipped, "b", false)[1], "reason: not needed");
    }
}
