//! What a step on hold waits for, and how long.

use super::cells;
use super::format;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::fact::HoldCause;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// Says what a hold is about: `waiting for Cloud object storage`, `waiting for approval`, `deciding`.
pub fn cause(session: &Session, cause: &HoldCause, charset: Charset) -> String {
    match cause {
        HoldCause::Dependency(id) => {
            let title = session.procedure().dependency(id).map_or(id.as_str(), |it| it.title.as_str());
            format!("waiting for {}", cells::shown(title, charset))
        }
        HoldCause::Approval => format!("waiting for {}", cause.word()),
        HoldCause::Deciding => cause.word().to_owned(),
    }
}

/// Says of every step that is on hold now for how long: `7 waiting for Cloud object storage 12:40`.
pub fn holding(session: &Session, now: &Moment, charset: Charset) -> Vec<Toned> {
    let open = session.holds().iter().filter(|hold| hold.to.is_none());
    let told = open.filter_map(|hold| {
        let number = session.procedure().number(&hold.step)?;
        let length = session.timeline().between(&hold.from.moment, session.ended().unwrap_or(now)).span;
        let cause = cause(session, &hold.cause, charset);
        Some(Toned::new(format!("{number} {cause} {}", format::step(length)), Tone::Held))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    #[test]
    fn every_open_hold_tells_its_cause_and_its_length() {
        let drill = Rehearsal::new(procedure())
            .declare()
            .start("a")
            .start("b")
            .start("c")
            .at(20)
            .hold("a", HoldCause::Dependency("storage".into()))
            .hold("b", HoldCause::Approval)
            .hold("c", HoldCause::Deciding)
            .at(80)
            .resume("b")
            .at(780);
        let told: Vec<_> = holding(&drill.session, &drill.now, Charset::Unicode);
        let told: Vec<_> = told.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(told, ["1 waiting for Cloud object storage 12:40", "3 deciding 12:40"]);
        assert_eq!(cause(&drill.session, &HoldCause::Approval, Charset::Ascii), "waiting for approval");
    }
}
