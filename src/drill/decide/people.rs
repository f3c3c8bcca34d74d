//! Who may come, go and take over.

use super::life::needed;
use crate::drill::fact::{Fact, Role};
use crate::drill::ids::PersonName;
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;

type Facts = Result<Vec<Fact>, Refusal>;

pub(super) fn hand_over(session: &Session, to: &PersonName, why: &str) -> Facts {
    let to = PersonName::new(needed(to.as_str(), "name")?);
    if session.people().owner() == Some(&to) {
        return Err(Refusal::AlreadyOwner(to));
    }
    Ok(vec![Fact::OwnerChanged { to, why: why.to_owned() }])
}

pub(super) fn join(session: &Session, name: &PersonName, role: Role) -> Facts {
    let name = PersonName::new(needed(name.as_str(), "name")?);
    if role == Role::Owner {
        return Err(Refusal::JoinsAsOwner);
    }
    if session.people().here(role).any(|it| *it == name) {
        return Err(Refusal::AlreadyHere(name));
    }
    Ok(vec![Fact::PersonJoined { name, role }])
}

pub(super) fn leave(session: &Session, name: &PersonName) -> Facts {
    let here = Role::JOINING.into_iter().any(|role| session.people().here(role).any(|it| it == name));
    if here { Ok(vec![Fact::PersonLeft { name: name.clone() }]) } else { Err(Refusal::NotHere(name.clone())) }
}
