//! The line at the top: where one is, in what, with whom.

use super::cells;
use super::people::people;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::version::Version;
use crate::drill::session::Session;

/// The words of the line at the top of a session's screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The environment, in capitals.
    pub badge: Toned,
    /// What has to be said of it besides: `PROTECTED`, or nothing.
    pub guard: &'static str,
    /// The title of the procedure.
    pub title: String,
    /// `drill 4`; `drill 1000+` where nobody counted further.
    pub drill: String,
    /// `v3 · 4 redlines taken in`; empty until it was counted, and where it is the first.
    pub version: String,
    /// `owner Mara · shadow Jo, Li · scribe Ann`.
    pub people: String,
}

/// Says which version of its procedure a session has, and how many redlines made it: `v3 · 4 redlines taken in`; empty
/// where nobody ever held another.
pub fn version(it: Version, charset: Charset) -> String {
    if it.number <= 1 {
        return String::new();
    }
    let taken = match it.taken_in {
        0 => String::new(),
        1 => format!("{}1 redline taken in", dot(charset)),
        many => format!("{}{many} redlines taken in", dot(charset)),
    };
    format!("v{}{taken}", it.number)
}

/// Puts the head of a session into words; `earlier` sessions of its procedure began before it, or more where these are
/// as many as were counted.
pub fn header(
    session: &Session,
    (earlier, counted): (u32, u32),
    counted_version: Option<Version>,
    charset: Charset,
) -> Header {
    let opening = session.opening();
    let protected = opening.is_some_and(|it| it.protected);
    let name = opening.map_or("unknown", |it| it.environment.as_str());
    let played = if opening.is_some_and(|it| it.simulated) { ", simulated" } else { "" };
    let number = if earlier < counted { format!("{}", earlier + 1) } else { format!("{counted}+") };
    Header {
        badge: Toned::new(
            cells::label(name, 24, charset).to_uppercase(),
            if protected { Tone::Protected } else { Tone::Environment },
        ),
        guard: if protected { "PROTECTED" } else { "" },
        title: cells::shown(&session.procedure().title, charset),
        drill: format!("drill {number}{played}"),
        version: counted_version.map(|it| version(it, charset)).unwrap_or_default(),
        people: people(session, charset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::fact::Role;

    #[test]
    fn the_head_of_a_session() {
        let join = |name: &str, role| Command::Join { name: name.into(), role };
        let drill =
            Rehearsal::new(procedure()).does(join("Li", Role::Shadow)).does(join("Ann\x07", Role::Scribe));
        let told =
            header(&drill.session, (3, 1_000), Some(Version { number: 3, taken_in: 4 }), Charset::Unicode);
        assert_eq!(told.version, "v3 · 4 redlines taken in");
        assert_eq!(version(Version { number: 2, taken_in: 1 }, Charset::Ascii), "v2 - 1 redline taken in");
        assert_eq!(version(Version { number: 1, taken_in: 0 }, Charset::Ascii), "");
        assert_eq!(told.badge, Toned::new("TEST", Tone::Environment));
        assert_eq!((told.guard, told.drill.as_str()), ("", "drill 4"));
        assert_eq!(told.people, "owner Mara · shadow Jo, Li · scribe Ann␇");
    }

    #[test]
    fn drills_are_counted_as_far_as_that_says_something() {
        let number = |earlier| {
            header(&Rehearsal::new(procedure()).session, (earlier, 1_000), None, Charset::Ascii).drill
        };
        assert_eq!((number(999).as_str(), number(1_000).as_str()), ("drill 1000", "drill 1000+"));
    }

    #[test]
    fn a_protected_environment_is_told_in_words() {
        let drill = Rehearsal::in_environment(procedure(), "production", |it| it.simulated = true);
        let told = header(&drill.session, (0, 1_000), None, Charset::Ascii);
        assert_eq!(told.badge, Toned::new("PRODUCTION", Tone::Protected));
        assert_eq!((told.guard, told.drill.as_str()), ("PROTECTED", "drill 1, simulated"));
    }
}
