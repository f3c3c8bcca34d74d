//! What one session proves.

use crate::drill::automation::Achieved;
use crate::drill::checklist::StepState;
use crate::drill::ids::{Digest, EnvironmentName, PersonName, SessionId, StepId};
use crate::drill::procedure::Procedure;
use crate::drill::script::Role;
use crate::drill::session::Session;
use crate::drill::time::WallTime;
use std::collections::HashMap;
use std::sync::Arc;

/// What one session proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which session.
    pub session: SessionId,
    /// Where it was held.
    pub environment: EnvironmentName,
    /// The procedure as it was then.
    pub procedure: Arc<Procedure>,
    /// The steps that were done, in the order of that procedure.
    pub done: Vec<Done>,
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Its place in the procedure of that day.
    pub step: usize,
    /// When it was finished.
    pub at: WallTime,
    /// Seconds east of UTC of the zone in which that was.
    pub utc_offset_s: i32,
    /// Who finished it.
    pub by: PersonName,
    /// The automation level achieved.
    pub level: Option<Achieved>,
    /// What the files came to that its commands named, as its last script started.
    pub files: Option<Digest>,
}

impl Held {
    /// Reads what a session proves; `None` for one that is left out, or whose beginning is not known.
    pub fn of(session: &Session) -> Option<Self> {
        let opening = session.opening().filter(|_| session.excluded().is_none())?;
        let mut files: HashMap<&StepId, &Digest> = HashMap::new();
        for script in session.scripts().iter() {
            let ended = script.ended().filter(|it| matches!(it.role, Role::Run | Role::Check));
            if let Some(digest) = ended.and_then(|it| it.files.as_ref()) {
                files.insert(&script.asked.step, digest);
            }
        }
        let steps = session.procedure().steps.iter().zip(session.checklist().iter()).enumerate();
        let done = steps.filter(|(_, (_, progress))| progress.state == StepState::Done);
        let done = done.filter_map(|(at, (step, progress))| {
            let stamp = progress.settled.as_ref()?;
            Some(Done {
                step: at,
                at: stamp.moment.wall,
                utc_offset_s: stamp.moment.utc_offset_s,
                by: stamp.by.clone(),
                level: progress.achieved(step),
                files: files.get(&step.id).map(|it| (*it).clone()),
            })
        });
        Some(Self {
            session: session.log().last()?.session.clone(),
            environment: opening.environment.clone(),
            done: done.collect(),
            procedure: std::sync::Arc::clone(session.redlines().procedure()),
        })
    }
}
