//! Who takes part, in a line.

use super::cells;
use super::format;
use super::page::{Line, Target, padded};
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::drill::fact::Role;
use crate::drill::people::Presence;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// Names who is here: `owner Mara · shadow Jo, Li · scribe Ann`; roles that nobody has are left out.
pub fn people(session: &Session, charset: Charset) -> String {
    let roles = [Role::Owner].into_iter().chain(Role::JOINING);
    let named = roles.filter_map(|role| {
        let names = session.people().here(role).map(|name| cells::shown(name.as_str(), charset));
        let names = names.collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("{} {names}", role.word()))
    });
    named.collect::<Vec<_>>().join(dot(charset))
}

/// Lists who is here, a line for each role that somebody has: since when, and why it changed hands.
pub fn here(session: &Session, charset: Charset) -> Vec<Line> {
    let present: Vec<_> = session.people().iter().filter(|it| it.until.is_none()).collect();
    present.into_iter().map(|it| stretch(it, charset)).collect()
}

/// Lists every stretch of everybody.
pub fn everybody(session: &Session, charset: Charset) -> Vec<Line> {
    session.people().iter().map(|it| stretch(it, charset)).collect()
}

fn stretch(it: &Presence, charset: Charset) -> Line {
    let label = |text: &str| cells::shown(text, charset);
    let clock = |moment: &Moment| format::wall_clock(moment.wall, moment.utc_offset_s);
    let tone = if it.role == Role::Owner { Tone::Strong } else { Tone::Plain };
    let until = it.until.as_ref().map(|until| format!(" until {}", clock(until))).unwrap_or_default();
    let why = it.why.as_deref().filter(|why| !why.trim().is_empty());
    let why = why.map(|why| format!(": {}", label(why))).unwrap_or_default();
    Line::of(vec![
        Toned::new(padded(&label(it.name.as_str()), 16), tone),
        Toned::new(padded(it.role.word(), 13), Tone::Plain),
        Toned::new(format!("since {}{until}{why}", clock(&it.since.moment)), Tone::Muted),
    ])
    .to(Target::Person(it.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;

    #[test]
    fn everybody_is_named_by_role() {
        let join = |name: &str, role| Command::Join { name: name.into(), role };
        let drill = Rehearsal::new(procedure())
            .does(join("Ann", Role::Scribe))
            .does(join("Li\u{202e}", Role::Shadow))
            .does(Command::HandOver { to: "Dee".into(), why: String::new() });
        let expected = "owner Dee · shadow Jo, Li⟨U+202E⟩ · scribe Ann";
        assert_eq!(people(&drill.session, Charset::Unicode), expected);
    }
}
