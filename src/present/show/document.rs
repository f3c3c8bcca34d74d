//! The JSON of `show`.

use super::history::{
    self, CorrectionDocument, FindingDocument, HoldDocument, RoleDocument, VerificationDocument,
};
use super::integrity::{Integrity, Kept};
use super::notes::{self, ActionDocument, NoteDocument};
use super::probes::{self, ProbeDocument};
use super::steps::{self, MinutesDocument, StepDocument};
use super::values::{InOrder, at};
use crate::analysis::metrics::{Measured, Metrics, Restored};
use crate::analysis::pace::automation_of_first;
use crate::analysis::past::Past;
use crate::drill::anchors::{Mark, Source};
use crate::drill::fact::Role;
use crate::drill::ids::{ComponentId, Digest, EnvironmentName, EventId, PersonName, ProcedureId, SessionId};
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use serde::Serialize;

/// A session as `show --json` prints it. Keys stand in this order and are never removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The version of this form: 1.
    pub format: u32,
    /// The session's id; `null` where none of its events has arrived.
    pub id: Option<SessionId>,
    /// What was performed.
    pub procedure: ProcedureDocument,
    /// Where.
    pub environment: Option<EnvironmentName>,
    /// Whether that environment is protected.
    pub protected: Option<bool>,
    /// `briefing`, `running`, `finished` or `aborted`.
    pub state: &'static str,
    /// Whether the session was made up to show the tool.
    pub sample: Option<bool>,
    /// Whether it is left out of statistics.
    pub excluded: bool,
    /// Why.
    pub excluded_why: Option<String>,
    /// Who drives, or drove last.
    pub owner: Option<PersonName>,
    /// Who watches.
    pub shadows: Vec<PersonName>,
    /// Who writes.
    pub scribe: Option<PersonName>,
    /// When the session began.
    pub started_at: Option<String>,
    /// When the drill ended.
    pub ended_at: Option<String>,
    /// Every anchor, `null` where it is not set and nothing lets it be assumed.
    pub anchors: InOrder<Option<AnchorDocument>>,
    /// The recovery clock.
    pub clock: ClockDocument,
    /// The recovery time against its objective.
    pub rto: TimeDocument,
    /// The recovery point against its objective.
    pub rpo: PointDocument,
    /// What the clock's time was spent on; adds up to `clock.elapsed_ms`.
    pub minutes: MinutesDocument,
    /// How far the drill was automated.
    pub automation: AutomationDocument,
    /// How much of the service is back.
    pub components: ComponentsDocument,
    /// Every look from the user's side, in the order of the log; the last one counts.
    pub verifications: Vec<VerificationDocument>,
    /// Every step, in the order of the procedure.
    pub steps: Vec<StepDocument>,
    /// What each probe saw, in the order of the procedure.
    pub probes: Vec<ProbeDocument>,
    /// Every note, in the order of the log.
    pub notes: Vec<NoteDocument>,
    /// What has to be done, or was.
    pub actions: Vec<ActionDocument>,
    /// What held steps up.
    pub holds: Vec<HoldDocument>,
    /// Who took part, as what, and when.
    pub roles: Vec<RoleDocument>,
    /// Times that were put right.
    pub corrections: Vec<CorrectionDocument>,
    /// What happened to the clocks.
    pub findings: Vec<FindingDocument>,
    /// How well the log is kept.
    pub integrity: Integrity,
    /// The events that are shown but not saved yet.
    pub pending: Vec<EventId>,
}

/// What was performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProcedureDocument {
    /// Its permanent id.
    pub id: ProcedureId,
    /// Its title.
    pub title: String,
    /// SHA-256 of its text.
    pub version: Option<Digest>,
    /// SHA-256 of its text with all redlines; `null` where there are none.
    pub effective_version: Option<Digest>,
}

/// One of `anchors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnchorDocument {
    /// When it was.
    pub at: String,
    /// `hand`, `step` or `assumed`.
    pub source: &'static str,
    /// `real` or `simulated`.
    pub kind: &'static str,
    /// Who said so; `null` for what is assumed.
    pub by: Option<PersonName>,
}

