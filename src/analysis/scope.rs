//! What a session's figures hold for, so that like is compared with like.

use crate::drill::anchors::{Mark, Source};
use crate::drill::ids::{ComponentId, EnvironmentName};
use crate::drill::procedure::{Anchor, Procedure};
use crate::drill::session::Session;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How an anchor of a session is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// Somebody, or a step, set it.
    Real,
    /// It was only played.
    Simulated,
    /// Nobody said so; it follows from the steps or from another anchor.
    Assumed,
    /// There is none.
    #[default]
    Missing,
}

impl Known {
    /// Reads how an anchor is known.
    pub fn of(mark: Option<&Mark>) -> Self {
        match mark {
            None => Self::Missing,
            Some(mark) if mark.simulated => Self::Simulated,
            Some(mark) if mark.source == Source::Assumed => Self::Assumed,
            Some(_) => Self::Real,
        }
    }

    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Simulated => "simulated",
            Self::Assumed => "assumed",
            Self::Missing => "missing",
        }
    }
}

/// Two anchors that a clock runs between.
pub type Clock = (Anchor, Anchor);

/// What a session's figures hold for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// What the recovery clock runs between.
    pub clock: Clock,
    /// How each anchor is known; missing ones are left out.
    #[serde(default)]
    pub anchors: BTreeMap<Anchor, Known>,
    /// Where the session was held.
    pub environment: EnvironmentName,
    /// The parts of the service, with their weights.
    #[serde(default)]
    pub components: BTreeMap<ComponentId, u32>,
    /// Whether the session was made up to show the tool.
    #[serde(default)]
    pub sample: bool,
}

/// One way in which two sessions are unlike, so that their figures cannot stand for each other. Environments are not
/// among them: they are what is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The recovery clock runs between other anchors.
    Clock(Clock),
    /// An anchor of the recovery clock is known in another way.
    Anchor(Anchor, Known),
    /// The outage was played here and not there, or the other way round.
    Outage(Known),
    /// The service has other parts, or other weights.
    Components(usize),
    /// One is a sample, the other is not.
    Sample(bool),
}

impl Scope {
    /// Reads the scope of a session; `None` where the event that opened it has not arrived, or its plan cannot be read.
    pub fn of(session: &Session) -> Option<Self> {
        let opening = session.opening().filter(|_| is_read(session))?;
        let procedure: &Procedure = session.procedure();
        let known = |anchor| match Known::of(session.anchor(anchor).as_ref()) {
            Known::Missing => None,
            known => Some((anchor, known)),
        };
        Some(Self {
            clock: procedure.clock,
            anchors: Anchor::ALL.into_iter().filter_map(known).collect(),
            environment: opening.environment.clone(),
            components: procedure.components.iter().map(|it| (it.id.clone(), it.weight)).collect(),
            sample: opening.sample,
        })
    }

    /// Returns how an anchor is known.
    pub fn known(&self, anchor: Anchor) -> Known {
        self.anchors.get(&anchor).copied().unwrap_or_default()
    }

    /// Returns in what this scope differs from the usual one. What the end of the clock would be is not asked of a
    /// session that is still going on: an anchor that is missing differs from none.
    pub fn differs(&self, usual: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        if self.clock == usual.clock {
            let ends = [self.clock.0, self.clock.1];
            differences.extend(ends.into_iter().filter_map(|anchor| {
                let (here, there) = (self.known(anchor), usual.known(anchor));
                let missing = [here, there].contains(&Known::Missing);
                (here != there && !missing).then_some(Difference::Anchor(anchor, here))
            }));
        } else {
            differences.push(Difference::Clock(self.clock));
        }
        let outage = self.known(Anchor::Outage);
        let on_clock = differences.contains(&Difference::Anchor(Anchor::Outage, outage));
        if self.is_played() != usual.is_played() && !on_clock {
            differences.push(Difference::Outage(outage));
        }
        if self.components != usual.components {
            differences.push(Difference::Components(self.components.len()));
        }
        if self.sample != usual.sample {
            differences.push(Difference::Sample(self.sample));
        }
        differences
    }

    /// Whether figures of this scope can stand for those of the other.
    pub fn is_like(&self, usual: &Self) -> bool {
        self.differs(usual).is_empty()
    }

    fn is_played(&self) -> bool {
        self.known(Anchor::Outage) == Known::Simulated
    }
}

/// Whether the plan of a session is known: every procedure has a step, and one that could not be read has none.
pub fn is_read(session: &Session) -> bool {
    !session.procedure().steps.is_empty()
}

/// Returns the scope that most of the sessions share; of several that are as frequent, that of the latest session.
pub fn usual<'a>(scopes: impl IntoIterator<Item = &'a Scope>) -> Option<&'a Scope> {
    // Many sessions have few scopes, so these are compared, not each session with each.
    let mut distinct: Vec<(&Scope, usize)> = Vec::new();
    for scope in scopes {
        let before = distinct.iter().position(|(it, _)| *it == scope).map(|at| distinct.remove(at));
        distinct.push((scope, before.map_or(1, |(_, count)| count + 1)));
    }
    let shared = |scope: &Scope| {
        let like = distinct.iter().filter(|(it, _)| scope.is_like(it));
        like.map(|(_, count)| count).sum::<usize>()
    };
    // `max_by_key` takes the last of equals.
    distinct.iter().map(|(scope, _)| *scope).max_by_key(|scope| shared(scope))
}

