//! Whether a drill met its objectives, how much of it was automated, and how far the service is back.

use super::minutes::{Attribution, attribute};
use crate::drill::automation::Achieved;
use crate::drill::checklist::StepState;
use crate::drill::ids::ComponentId;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::{Elapsed, Moment, Span};
use serde::{Deserialize, Serialize};

/// A length set against its objective.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// What it should not exceed.
    pub objective: Option<Span>,
    /// What it was; `None` while that is not known.
    pub actual: Option<Elapsed>,
}

impl Measured {
    /// Returns actual − objective: negative where there was time to spare.
    pub fn gap(&self) -> Option<Span> {
        Some(self.actual?.span - self.objective?)
    }

    /// Whether the objective was met.
    pub fn met(&self) -> Option<bool> {
        self.gap().map(|gap| gap <= Span::ZERO)
    }
}

/// How many steps came to which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// All steps of the procedure, improvised ones too; what was dropped is none of them any more.
    pub total: u32,
    /// Those that are done.
    pub done: u32,
    /// Those that were left out.
    pub skipped: u32,
    /// Those of the done ones that achieved `scripted` or more.
    pub automated: u32,
}

impl Counts {
    /// Returns which part of the done steps was automated; `None` where none is done.
    pub fn automation_by_steps(&self) -> Option<f64> {
        (self.done > 0).then(|| f64::from(self.automated) / f64::from(self.done))
    }
}

/// How much of the service is back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// The components that are back, in the order of the procedure.
    pub components: Vec<ComponentId>,
    /// Their weights together.
    pub weight: u64,
    /// The weights of all components together.
    pub total: u64,
}

/// The figures of a session at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// RTA against RTO.
    pub recovery_time: Measured,
    /// RPA against RPO.
    pub recovery_point: Measured,
    /// How many steps came to which end.
    pub counts: Counts,
    /// How much of the service is back.
    pub restored: Restored,
    /// What the clock's time was spent on.
    pub minutes: Attribution,
}

impl Metrics {
    /// Reads the figures of a session.
    pub fn of(session: &Session, now: &Moment) -> Self {
        Self {
            recovery_time: recovery_time(session, now),
            recovery_point: recovery_point(session),
            counts: counts(session),
            restored: restored(session),
            minutes: attribute(session, now),
        }
    }
}

/// Measures the recovery time: what the clock shows once it has stopped, even where its end is only assumed.
pub fn recovery_time(session: &Session, now: &Moment) -> Measured {
    let clock = session.clock(now);
    let stopped = clock.from.is_some() && clock.to.is_some();
    Measured { objective: session.rto().map(|it| it.span), actual: stopped.then_some(clock.elapsed) }
}

/// Measures the recovery point: how far before the outage the newest datum lies that was seen in the restored system.
pub fn recovery_point(session: &Session) -> Measured {
    let lost = || {
        let outage = session.anchor(Anchor::Outage)?;
        let newest = session.recovery_points().last()?.newest;
        // The datum's time is a wall time from elsewhere, so wall clocks are compared.
        Some(Elapsed { span: outage.moment.wall - newest, estimated: false })
    };
    Measured { objective: session.rpo().map(|it| it.span), actual: lost() }
}

/// Counts the steps by how they came out.
pub fn counts(session: &Session) -> Counts {
    let mut counts = Counts::default();
    let steps = session.procedure().steps.iter().zip(session.checklist().iter());
    for (step, progress) in steps.filter(|(_, progress)| progress.state != StepState::Dropped) {
        counts.total += 1;
        match progress.state {
            StepState::Done => {
                counts.done += 1;
                counts.automated += u32::from(progress.achieved(step).is_some_and(Achieved::is_automated));
            }
            StepState::Skipped => counts.skipped += 1,
            _ => {}
        }
    }
    counts
}

