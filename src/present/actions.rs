//! Open actions of all sessions: for the briefing, and for `actions` as text and as JSON.

use super::cells;
use super::environment::environment;
use super::format;
use super::page::{Line, hanging};
use super::safe::Charset;
use super::sign::dot;
use super::table::aligned;
use super::tone::{Tone, Toned};
use crate::analysis::summary::{OpenAction, Summary};
use crate::drill::ids::{EnvironmentName, EventId, PersonName, ProcedureId, SessionId};
use crate::drill::time::Moment;
use chrono::NaiveDate;
use serde::Serialize;

/// One of `actions --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenActionDocument {
    /// The event that wrote it.
    pub id: EventId,
    /// The session in which it was written.
    pub session: SessionId,
    /// What was performed there.
    pub procedure: ProcedureId,
    /// Where.
    pub environment: EnvironmentName,
    /// What has to be done.
    pub text: String,
    /// Who does it.
    pub who: Option<PersonName>,
    /// By when: `2026-06-05`.
    pub due: Option<NaiveDate>,
    /// Whether it was closed: `false`, since only open ones are listed.
    pub done: bool,
}

/// An open action in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRow {
    /// The event that wrote it.
    pub id: EventId,
    /// The session in which it was written.
    pub session: SessionId,
    /// By when: `2026-06-05`, `2026-06-05 overdue`, or nothing.
    pub due: Toned,
    /// Who; or nothing.
    pub who: String,
    /// What.
    pub text: String,
    /// Which drill it comes from: `data-gather PRODUCTION · 2026-05-28`.
    pub from: String,
}

/// Every open action with the session that it comes from, the most urgent first, those without a day last.
fn by_urgency(summaries: &[Summary]) -> Vec<(&Summary, &OpenAction)> {
    let each = summaries.iter().flat_map(|it| it.actions.iter().map(move |action| (it, action)));
    let mut actions: Vec<_> = each.collect();
    actions.sort_by_key(|(it, action)| (action.due.is_none(), action.due, it.started_us));
    actions
}

/// Lists the open actions of sessions in the form of `actions --json`.
pub fn documents(summaries: &[Summary]) -> Vec<OpenActionDocument> {
    let document = |(it, action): (&Summary, &OpenAction)| OpenActionDocument {
        id: action.id,
        session: it.session.clone(),
        procedure: it.procedure.clone(),
        environment: it.environment.clone(),
        text: action.text.clone(),
        who: action.who.clone(),
        due: action.due,
        done: false,
    };
    by_urgency(summaries).into_iter().map(document).collect()
}

/// Puts the open actions of sessions into words. What was due before the day of `now` is overdue.
pub fn rows(summaries: &[Summary], now: &Moment, charset: Charset) -> Vec<ActionRow> {
    let today = format::date(now.wall, now.utc_offset_s);
    let label = |text: &str| cells::shown(text, charset);
    let row = |(it, action): (&Summary, &OpenAction)| ActionRow {
        id: action.id,
        session: it.session.clone(),
        due: action.due.map(|due| due_in_words(due, &today)).unwrap_or_default(),
        who: action.who.as_ref().map(|who| label(who.as_str())).unwrap_or_default(),
        text: label(&action.text),
        from: format!(
            "{} {}{}{}",
            label(it.procedure.as_str()),
            environment(&it.environment, it.protected, charset).text,
            dot(charset),
            format::date(it.started_us, it.utc_offset_s),
        ),
    };
    by_urgency(summaries).into_iter().map(row).collect()
}

/// Writes an open action in lines of at most `width` cells: `Ann: rename the bucket  by 2026-06-05 overdue`.
pub fn lines(action: &OpenAction, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    let today = format::date(now.wall, now.utc_offset_s);
    let who = action.who.as_ref().map(|who| format!("{}: ", cells::shown(who.as_str(), charset)));
    let due = action.due.map(|due| due_in_words(due, &today));
    let tone =
        if due.as_ref().is_some_and(|due| due.tone == Tone::Behind) { Tone::Behind } else { Tone::Plain };
    let due = due.map(|due| format!("  by {}", due.text)).unwrap_or_default();
    let text = format!("{}{}{due}", who.unwrap_or_default(), cells::shown(&action.text, charset));
    hanging(Toned::new("> ", Tone::Strong), &text, tone, width)
}

/// Days that are written as ISO 8601 has them compare like the days themselves.
fn due_in_words(due: NaiveDate, today: &str) -> Toned {
    let due = due.to_string();
    if due.as_str() < today {
        Toned::new(format!("{due} overdue"), Tone::Behind)
    } else {
        Toned::new(due, Tone::Plain)
    }
}

/// Lays the open actions out in columns: due, who, what, where from, and the id by which they are closed.
pub fn text(summaries: &[Summary], now: &Moment, charset: Charset) -> Vec<String> {
    let rows = rows(summaries, now, charset).into_iter();
    let rows = rows.map(|it| vec![it.due.text, it.who, it.text, it.from, it.id.to_string()]);
    aligned(&rows.collect::<Vec<_>>(), &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, whole_drill};
    use crate::drill::time::Span;

    fn summaries(drill: &Rehearsal) -> Vec<Summary> {
        let mut summary = Summary::of(&drill.session, &drill.now).unwrap();
        let someday = OpenAction { id: event_id(99), text: "some\x07day".into(), who: None, due: None };
        summary.actions.insert(0, someday);
        vec![summary]
    }

    #[test]
    fn the_most_urgent_comes_first_and_what_is_overdue_says_so() {
        let drill = whole_drill();
        let summaries = summaries(&drill);
        let late = drill.now.shifted(Span::from_secs(9 * 86_400));
        let told = |now| rows(&summaries, now, Charset::Unicode);
        assert_eq!(told(&drill.now)[0].due, Toned::new("2026-06-05", Tone::Plain));
        assert_eq!(told(&late)[0].due, Toned::new("2026-06-05 overdue", Tone::Behind));
        assert_eq!((told(&late)[0].who.as_str(), told(&late)[1].text.as_str()), ("Ann", "some␇day"));
        let expected = "2026-06-05  Ann  rename the bucket  data-gather PRODUCTION · 2026-05-28  ";
        assert!(text(&summaries, &drill.now, Charset::Unicode)[0].starts_with(expected));
    }

    #[test]
    fn json_keeps_the_text() {
        let documents = documents(&summaries(&whole_drill()));
        let short: Vec<_> =
            documents.iter().map(|it| (it.text.as_str(), it.due.is_some(), it.done)).collect();
        assert_eq!(short, [("rename the bucket", true, false), ("some\x07day", false, false)]);
        assert_eq!(documents[0].session.as_str(), "01z0zajkmt");
    }
}
