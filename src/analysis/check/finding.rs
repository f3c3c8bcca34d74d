//! One thing that was found, and what it is about.

use crate::drill::ids::{EnvironmentName, StepId};
use crate::drill::procedure::{Anchor, Component, Dependency, Objective, Step};
use crate::drill::time::Span;

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'p> {
    /// What it is about.
    pub spot: Spot<'p>,
    /// What it is.
    pub what: What<'p>,
}

/// The part of a procedure that a finding is about; numbers count from 0, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot<'p> {
    /// The anchors of the recovery clock.
    Clock,
    /// The recovery time objective: an environment's own, or everybody's.
    Rto(Option<&'p EnvironmentName>),
    /// A component.
    Component(usize),
    /// A dependency.
    Dependency(usize),
    /// A key of a step.
    Step(usize, &'static str),
}

/// See [`Finding::what`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'p> {
    /// A step can never get ready, since what it comes after waits for itself.
    Unreachable {
        /// Which.
        step: &'p StepId,
        /// What it comes after.
        behind: &'p StepId,
        /// How many steps come after it and others like it; told once.
        further: usize,
    },
    /// No step restores a component.
    NotRestored(&'p Component),
    /// Nothing ever sets an anchor of the recovery clock.
    NeverSet {
        /// Which.
        anchor: Anchor,
        /// Whether the clock ends there; it begins there otherwise.
        ends: bool,
    },
    /// The recovery clock begins at an outage that nothing sets, so that it is taken from another anchor.
    OutageAssumed,
    /// The estimates along the longest path are more than an objective.
    TooLong {
        /// Where that objective holds.
        environments: Vec<&'p EnvironmentName>,
        /// The objective.
        rto: &'p Objective,
        /// What the estimates come to.
        sum: Span,
        /// The steps with an estimate on that path, the first one first.
        path: Vec<&'p StepId>,
    },
    /// A destructive step has no guard, and an environment is protected.
    Unguarded {
        /// Which.
        step: &'p Step,
        /// The first protected environment.
        environment: &'p EnvironmentName,
    },
    /// A guard compares with the value of a secret, which is hidden in what it compares.
    SecretInIdentity {
        /// Whose guard.
        step: &'p Step,
        /// The secret.
        name: &'p str,
    },
    /// A dependency has no way around it.
    NoAlternative(&'p Dependency),
    /// A title does not start with a verb.
    NoVerb(&'p Step),
}
