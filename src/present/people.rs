//! Who takes part, in a line.

use super::cells;
use super::safe::Charset;
use super::sign::dot;
use crate::drill::fact::Role;
use crate::drill::session::Session;

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
