//! Everything that a session says, as one text.

use crate::drill::ids::PersonName;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::stage::moment;
use std::fmt::Write;

const PEOPLE: [&str; 5] = ["Mara", "Dee", "Jo", "Ann", ""];

/// Tells what the session says of the drill, whatever the log is like.
pub fn told(session: &Session) -> String {
    let mut told = String::new();
    let now = moment(500);
    let mut say = |name: &str, what: &dyn std::fmt::Debug| _ = writeln!(told, "{name}: {what:?}");
    say("opening", &session.opening());
    say("stage", &session.stage());
    say("started", &session.started());
    say("ended", &(session.ended(), session.end_reason(), session.next_owner()));
    say("steps", &session.checklist().iter().collect::<Vec<_>>());
    say("corrections", &session.checklist().corrections);
    say("holds", &session.holds().iter().collect::<Vec<_>>());
    say("waits for", &session.waits_for());
    say("people", &session.people().iter().collect::<Vec<_>>());
    say("notes", &session.notebook().iter().collect::<Vec<_>>());
    say("recovery points", &session.recovery_points());
    say("verifications", &session.verifications());
    say("objectives", &(session.rto(), session.rpo()));
    say("next", &session.next_move(None));
    for anchor in Anchor::ALL {
        say(anchor.word(), &session.anchor(anchor));
    }
    say("clock", &session.clock(&now));
    say("clean-up", &session.cleanup_clock(&now));
    told
}

/// Tells all that the session says, of its log as well.
pub fn all(session: &Session) -> String {
    let mut all = told(session);
    let mut say = |name: &str, what: &dyn std::fmt::Debug| _ = writeln!(all, "{name}: {what:?}");
    say("findings", &session.findings());
    say("erased", &session.verdicts().erased());
    for event in session.log().iter() {
        say("event", &(event, session.verdicts().is_undone(event.id), session.event(event.id)));
    }
    for name in PEOPLE.map(PersonName::from) {
        say("deeds", &(session.last_deed(&name), session.last_undone(&name)));
    }
    all
}
