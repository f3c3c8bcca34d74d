//! Sessions in a list: for home, and for `sessions` as text and as JSON.

use super::cells;
use super::environment::environment;
use super::format;
use super::safe::Charset;
use super::table::{Side, aligned};
use super::tone::{Tone, Toned};
use crate::analysis::summary::Summary;
use crate::drill::ids::{EnvironmentName, PersonName, ProcedureId, SessionId};
use crate::drill::session::Stage;
use crate::drill::time::Span;
use serde::Serialize;

/// One of `sessions --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionDocument {
    /// Its id.
    pub id: SessionId,
    /// What was performed.
    pub procedure: ProcedureId,
    /// Where.
    pub environment: EnvironmentName,
    /// `briefing`, `running`, `finished` or `aborted`.
    pub state: &'static str,
    /// Who drives, or drove last.
    pub owner: PersonName,
    /// When it began.
    pub started_at: String,
    /// When the drill ended.
    pub ended_at: Option<String>,
    /// The recovery time, once the clock has stopped.
    pub rta_ms: Option<i64>,
    /// Whether its objective was met.
    pub rto_met: Option<bool>,
    /// Outage − newest datum.
    pub rpa_ms: Option<i64>,
    /// Done steps achieved at `scripted` or above / done steps; from 0 to 1.
    pub automation_by_steps: Option<f64>,
    /// Whether it is left out of statistics.
    pub excluded: bool,
    /// Why.
    pub excluded_why: Option<String>,
    /// Whether it was made up to show the tool.
    pub sample: bool,
}

impl SessionDocument {
    /// Puts a summary into the form of `sessions --json`.
    pub fn of(it: &Summary) -> Self {
        Self {
            id: it.session.clone(),
            procedure: it.procedure.clone(),
            environment: it.environment.clone(),
            state: it.stage.word(),
            owner: it.owner.clone(),
            started_at: format::rfc3339_millis(it.started_us),
            ended_at: it.ended_us.map(format::rfc3339_millis),
            rta_ms: it.rta_ms,
            rto_met: it.rto_met,
            rpa_ms: it.rpa_ms,
            automation_by_steps: it.counts.automation_by_steps(),
            excluded: it.excluded.is_some(),
            excluded_why: it.excluded.clone(),
            sample: it.sample,
        }
    }
}

/// A session in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// When it began, with its zone.
    pub began: String,
    /// The procedure's title.
    pub title: String,
    /// Where; a protected environment in capitals.
    pub environment: Toned,
    /// Where it is in its life.
    pub state: Toned,
    /// Who drives, or drove last.
    pub owner: String,
    /// The recovery time against its objective: `0:40:12 / 2h met`.
    pub result: Toned,
    /// Automated steps of those that are done: `15 / 20`.
    pub automated: String,
}

impl SessionRow {
    /// Puts a summary into words.
    pub fn of(it: &Summary, charset: Charset) -> Self {
        let label = |text: &str| cells::shown(text, charset);
        Self {
            id: it.session.clone(),
            began: format::date_time(it.started_us, it.utc_offset_s),
            title: label(&it.title),
            environment: environment(&it.environment, it.protected, charset),
            state: state(it),
            owner: label(it.owner.as_str()),
            result: result(it),
            automated: format!("{} / {}", it.counts.automated, it.counts.done),
        }
    }
}

fn state(it: &Summary) -> Toned {
    let tone = match it.stage {
        Stage::Briefing | Stage::Running => Tone::Strong,
        Stage::Finished | Stage::Sealed => Tone::Plain,
        Stage::Aborted => Tone::Failed,
    };
    let sample = if it.sample { ", sample" } else { "" };
    let excluded = if it.excluded.is_some() { ", left out" } else { "" };
    Toned::new(format!("{}{sample}{excluded}", it.stage.word()), tone)
}

/// Writes the recovery time; `~` before what is estimated. `None` as long as the clock has not stopped.
pub(super) fn time(it: &Summary) -> Option<String> {
    let actual = it.rta_ms.map(Span::from_millis)?;
    Some(format!("{}{}", if it.estimated { "~" } else { "" }, format::clock(actual)))
}

fn result(it: &Summary) -> Toned {
    let Some(time) = time(it) else { return Toned::default() };
    match (&it.rto, it.rto_met) {
        (Some(rto), Some(true)) => Toned::new(format!("{time} / {rto} met"), Tone::Ahead),
        (Some(rto), Some(false)) => Toned::new(format!("{time} / {rto} missed"), Tone::Behind),
        _ => Toned::new(time, Tone::Plain),
    }
}

/// Lays a list of sessions out in columns under their names; nothing for no sessions.
pub fn text(summaries: &[Summary], charset: Charset) -> Vec<String> {
    if summaries.is_empty() {
        return Vec::new();
    }
    let names =
        ["session", "began", "procedure", "environment", "state", "owner", "recovery time", "automated"];
    let row = |summary: &Summary| {
        let it = SessionRow::of(summary, charset);
        let procedure = cells::shown(summary.procedure.as_str(), charset);
        let (environment, state, result) = (it.environment.text, it.state.text, it.result.text);
        vec![
            cells::shown(it.id.as_str(), charset),
            it.began,
            procedure,
            environment,
            state,
            it.owner,
            result,
            it.automated,
        ]
    };
    let rows = [names.map(str::to_owned).to_vec()].into_iter().chain(summaries.iter().map(row));
    let sides = [[Side::Left; 7].as_slice(), &[Side::Right]].concat();
    aligned(&rows.collect::<Vec<_>>(), &sides)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, whole_drill};
    use crate::present::json;

    fn summaries() -> Vec<Summary> {
        let drills = [Rehearsal::new(procedure()).declare(), whole_drill()];
        drills.iter().map(|it| Summary::of(&it.session, &it.now).unwrap()).collect()
    }

    #[test]
    fn a_list_in_columns() {
        insta::assert_snapshot!("sessions", text(&summaries(), Charset::Unicode).join("\n"));
        assert!(text(&[], Charset::Unicode).is_empty());
    }

    #[test]
    fn json_has_the_documented_keys_in_their_order() {
        let documents: Vec<_> = summaries().iter().map(SessionDocument::of).collect();
        insta::assert_snapshot!("sessions_json", json::pretty(&documents).unwrap());
    }
}
