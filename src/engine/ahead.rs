//! The forecast of the open session, worked out no more often than it can say something new.

use crate::analysis::forecast::Forecast;
use crate::analysis::outlook::look_ahead;
use crate::analysis::past::Past;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// How long a forecast is good for where nothing happens. Its range is told in minutes.
const GOOD_FOR: Span = Span::from_secs(15);

/// When the open session is expected to end.
#[derive(Debug, Default)]
pub struct Ahead {
    /// For which session, with how many events, on what past, when.
    seen: Option<(SessionId, usize, usize, Moment)>,
    forecast: Option<Forecast>,
}

impl Ahead {
    /// Returns the forecast, as it was last worked out.
    pub fn forecast(&self) -> Option<&Forecast> {
        self.forecast.as_ref()
    }

    /// Works it out where something happened, or enough time passed.
    pub fn look(&mut self, session: &Session, past: &Past, now: &Moment) {
        let Some(id) = session.log().last().map(|event| event.session.clone()) else { return };
        let (events, known) = (session.log().len(), past.sessions.len());
        let fresh = self.seen.as_ref().is_some_and(|(of, had, knew, at)| {
            *of == id
                && *had == events
                && *knew == known
                && session.timeline().between(at, now).span < GOOD_FOR
        });
        if !fresh {
            self.forecast = look_ahead(session, past, now);
            self.seen = Some((id, events, known, now.clone()));
        }
    }
}
