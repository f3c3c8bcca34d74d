//! What a list says about a session, kept beside the log so that lists need not fold it again.

use super::metrics::{Counts, Metrics};
use super::splits::segment;
use crate::drill::checklist::StepState;
use crate::drill::ids::{EnvironmentName, EventId, PersonName, ProcedureId, SessionId, StepId};
use crate::drill::notebook::Note;
use crate::drill::session::{Session, Stage};
use crate::drill::time::{Moment, Span, WallTime};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A session in brief. Stored as JSON: what a later version adds is overlooked, what an earlier one lacked is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a session")]
pub struct Summary {
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
    /// How long each done step took.
    #[serde(default)]
    pub segments_ms: BTreeMap<StepId, i64>,
    /// What still has to be done.
    #[serde(default)]
    pub actions: Vec<OpenAction>,
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
            segments_ms: segments(session, now),
            actions: session.notebook().iter().filter(|it| it.is_open_action()).map(OpenAction::of).collect(),
        })
    }
}

impl OpenAction {
    fn of(note: &Note) -> Self {
        let entry = note.entry();
        Self { id: note.id(), text: entry.text.clone(), who: entry.who.clone(), due: entry.due }
    }
}

fn segments(session: &Session, now: &Moment) -> BTreeMap<StepId, i64> {
    let steps = session.procedure().steps.iter().zip(session.checklist().iter());
    let done = steps.filter(|(_, progress)| progress.state == StepState::Done);
    done.filter_map(|(step, it)| Some((step.id.clone(), segment(session, it, now)?.span.millis()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
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
        assert_eq!(it.segments_ms, BTreeMap::from([("a".into(), 60_000)]));
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
    fn nothing_is_said_before_the_opening_arrives() {
        let drill = drill();
        let empty = Session::new(drill.session.shared_procedure());
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