/// Returns the widest recovery clock that all sessions share: both of its anchors are known in each, and in the same
/// way, which is not just assumed. `None` where there is no such clock.
pub fn shared_clock(scopes: &[&Scope]) -> Option<Clock> {
    const FROM: [Anchor; 3] = [Anchor::Outage, Anchor::Detected, Anchor::Declared];
    const TO: [Anchor; 2] = [Anchor::Verified, Anchor::Restored];
    let first = scopes.first()?;
    let shared = |anchor: &Anchor| {
        let known = first.known(*anchor);
        matches!(known, Known::Real | Known::Simulated) && scopes.iter().all(|it| it.known(*anchor) == known)
    };
    Some((FROM.into_iter().find(shared)?, TO.into_iter().find(shared)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, component, procedure};
    use crate::drill::command::Command;

    fn scope(drill: &Rehearsal) -> Scope {
        Scope::of(&drill.session).unwrap()
    }

    fn held(change: impl FnOnce(Rehearsal) -> Rehearsal) -> Scope {
        scope(&change(Rehearsal::new(procedure()).declare().at(60)))
    }

    fn outage(simulated: bool) -> Command {
        Command::SetAnchor { anchor: Anchor::Outage, simulated, why: "alert".into() }
    }

    fn all_done(drill: Rehearsal) -> Rehearsal {
        drill.start("a").done("a").skip("b").skip("c").finish()
    }

    #[test]
    fn anchors_are_known_in_four_ways() {
        let it = held(|it| it.does(outage(true)).verify());
        let known = Anchor::ALL.map(|anchor| it.known(anchor));
        let [real, simulated, missing] = [Known::Real, Known::Simulated, Known::Missing];
        assert_eq!(known, [simulated, missing, real, missing, real, missing]);
        assert_eq!(held(all_done).known(Anchor::Verified), Known::Assumed);
        assert_eq!(held(|it| it).known(Anchor::Outage), Known::Assumed);
    }

    #[test]
    fn sessions_of_other_environments_and_steps_are_alike() {
        let test = held(Rehearsal::verify);
        let drill = Rehearsal::in_environment(procedure(), "production", |_| {}).declare().skip("a");
        assert_eq!(scope(&drill.at(5).verify()).differs(&test), []);
    }

    #[test]
    fn without_its_plan_nobody_knows_what_a_session_holds_for() {
        let unread = Procedure { steps: Vec::new(), ..procedure() };
        assert_eq!(Scope::of(&Rehearsal::new(unread).declare().session), None);
    }

    #[test]
    fn what_makes_sessions_unlike() {
        let usual = held(Rehearsal::verify);
        let simulated = held(|it| it.does(outage(true)).verify());
        assert_eq!(simulated.differs(&usual), [Difference::Outage(Known::Simulated)]);
        assert_eq!(usual.differs(&simulated), [Difference::Outage(Known::Assumed)]);
        assert_eq!(held(|it| it.does(outage(false)).verify()).differs(&usual), []);
        let assumed = held(all_done);
        assert_eq!(assumed.differs(&usual), [Difference::Anchor(Anchor::Verified, Known::Assumed)]);
        let mut plan = procedure();
        plan.clock = (Anchor::Outage, Anchor::Verified);
        plan.components = vec![component("database", 3)];
        let other = scope(&Rehearsal::in_environment(plan, "test", |it| it.sample = true).declare().verify());
        assert_eq!(
            other.differs(&usual),
            [
                Difference::Clock((Anchor::Outage, Anchor::Verified)),
                Difference::Components(1),
                Difference::Sample(true)
            ]
        );
    }

    #[test]
    fn on_a_clock_from_the_outage_a_played_one_is_told_once() {
        let from_outage = |simulated| {
            let mut plan = procedure();
            plan.clock = (Anchor::Outage, Anchor::Verified);
            scope(&Rehearsal::new(plan).declare().at(60).does(outage(simulated)).verify())
        };
        let expected = [Difference::Anchor(Anchor::Outage, Known::Simulated)];
        assert_eq!(from_outage(true).differs(&from_outage(false)), expected);
    }

    #[test]
    fn a_session_that_goes_on_is_like_those_that_ended() {
        assert!(held(|it| it).is_like(&held(Rehearsal::verify)));
        assert!(held(|it| it).is_like(&held(all_done)));
    }

    #[test]
    fn the_usual_scope_is_that_of_most_else_of_the_latest() {
        let (real, simulated) = (held(Rehearsal::verify), held(|it| it.does(outage(true)).verify()));
        let of = |scopes: [&Scope; 3]| usual(scopes).unwrap().known(Anchor::Outage);
        assert_eq!(of([&real, &simulated, &real]), Known::Assumed);
        assert_eq!(of([&simulated, &simulated, &real]), Known::Simulated);
        assert_eq!(usual([&real, &simulated]), Some(&simulated));
        assert_eq!(usual([]), None);
    }

    #[test]
    fn the_widest_clock_that_all_share() {
        let real = held(|it| it.does(outage(false)).verify());
        let usual = held(Rehearsal::verify);
        assert_eq!(shared_clock(&[&real, &real]), Some((Anchor::Outage, Anchor::Verified)));
        assert_eq!(shared_clock(&[&real, &usual]), Some((Anchor::Declared, Anchor::Verified)));
        assert_eq!(shared_clock(&[&real, &held(all_done)]), None);
        assert_eq!(shared_clock(&[]), None);
    }
}