/// The recovery clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockDocument {
    /// The anchor at which it starts.
    pub from: &'static str,
    /// The anchor at which it stops.
    pub to: &'static str,
    /// How long it ran; it goes on until `to` is set or the drill ends.
    pub elapsed_ms: i64,
    /// Whether that was taken from wall clocks across a reboot.
    pub estimated: bool,
}

/// A recovery time against its objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeDocument {
    /// The objective.
    pub objective_ms: Option<i64>,
    /// What it was, once the clock has stopped.
    pub actual_ms: Option<i64>,
    /// Actual − objective: negative where there was time to spare.
    pub gap_ms: Option<i64>,
    /// Whether the objective was met.
    pub met: Option<bool>,
}

/// A recovery point against its objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointDocument {
    /// Objective, actual (outage − newest datum), gap and whether it was met, as in `rto`.
    #[serde(flatten)]
    pub measured: TimeDocument,
    /// Where the newest datum was read.
    pub source: Option<String>,
}

/// How far the drill was automated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AutomationDocument {
    /// Done steps achieved at `scripted` or above / done steps; from 0 to 1.
    pub by_steps: Option<f64>,
    /// The share of the minutes of the first session that can stand beside this one that belongs to steps automated now;
    /// from 0 to 1.
    pub of_first: Option<f64>,
}

/// How much of the service is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComponentsDocument {
    /// The weight of what is back.
    pub restored_weight: u64,
    /// The weight of all components.
    pub total_weight: u64,
    /// What is back, in the order of the procedure.
    pub restored: Vec<ComponentId>,
}

impl Document {
    /// Puts a session into the form of `show --json`. `past` are the earlier sessions of its procedure, `kept` is what the
    /// store knows of its log.
    pub fn of(session: &Session, past: &Past, now: &Moment, kept: &Kept) -> Self {
        let opening = session.opening();
        let Metrics { recovery_time, recovery_point, counts, restored, minutes } = Metrics::of(session, now);
        let source = session.recovery_points().last().map(|it| it.source.clone());
        Self {
            format: 1,
            id: session.log().last().map(|event| event.session.clone()),
            procedure: procedure(session, kept),
            environment: opening.map(|it| it.environment.clone()),
            protected: opening.map(|it| it.protected),
            state: session.stage().word(),
            sample: opening.map(|it| it.sample),
            excluded: session.excluded().is_some(),
            excluded_why: session.excluded().map(|(why, _)| why.clone()),
            owner: session.people().owner().cloned(),
            shadows: session.people().here(Role::Shadow).cloned().collect(),
            scribe: session.people().here(Role::Scribe).last().cloned(),
            started_at: session.started().map(at),
            ended_at: session.ended().map(at),
            anchors: InOrder(Anchor::ALL.map(|it| (it.word(), session.anchor(it).map(anchor))).into()),
            clock: clock(session, now),
            rto: TimeDocument::of(&recovery_time),
            rpo: PointDocument { measured: TimeDocument::of(&recovery_point), source },
            minutes: MinutesDocument::new(&minutes.session, Some(minutes.between)),
            automation: AutomationDocument {
                by_steps: counts.automation_by_steps(),
                of_first: automation_of_first(session, past, now),
            },
            components: ComponentsDocument::of(restored),
            verifications: history::verifications(session),
            steps: steps::steps(session, now, &minutes),
            probes: probes::probes(session, now),
            notes: notes::notes(session),
            actions: notes::actions(session),
            holds: history::holds(session),
            roles: history::roles(session),
            corrections: history::corrections(session),
            findings: history::findings(session),
            integrity: Integrity::of(session, kept),
            pending: kept.pending.clone(),
        }
    }
}

fn procedure(session: &Session, kept: &Kept) -> ProcedureDocument {
    let plan = session.procedure();
    ProcedureDocument {
        id: plan.id.clone(),
        title: plan.title.clone(),
        version: session.opening().map(|it| it.document.clone()),
        effective_version: kept.effective.clone(),
    }
}