/// Weighs what is back: a component is once all steps that restore it are done.
pub fn restored(session: &Session) -> Restored {
    let mut restored = Restored::default();
    for component in &session.procedure().components {
        let steps = session.procedure().steps.iter().zip(session.checklist().iter());
        let mut restoring = steps.filter(|(step, _)| step.restores.contains(&component.id)).peekable();
        restored.total += u64::from(component.weight);
        if restoring.peek().is_some() && restoring.all(|(_, it)| it.state == StepState::Done) {
            restored.weight += u64::from(component.weight);
            restored.components.push(component.id.clone());
        }
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, component, procedure};
    use crate::drill::automation::Level;
    use crate::drill::command::Command;

    fn metrics(rehearsal: &Rehearsal) -> Metrics {
        Metrics::of(&rehearsal.session, &rehearsal.now)
    }

    #[test]
    fn the_recovery_time_is_known_once_the_clock_has_stopped() {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(2_400).done("a");
        assert_eq!(metrics(&drill).recovery_time.actual, None);
        let it = metrics(&drill.at(2_412).verify().at(9_999)).recovery_time;
        assert_eq!(it.actual, Some(Elapsed { span: Span::from_secs(2_412), estimated: false }));
        assert_eq!((it.gap(), it.met()), (Some(Span::from_secs(-1_188)), Some(true)));
    }

    #[test]
    fn an_environment_with_its_own_objective_is_measured_against_it() {
        let drill = Rehearsal::in_environment(procedure(), "production", |_| {}).declare().at(2_412).verify();
        let it = metrics(&drill).recovery_time;
        assert_eq!((it.gap(), it.met()), (Some(Span::from_secs(612)), Some(false)));
    }

    #[test]
    fn across_a_reboot_the_recovery_time_is_estimated() {
        let drill = Rehearsal::new(procedure()).declare().at(60).reboot().at(100).verify();
        let expected = Elapsed { span: Span::from_secs(100), estimated: true };
        assert_eq!(metrics(&drill).recovery_time.actual, Some(expected));
    }

    #[test]
    fn a_drill_that_was_given_up_has_no_recovery_time() {
        let abort = Command::Abort { why: "fire".into() };
        let drill = Rehearsal::new(procedure()).declare().start("a").at(9).done("a").does(abort);
        assert_eq!(metrics(&drill).recovery_time.actual, None);
    }

    #[test]
    fn a_service_that_was_seen_not_to_be_back_has_no_recovery_time() {
        let look = Command::Verify { by: "Vic".into(), how: "clients get errors".into(), passed: false };
        let settle = |drill: Rehearsal| drill.start("a").at(9).done("a").skip("b").skip("c");
        let drill = settle(Rehearsal::new(procedure()).declare());
        let seen = settle(Rehearsal::new(procedure()).declare()).does(look).finish();
        assert!(metrics(&drill.finish()).recovery_time.actual.is_some());
        assert_eq!(metrics(&seen).recovery_time.actual, None);
    }

    #[test]
    fn the_recovery_point_lies_before_the_outage() {
        let newest = BEGINNING - Span::from_secs(42 * 60);
        let drill = Rehearsal::new(procedure()).declare();
        assert_eq!(metrics(&drill).recovery_point.actual, None);
        let it = metrics(&drill.at(60).does(Command::SetRecoveryPoint { newest, source: "orders".into() }));
        assert_eq!(it.recovery_point.actual.map(|it| it.span.secs()), Some(42 * 60));
        assert_eq!(it.recovery_point.met(), Some(true));
    }

    #[test]
    fn automation_counts_done_steps_by_what_they_achieved() {
        let level = |step: &str, level| Command::SetLevel { step: step.into(), level, why: "as seen".into() };
        let drill = Rehearsal::new(procedure())
            .declare()
            .start("a")
            .done("a")
            .does(level("a", Achieved::Level(Level::Checked)))
            .start("b")
            .done("b")
            .does(level("b", Achieved::BROKEN))
            .skip("c")
            .does(level("c", Achieved::Level(Level::Scripted)));
        assert_eq!(metrics(&drill).counts, Counts { total: 3, done: 2, skipped: 1, automated: 1 });
    }

    #[test]
    fn what_was_dropped_is_not_counted_and_what_was_improvised_is() {
        let level =
            Command::SetLevel { step: "a".into(), level: Achieved::Level(Level::Scripted), why: "so".into() };
        let drill = Rehearsal::new(procedure()).declare().start("a").done("a").does(level);
        let drill = drill.drops("b").improvises("b1", "Order a key", "a");
        assert_eq!(metrics(&drill).counts, Counts { total: 3, done: 1, skipped: 0, automated: 1 });
        let counts = metrics(&drill.done("b1")).counts;
        assert_eq!(counts, Counts { total: 3, done: 2, skipped: 0, automated: 1 });
        assert_eq!(counts.automation_by_steps(), Some(0.5));
    }

    #[test]
    fn a_component_is_back_when_all_its_steps_are_done() {
        let mut procedure = procedure();
        procedure.components =
            vec![component("database", 3), component("reports", 1), component("unused", 1)];
        for (step, restores) in
            procedure.steps.iter_mut().zip([&["database"][..], &["database", "reports"], &[]])
        {
            step.restores = restores.iter().map(|id| ComponentId::from(*id)).collect();
        }
        let drill = Rehearsal::new(procedure).declare().start("a").done("a");
        assert_eq!(metrics(&drill).restored.weight, 0);
        assert_eq!(
            metrics(&drill.clone().drops("b")).restored.weight,
            3,
            "nothing waits for what was dropped"
        );
        let it = metrics(&drill.start("b").done("b")).restored;
        assert_eq!((it.weight, it.total), (4, 5));
        assert_eq!(it.components, ["database".into(), "reports".into()]);
    }
}
