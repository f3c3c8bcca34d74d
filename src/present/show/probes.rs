//! What the probes saw.

use super::values::at;
use crate::analysis::watch::Watch;
use crate::drill::ids::DependencyId;
use crate::drill::probes::Sighting;
use crate::drill::procedure::{Anchor, Probe, ProbeTarget};
use crate::drill::session::Session;
use crate::drill::time::Moment;
use serde::Serialize;

/// One of `probes`, in the order of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeDocument {
    /// Its permanent id.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// `run`, `http` or `tcp`.
    pub kind: &'static str,
    /// The command, the URL or `host:port`, as the procedure has it: variables are not put in.
    pub what: String,
    /// The anchors that it may set.
    pub sets: Vec<&'static str>,
    /// The dependency whose health it tells.
    pub dependency: Option<DependencyId>,
    /// What it saw last; `null` where it never looked.
    pub up: Option<bool>,
    /// For how long it was up, from the first look to the end of the drill.
    pub up_ms: i64,
    /// For how long it was down.
    pub down_ms: i64,
    /// Every change, oldest first; the first one is what it saw first.
    pub changes: Vec<ChangeDocument>,
}

/// A probe saw something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeDocument {
    /// When.
    pub at: String,
    /// `up` or `down`.
    pub to: &'static str,
    /// What it saw.
    pub why: String,
}

pub(super) fn probes(session: &Session, now: &Moment) -> Vec<ProbeDocument> {
    session.procedure().probes.iter().map(|it| probe(session, it, now)).collect()
}

fn probe(session: &Session, probe: &Probe, now: &Moment) -> ProbeDocument {
    let watch = Watch::of(session, &probe.id, now);
    let (kind, what) = match &probe.target {
        ProbeTarget::Run(command) => ("run", command),
        ProbeTarget::Http(url) => ("http", url),
        ProbeTarget::Tcp(address) => ("tcp", address),
    };
    let change = |it: &Sighting| ChangeDocument {
        at: at(&it.moment),
        to: if it.up { "up" } else { "down" },
        why: it.reading.clone(),
    };
    ProbeDocument {
        id: probe.id.clone(),
        title: probe.title.clone(),
        kind,
        what: what.clone(),
        sets: probe.sets.iter().copied().map(Anchor::word).collect(),
        dependency: probe.dependency.clone(),
        up: session.probes().last(&probe.id).map(|it| it.up),
        up_ms: watch.up().millis(),
        down_ms: watch.down().millis(),
        changes: session.probes().of(&probe.id).iter().map(change).collect(),
    }
}
