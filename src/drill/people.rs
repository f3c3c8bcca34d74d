//! Who takes part, as what, and since when.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::{Fact, Role};
use super::ids::PersonName;
use super::time::Moment;

/// One person in one role for one stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub name: PersonName,
    /// As what.
    pub role: Role,
    /// Since when, and on whose word.
    pub since: Stamp,
    /// Until when.
    pub until: Option<Moment>,
    /// Why the role changed hands.
    pub why: Option<String>,
}

/// Everybody who took part, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    all: Vec<Presence>,
}

impl People {
    /// Iterates over every stretch of everybody.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Presence> {
        self.all.iter()
    }

    /// Returns who drives.
    pub fn owner(&self) -> Option<&PersonName> {
        self.here(Role::Owner).last()
    }

    /// Iterates over who is here in a role.
    pub fn here(&self, role: Role) -> impl Iterator<Item = &PersonName> {
        self.all.iter().filter(move |it| it.role == role && it.until.is_none()).map(|it| &it.name)
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::SessionStarted(opening) => {
                if self.owner().is_none() {
                    self.enter(&opening.owner, Role::Owner, event, None);
                }
                for shadow in &opening.shadows {
                    self.enter(shadow, Role::Shadow, event, None);
                }
            }
            Fact::OwnerChanged { to, why } => {
                // Who drives no longer only watches.
                self.leave(event, |it| match it.role {
                    Role::Owner => true,
                    Role::Shadow => it.name == *to,
                    _ => false,
                });
                self.enter(to, Role::Owner, event, Some(why.clone()));
            }
            Fact::PersonJoined { name, role } if *role != Role::Owner => {
                self.enter(name, *role, event, None);
            }
            Fact::PersonLeft { name } => {
                self.leave(event, |it| it.name == *name && it.role != Role::Owner);
            }
            _ => {}
        }
    }

    fn enter(&mut self, name: &PersonName, role: Role, event: &Event, why: Option<String>) {
        if self.here(role).any(|it| it == name) {
            return;
        }
        self.all.push(Presence { name: name.clone(), role, since: Stamp::of(event), until: None, why });
    }

    fn leave(&mut self, event: &Event, who: impl Fn(&Presence) -> bool) {
        for presence in self.all.iter_mut().filter(|it| it.until.is_none() && who(it)) {
            presence.until = Some(event.moment());
        }
    }
}
