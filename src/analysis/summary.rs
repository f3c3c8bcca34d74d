//! What a list says about a session, kept beside the log so that lists need not fold it again.

use super::metrics::{Counts, Metrics};
use super::minutes::Attribution;
use super::scope::Scope;
use super::splits::{segment, split};
use super::version::Written;
use crate::drill::automation::Achieved;
use crate::drill::checklist::StepState;
use crate::drill::ids::{Digest, EnvironmentName, EventId, PersonName, ProcedureId, SessionId, StepId};
use crate::drill::notebook::Note;
use crate::drill::redlines::Shipped;
use crate::drill::session::{Session, Stage};
use crate::drill::time::{Moment, Span, WallTime};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form in which summaries are written today. A lower one was written before the last keys came; it is made anew
/// from the log before anything is learnt from it.
pub const FORM: u32 = 3;

/// A session in brief. Stored as JSON: what a later version adds is overlooked, what an earlier one lacked is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a session")]
pub struct Summary {
    /// The form in which it was written: see [`FORM`].
    #[serde(default)]
    pub form: u32,
    /// Which session.
    pub session: SessionId,
    /// Which procedure.
    pub procedure: ProcedureId,
    /// The procedure's title on that day.
    pub title: String,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether that environment is protected.
    #[serde(default)]
    pub protected: bool,
    /// Where the session is in its life.
    #[serde(default)]
    pub stage: Stage,
    /// Who drives, or drove last.
    pub owner: PersonName,
    /// When it began.
    pub started_us: WallTime,
    /// Seconds east of UTC of the zone in which it began.
    #[serde(default)]
    pub utc_offset_s: i32,
    /// When the drill ended.
    #[serde(default)]
    pub ended_us: Option<WallTime>,
    /// When something was last written: the session is idle since then.
    #[serde(default)]
    pub last_event_us: WallTime,
    /// Whether the recovery time had to be taken from wall clocks across a reboot.
    #[serde(default)]
    pub estimated: bool,
    /// The recovery time, once the clock has stopped.
    #[serde(default)]
    pub rta_ms: Option<i64>,
    /// Its objective.
    #[serde(default)]
    pub rto_ms: Option<i64>,
    /// The objective as the procedure writes it.
    #[serde(default)]
    pub rto: Option<String>,
    /// Whether it was met.
    #[serde(default)]
    pub rto_met: Option<bool>,
    /// How much was lost, in time.
    #[serde(default)]
    pub rpa_ms: Option<i64>,
    /// Whether its objective was met.
    #[serde(default)]
    pub rpo_met: Option<bool>,
    /// How many steps came to which end.
    #[serde(default)]
    pub counts: Counts,
    /// How long people worked.
    #[serde(default)]
    pub hands_ms: i64,
    /// The weight of what is back.
    #[serde(default)]
    pub restored_weight: u64,
    /// The weight of everything.
    #[serde(default)]
    pub total_weight: u64,
    /// Whether the outage was only played.
    #[serde(default)]
    pub simulated: bool,
    /// Whether the session was made up to show the tool.
    #[serde(default)]
    pub sample: bool,
    /// Who drives the next drill.
    #[serde(default)]
    pub next_owner: Option<PersonName>,
    /// Why it is left out of statistics.
    #[serde(default)]
    pub excluded: Option<String>,
    /// What its figures hold for.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// How long no step ran, on the clock.
    #[serde(default)]
    pub between_ms: i64,
    /// What is known of each done step.
    #[serde(default)]
    pub steps: BTreeMap<StepId, StepTimes>,
    /// What still has to be done.
    #[serde(default)]
    pub actions: Vec<OpenAction>,
    /// SHA-256 of the text of its procedure.
    #[serde(default)]
    pub document: Option<Digest>,
    /// The redlines that it had written into the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written>,
}

/// A done step in brief. Stored as a list, which home reads faster than names; another order wants another [`FORM`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct StepTimes {
    /// Its segment: the time spent in it, all attempts together.
    pub took_ms: i64,
    /// Its split: from the clock's start to its end; `None` where the clock never started.
    pub split_ms: Option<i64>,
    /// Its share of the clock's time.
    pub share_ms: i64,
    /// The automation level achieved.
    pub level: Option<Achieved>,
}

/// [`StepTimes`], field by field.
type Stored = (i64, Option<i64>, i64, Option<Achieved>);

