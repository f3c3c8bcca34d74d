//! What a session says, in lines that a scenario can expect. Times are seconds since the session began, as the
//! session's own timeline counts them.

use firedrill::drill::anchors::Mark;
use firedrill::drill::checklist::{Progress, Stamp};
use firedrill::drill::fact::HoldCause;
use firedrill::drill::notebook::Note;
use firedrill::drill::procedure::Anchor;
use firedrill::drill::session::{ClockFace, FindingKind, Session};
use firedrill::drill::time::Moment;
use std::collections::BTreeMap;

/// Tells everything.
pub fn all(session: &Session, now: &Moment) -> BTreeMap<&'static str, Vec<String>> {
    let said = Said { session };
    BTreeMap::from([
        ("stage", vec![said.stage()]),
        ("steps", said.steps()),
        ("corrections", said.corrections()),
        ("holds", said.holds()),
        ("anchors", said.anchors()),
        ("clock", vec![clock(&session.clock(now))]),
        ("cleanup", vec![clock(&session.cleanup_clock(now))]),
        ("people", said.people()),
        ("notes", session.notebook().iter().map(|note| said.note(note)).collect()),
        ("points", said.points()),
        ("verifications", said.verifications()),
        ("findings", session.findings().iter().map(|it| finding(it.what)).collect()),
        ("next", vec![format!("{:?}", session.next_move(None)).replace("StepId", "")]),
        ("log", said.log()),
    ])
}

struct Said<'a> {
    session: &'a Session,
}

impl Said<'_> {
    fn second(&self, moment: &Moment) -> i64 {
        let start = self.session.started().unwrap();
        self.session.timeline().between(start, moment).span.secs()
    }

    fn stage(&self) -> String {
        let ended = self.session.ended().map(|end| format!(" {}", self.second(end)));
        let next = self.session.next_owner().map(|name| format!(" next {name}"));
        let why = self.session.end_reason().map(|why| format!(": {why}"));
        let rest = [ended, next, why].map(Option::unwrap_or_default).concat();
        format!("{:?}{rest}", self.session.stage())
    }

    /// `a done 10-20~ 30-40 level`: `~` is late.
    fn steps(&self) -> Vec<String> {
        let steps = self.session.procedure().steps.iter().zip(self.session.checklist().iter());
        let told = steps.map(|(step, progress)| {
            let level = progress.achieved(step).map(|it| format!(" {}", it.word()));
            let reason = progress.reason.as_deref().map(|why| format!(": {why}"));
            let rest = [Some(self.attempts(progress)), level, reason].map(Option::unwrap_or_default).concat();
            format!("{} {}{rest}", step.id, progress.state.word())
        });
        told.collect()
    }

    fn attempts(&self, progress: &Progress) -> String {
        let end = |stamp: &Stamp| format!("{}{}", self.second(&stamp.moment), late(stamp.late));
        let attempts = progress.attempts.iter().map(|attempt| {
            let ended = attempt.ended.as_ref().map(|(stamp, _)| end(stamp));
            format!(" {}-{}", end(&attempt.started), ended.unwrap_or_default())
        });
        attempts.collect()
    }

    fn corrections(&self) -> Vec<String> {
        let range = |(from, to): &(Moment, Option<Moment>)| {
            format!(
                "{}-{}",
                self.second(from),
                to.as_ref().map(|to| self.second(to).to_string()).unwrap_or_default()
            )
        };
        let told = self.session.checklist().corrections.iter().map(|it| {
            let (before, after) = (range(&it.before), range(&it.after));
            format!("{} {} {before} to {after} by {}: {}", it.step, it.attempt, it.by.by, it.why)
        });
        told.collect()
    }

    fn holds(&self) -> Vec<String> {
        let told = self.session.holds().iter().map(|hold| {
            let cause = match &hold.cause {
                HoldCause::Dependency(id) => id.as_str(),
                cause => cause.word(),
            };
            let to = hold.to.as_ref().map(|to| self.second(to).to_string()).unwrap_or_default();
            format!("{} {cause} {}-{to}", hold.step, self.second(&hold.from.moment))
        });
        told.collect()
    }

    fn anchors(&self) -> Vec<String> {
        let mark = |anchor: Anchor, mark: Mark| {
            let second = self.second(&mark.moment);
            let played = if mark.simulated { " simulated" } else { "" };
            format!("{} {second}{} {}{played}", anchor.word(), late(mark.late), mark.source.word())
        };
        let set = Anchor::ALL.into_iter().filter_map(|anchor| Some((anchor, self.session.anchor(anchor)?)));
        set.map(|(anchor, it)| mark(anchor, it)).collect()
    }

    fn people(&self) -> Vec<String> {
        let told = self.session.people().iter().map(|it| {
            let until = it.until.as_ref().map(|until| self.second(until).to_string()).unwrap_or_default();
            let why = it.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} {} {}-{until}{why}", it.name, it.role.word(), self.second(&it.since.moment))
        });
        told.collect()
    }

    /// `Jo 50/60~ note a: text (before; retracted: why; closed: what; after)`: happened, then written.
    fn note(&self, note: &Note) -> String {
        let step = note.entry().step.as_ref().map(|step| format!(" {step}"));
        let who = note.entry().who.as_ref().map(|who| format!(" {who}"));
        let before = note.before().map(|entry| format!("was {}", entry.text));
        let retracted = note.retracted.iter().map(|why| format!("retracted: {why}"));
        let closed = note.closed.as_deref().map(|(stamp, what)| format!("closed by {}: {what}", stamp.by));
        let after = note.after.then(|| "after".to_owned());
        let notes: Vec<String> = before.chain(retracted).chain(closed).chain(after).collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
        let times = format!(
            "{}/{}{}",
            self.second(&note.event.moment()),
            self.second(&note.event.written),
            late(note.event.late)
        );
        let about = [step, who].map(Option::unwrap_or_default).concat();
        format!(
            "{} {times} {}{about}: {}{notes}",
            note.event.actor,
            note.entry().tag.word(),
            note.entry().text
        )
    }

    fn points(&self) -> Vec<String> {
        let start = self.session.started().unwrap().wall;
        let told = self.session.recovery_points().iter();
        told.map(|it| format!("{} {} by {}", (it.newest - start).secs(), it.source, it.stamp.by)).collect()
    }

    fn verifications(&self) -> Vec<String> {
        let told = self.session.verifications().iter().map(|it| {
            let how = if it.passed { "passed" } else { "failed" };
            format!("{how} {} {}: {}", self.second(&it.stamp.moment), it.by, it.how)
        });
        told.collect()
    }

    /// Kinds, those taken back in brackets.
    fn log(&self) -> Vec<String> {
        let told = self.session.log().iter().map(|event| {
            let kind = self.session.verdicts().fact(event).kind();
            if self.session.verdicts().is_undone(event.id) { format!("({kind})") } else { kind }
        });
        told.collect()
    }
}

fn late(late: bool) -> &'static str {
    if late { "~" } else { "" }
}

fn clock(face: &ClockFace) -> String {
    let running = if face.running { " running" } else { "" };
    let estimated = if face.elapsed.estimated { " estimated" } else { "" };
    format!("{}{running}{estimated}", face.elapsed.span.secs())
}

fn finding(what: FindingKind) -> String {
    match what {
        FindingKind::ClockJumped(by) | FindingKind::MachineSlept(by) => {
            format!("{} {}", what.word(), by.secs())
        }
        FindingKind::Rebooted => what.word().to_owned(),
    }
}