fn anchor(mark: Mark) -> AnchorDocument {
    let kind = if mark.simulated { "simulated" } else { "real" };
    let by = mark.by.filter(|_| mark.source != Source::Assumed);
    AnchorDocument { at: at(&mark.moment), source: mark.source.word(), kind, by }
}

fn clock(session: &Session, now: &Moment) -> ClockDocument {
    let ((from, to), elapsed) = (session.procedure().clock, session.clock(now).elapsed);
    ClockDocument {
        from: from.word(),
        to: to.word(),
        elapsed_ms: elapsed.span.millis(),
        estimated: elapsed.estimated,
    }
}

impl TimeDocument {
    fn of(measured: &Measured) -> Self {
        Self {
            objective_ms: measured.objective.map(Span::millis),
            actual_ms: measured.actual.map(|it| it.span.millis()),
            gap_ms: measured.gap().map(Span::millis),
            met: measured.met(),
        }
    }
}

impl ComponentsDocument {
    fn of(restored: Restored) -> Self {
        Self { restored_weight: restored.weight, total_weight: restored.total, restored: restored.components }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, procedure, scripted_drill, whole_drill};
    use crate::drill::script::{Outcome, Role as ScriptRole};
    use crate::present::json;
    use crate::present::show::{Chain, Head};

    fn document(drill: &Rehearsal, pending: Vec<EventId>) -> Document {
        let head = Head { writer: "w1".into(), seq: 40, hash: "c0ffee".into() };
        let kept = Kept { heads: vec![head], chain: Some(Chain::Ok), pending, ..Kept::default() };
        Document::of(&drill.session, &Past::default(), &drill.now, &kept)
    }

    #[test]
    fn a_whole_drill() {
        let json = json::pretty(&document(&whole_drill(), Vec::new())).unwrap();
        insta::assert_snapshot!("whole_drill", json);
    }

    #[test]
    fn a_drill_that_scripts_held() {
        let it = document(&scripted_drill(), Vec::new());
        let steps: Vec<_> = it.steps.iter().map(|step| (&step.scripts, &step.guards)).collect();
        insta::assert_snapshot!("scripted_drill", json::pretty(&(steps, &it.probes)).unwrap());
    }

    #[test]
    fn of_a_script_that_runs_nothing_is_claimed() {
        let mut plan = procedure();
        plan.steps[0].run = Some("restore".into());
        let drill = Rehearsal::new(plan).declare().runs("a", ScriptRole::Run).at(9);
        let unseen = |drill: &Rehearsal| {
            let it = document(drill, Vec::new()).steps.remove(0).scripts.remove(0);
            (it.outcome, it.duration_ms, it.ended_at.is_some(), it.output.is_some())
        };
        assert_eq!(unseen(&drill), (None, None, false, false));
        assert_eq!(unseen(&drill.ends(Outcome::Unknown {}, "")), (Some("unknown"), None, true, true));
    }

    #[test]
    fn a_briefing() {
        let json = json::pretty(&document(&Rehearsal::new(procedure()), vec![event_id(1)]));
        insta::assert_snapshot!("briefing", json.unwrap());
    }

    #[test]
    fn an_improvised_step_was_not_told_late() {
        let it =
            document(&Rehearsal::new(procedure()).declare().improvises("x", "Order a key", "a"), Vec::new());
        assert_eq!((it.steps[1].improvised, it.steps[1].late), (true, false));
    }

    #[test]
    fn the_minutes_add_up_to_the_clock() {
        let it = document(&whole_drill(), Vec::new());
        let attributed: i64 = it.steps.iter().map(|step| step.attributed_ms).sum();
        assert_eq!(attributed + it.minutes.between_ms.unwrap(), it.clock.elapsed_ms);
    }

    #[test]
    fn a_session_without_its_opening_is_shown_all_the_same() {
        let empty = Session::new(Rehearsal::new(procedure()).session.shared_base());
        let kept = Kept::default();
        let it = Document::of(&empty, &Past::default(), &whole_drill().now, &kept);
        assert_eq!((it.id, it.environment, it.state), (None, None, "briefing"));
    }
}