impl From<Stored> for StepTimes {
    fn from((took_ms, split_ms, share_ms, level): Stored) -> Self {
        Self { took_ms, split_ms, share_ms, level }
    }
}

impl From<StepTimes> for Stored {
    fn from(it: StepTimes) -> Self {
        (it.took_ms, it.split_ms, it.share_ms, it.level)
    }
}

impl StepTimes {
    /// Returns how long the step took.
    pub const fn took(&self) -> Span {
        Span::from_millis(self.took_ms)
    }

    /// Returns its share of the clock's time.
    pub const fn share(&self) -> Span {
        Span::from_millis(self.share_ms)
    }

    /// Returns when it ended on the clock.
    pub fn split(&self) -> Option<Span> {
        self.split_ms.map(Span::from_millis)
    }
}

/// Something that somebody still has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAction {
    /// The event that wrote it.
    pub id: EventId,
    /// What.
    pub text: String,
    /// Who.
    #[serde(default)]
    pub who: Option<PersonName>,
    /// By when.
    #[serde(default)]
    pub due: Option<NaiveDate>,
}

impl Summary {
    /// Sums a session up; `None` where the event that opened it has not arrived.
    pub fn of(session: &Session, now: &Moment) -> Option<Self> {
        let (opening, started, last) = (session.opening()?, session.started()?, session.log().last()?);
        let Metrics { recovery_time, recovery_point, counts, restored, minutes } = Metrics::of(session, now);
        Some(Self {
            form: FORM,
            session: last.session.clone(),
            procedure: opening.procedure.clone(),
            title: opening.title.clone(),
            environment: opening.environment.clone(),
            protected: opening.protected,
            stage: session.stage(),
            owner: session.people().owner().unwrap_or(&opening.owner).clone(),
            started_us: started.wall,
            utc_offset_s: started.utc_offset_s,
            ended_us: session.ended().map(|it| it.wall),
            last_event_us: last.written.wall,
            estimated: recovery_time.actual.is_some_and(|it| it.estimated),
            rta_ms: recovery_time.actual.map(|it| it.span.millis()),
            rto_ms: recovery_time.objective.map(Span::millis),
            rto: session.rto().map(|it| it.text.clone()),
            rto_met: recovery_time.met(),
            rpa_ms: recovery_point.actual.map(|it| it.span.millis()),
            rpo_met: recovery_point.met(),
            counts,
            hands_ms: minutes.session.hands.millis(),
            restored_weight: restored.weight,
            total_weight: restored.total,
            simulated: opening.simulated,
            sample: opening.sample,
            next_owner: session.next_owner().cloned(),
            excluded: session.excluded().map(|(why, _)| why.clone()),
            scope: Scope::of(session),
            between_ms: minutes.between.millis(),
            steps: steps(session, &minutes, now),
            actions: session.notebook().iter().filter(|it| it.is_open_action()).map(OpenAction::of).collect(),
            document: Some(opening.document.clone()),
            written: session.redlines().shipped().iter().map(written).collect(),
        })
    }
}

fn written(it: &Shipped) -> Written {
    Written { into: it.into.clone(), redlines: it.redlines.len() }
}

impl OpenAction {
    fn of(note: &Note) -> Self {
        let entry = note.entry();
        Self { id: note.id(), text: entry.text.clone(), who: entry.who.clone(), due: entry.due }
    }
}

impl Summary {
    /// Returns the recovery time where it can stand beside others: the drill was neither given up nor left out.
    pub fn total(&self) -> Option<Span> {
        let counts = self.excluded.is_none() && !self.stage.is_open() && self.stage != Stage::Aborted;
        self.rta_ms.filter(|_| counts).map(Span::from_millis)
    }
}

