//! What a report is about: a session, what the store knows of its log, and the session before it.

use crate::analysis::comparison::{Against, Comparison, Held};
use crate::analysis::lanes::Lanes;
use crate::analysis::metrics::Metrics;
use crate::analysis::past::Past;
use crate::drill::event::Event;
use crate::drill::ids::SessionId;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::present::ascii;
use crate::present::cells;
use crate::present::format;
use crate::present::safe::Charset;
use crate::present::show::Kept;

/// The session that another is held against.
#[derive(Debug, Clone, Copy)]
pub struct Predecessor<'a> {
    /// Its id.
    pub id: &'a SessionId,
    /// The session.
    pub session: &'a Session,
}

/// What a report is about, with everything that is read off it once.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The session.
    pub session: &'a Session,
    /// The earlier sessions of its procedure.
    pub past: &'a Past,
    /// What the store knows of its log.
    pub kept: &'a Kept,
    /// Which session it is held against.
    pub previous: Option<Predecessor<'a>>,
    /// When the report is made; what still goes on lasts until then.
    pub now: &'a Moment,
    /// The characters that the tool adds.
    pub charset: Charset,
    pub(super) metrics: Metrics,
    pub(super) lanes: Lanes,
    pub(super) comparison: Option<Comparison>,
    day: Option<String>,
}

/// The columns of the comparison.
pub(super) const BEFORE: usize = 0;
pub(super) const HERE: usize = 1;

impl<'a> Subject<'a> {
    /// Reads everything off a session, and off the one before it.
    pub fn of(
        session: &'a Session,
        past: &'a Past,
        previous: Option<Predecessor<'a>>,
        kept: &'a Kept,
        now: &'a Moment,
        charset: Charset,
    ) -> Self {
        let id = session.log().last().map_or_else(|| "unknown".into(), |event| event.session.clone());
        let comparison = previous.map(|it| {
            let before = Held { id: it.id, session: it.session, place: None };
            let here = Held { id: &id, session, place: None };
            Comparison::of(&[before, here], Against::First, None, now)
        });
        Self {
            session,
            past,
            kept,
            previous,
            now,
            charset,
            metrics: Metrics::of(session, now),
            lanes: Lanes::of(session, now),
            comparison,
            day: day(session),
        }
    }

    /// Puts the tool's own signs into the charset.
    pub(super) fn own(&self, words: impl AsRef<str>) -> String {
        ascii::signs(words.as_ref(), self.charset).into_owned()
    }

    /// Whether the outage was only played.
    pub(super) fn is_played(&self) -> bool {
        let played = |anchor| self.session.anchor(anchor).is_some_and(|mark| mark.simulated);
        self.session.opening().is_some_and(|it| it.simulated) || played(Anchor::Outage)
    }

    /// Writes the time of a moment: of the day alone where all of the session lies on one day in one zone, which the
    /// head of the report names, else with its date and its zone.
    pub(super) fn time(&self, moment: &Moment) -> String {
        if self.day().is_some() {
            format::wall_clock(moment.wall, moment.utc_offset_s)
        } else {
            format::date_time(moment.wall, moment.utc_offset_s)
        }
    }

    /// Returns the one day and the one zone in which everything was written and happened: `2026-05-28, +02:00`.
    pub(super) fn day(&self) -> Option<&str> {
        self.day.as_deref()
    }

    /// Makes foreign text safe.
    pub(super) fn safe(&self, text: &str) -> String {
        cells::shown(text, self.charset)
    }

    /// Names a step by its number and its title.
    pub(super) fn step(&self, at: usize) -> String {
        let title = self.session.procedure().steps.get(at).map(|it| self.safe(&it.title));
        format!("{} {}", self.session.procedure().number_at(at), title.unwrap_or_default())
    }

    /// Returns both totals, where both sessions have one.
    pub(super) fn totals(&self) -> Option<(Span, Span)> {
        let it = self.comparison.as_ref()?;
        let total = |at: usize| it.columns.get(at).filter(|it| it.has_total)?.total();
        Some((total(BEFORE)?, total(HERE)?))
    }
}

fn day(session: &Session) -> Option<String> {
    let day = |wall, offset| {
        let date_time = format::date_time(wall, offset);
        let zone = date_time.rsplit(' ').next().unwrap_or_default().to_owned();
        format!("{}, {zone}", format::date(wall, offset))
    };
    let mut events = session.log().iter();
    let first = events.next()?;
    let only = day(first.written.wall, first.written.utc_offset_s);
    let same = |event: &Event| {
        let offset = event.written.utc_offset_s;
        day(event.written.wall, offset) == only && day(event.happened, offset) == only
    };
    session.log().iter().all(same).then_some(only)
}
