//! The line at the top: where one is, in what, with whom.

use super::cells;
use super::people::people;
use super::safe::Charset;
use super::tone::{Tone, Toned};
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
    /// `drill 4`; empty as long as nobody counted.
    pub drill: String,
    /// `owner Mara · shadow Jo, Li · scribe Ann`.
    pub people: String,
}

/// Puts the head of a session into words; `earlier` sessions of its procedure began before it, if that is known.
pub fn header(session: &Session, earlier: Option<u64>, charset: Charset) -> Header {
    let opening = session.opening();
    let protected = opening.is_some_and(|it| it.protected);
    let name = opening.map_or("unknown", |it| it.environment.as_str());
    let number = earlier.map(|earlier| format!("drill {}", earlier + 1));
    let played = opening.is_some_and(|it| it.simulated).then(|| "simulated".to_owned());
    Header {
        badge: Toned::new(
            cells::label(name, 24, charset).to_uppercase(),
            if protected { Tone::Protected } else { Tone::Environment },
        ),
        guard: if protected { "PROTECTED" } else { "" },
        title: cells::shown(&session.procedure().title, charset),
        drill: number.into_iter().chain(played).collect::<Vec<_>>().join(", "),
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
        let told = header(&drill.session, Some(3), Charset::Unicode);
        assert_eq!(told.badge, Toned::new("TEST", Tone::Environment));
        assert_eq!((told.guard, told.drill.as_str()), ("", "drill 4"));
        assert_eq!(told.people, "owner Mara · shadow Jo, Li · scribe Ann␇");
    }

    #[test]
    fn a_protected_environment_is_told_in_words() {
        let drill = Rehearsal::in_environment(procedure(), "production", |it| it.simulated = true);
        let told = header(&drill.session, Some(0), Charset::Ascii);
        assert_eq!(told.badge, Toned::new("PRODUCTION", Tone::Protected));
        assert_eq!((told.guard, told.drill.as_str()), ("PROTECTED", "drill 1, simulated"));
        assert_eq!(
            header(&drill.session, None, Charset::Ascii).drill,
            "simulated",
            "as long as nobody counted"
        );
    }
}