fn steps(session: &Session, minutes: &Attribution, now: &Moment) -> BTreeMap<StepId, StepTimes> {
    let steps = session.procedure().steps.iter().zip(session.checklist().iter()).zip(&minutes.steps);
    let done = steps.filter(|((_, progress), _)| progress.state == StepState::Done);
    let times = done.filter_map(|((step, progress), share)| {
        let times = StepTimes {
            took_ms: segment(session, progress, now)?.span.millis(),
            split_ms: split(session, progress).map(|it| it.span.millis()),
            share_ms: share.total().millis(),
            level: progress.achieved(step),
        };
        Some((step.id.clone(), times))
    });
    times.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::automation::Level;
    use crate::drill::command::Command;
    use crate::drill::note::{Entry, Tag};

    fn summary(rehearsal: &Rehearsal) -> Summary {
        Summary::of(&rehearsal.session, &rehearsal.now).unwrap()
    }

    fn drill() -> Rehearsal {
        let entry = Entry {
            step: None,
            tag: Tag::Action,
            text: "rename the bucket".into(),
            who: Some("Ann".into()),
            due: NaiveDate::from_ymd_opt(2026, 6, 5),
        };
        let note = |text: &str| Command::WriteNote { entry: Entry { text: text.into(), ..entry.clone() } };
        Rehearsal::in_environment(procedure(), "production", |it| it.simulated = true)
            .at(5)
            .declare()
            .start("a")
            .at(65)
            .done("a")
            .skip("b")
            .start("c")
            .does(note("rename the bucket"))
            .at(80)
            .does(Command::HandOver { to: "Dee".into(), why: "shift ends".into() })
    }

    #[test]
    fn an_open_session_is_summed_up() {
        let it = summary(&drill());
        assert_eq!((it.session.as_str(), it.owner.as_str(), it.stage), ("01z0zajkmt", "Dee", Stage::Running));
        assert_eq!((it.rta_ms, it.rto_ms, it.rto_met, it.ended_us), (None, Some(1_800_000), None, None));
        assert_eq!(it.counts, Counts { total: 3, done: 1, skipped: 1, automated: 0 });
        let level = Some(Achieved::Level(Level::Documented));
        let a = StepTimes { took_ms: 60_000, split_ms: Some(60_000), share_ms: 60_000, level };
        assert_eq!(it.steps, BTreeMap::from([("a".into(), a)]));
        assert_eq!((it.form, it.between_ms, it.total()), (FORM, 0, None));
        assert_eq!((it.hands_ms, it.protected, it.simulated), (75_000, true, true));
        assert_eq!(it.last_event_us - it.started_us, Span::from_secs(80));
        assert_eq!(it.actions.len(), 1);
        assert_eq!(it.actions[0].who, Some("Ann".into()));
    }

    #[test]
    fn a_sealed_session_is_summed_up() {
        let drill = drill().at(100).done("c").verify().at(120).finish();
        let note = drill.session.notebook().iter().next().unwrap().id();
        let drill = drill
            .does(Command::CloseAction { note, why: "done".into() })
            .does(Command::Seal { next_owner: Some("Eve".into()) });
        let it = summary(&drill);
        assert_eq!((it.rta_ms, it.rto_met, it.stage), (Some(95_000), Some(true), Stage::Sealed));
        assert_eq!(it.ended_us.unwrap() - it.started_us, Span::from_secs(120));
        assert_eq!((it.next_owner, it.actions), (Some("Eve".into()), vec![]));
    }

    #[test]
    fn what_was_given_up_or_left_out_has_no_total() {
        let drill = || Rehearsal::new(procedure()).declare().at(9).verify().finish();
        assert_eq!(summary(&drill()).total().map(Span::secs), Some(9));
        let out = summary(&drill().does(Command::Exclude { why: "practice".into() }));
        assert_eq!((out.total(), out.excluded.as_deref()), (None, Some("practice")));
        let aborted =
            Rehearsal::new(procedure()).declare().at(9).verify().does(Command::Abort { why: "x".into() });
        assert_eq!(summary(&aborted).total(), None);
    }

    #[test]
    fn nothing_is_said_before_the_opening_arrives() {
        let drill = drill();
        let empty = Session::new(drill.session.shared_base());
        assert_eq!(Summary::of(&empty, &drill.now), None);
    }

    #[test]
    fn a_summary_reads_back_and_stands_older_and_newer_forms() {
        let it = summary(&drill());
        let json = serde_json::to_string(&it).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&json).unwrap(), it);
        let newer = json.replacen('{', "{\"forecast\":{\"p\":1},", 1);
        assert_eq!(serde_json::from_str::<Summary>(&newer).unwrap(), it);
        let oldest = r#"{"session":"01z0zajkmt","procedure":"p","title":"P","environment":"test","owner":"Mara",
            "started_us":1}"#;
        assert_eq!(serde_json::from_str::<Summary>(oldest).unwrap().counts, Counts::default());
    }
}
