//! What colours mean. A face maps each tone to its ink once; words and signs say the same without colour.

/// The meaning of a colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Of less weight: what is not its turn, was left out, or is only planned.
    Muted,
    /// Of more weight: headings, and what goes on now.
    Strong,
    /// Where one is, and what can be done next.
    Accent,
    /// An environment that may be broken.
    Environment,
    /// A protected environment.
    Protected,
    /// Going on.
    Running,
    /// Done.
    Done,
    /// On hold.
    Held,
    /// Failed, broken, given up.
    Failed,
    /// A machine did it.
    Automated,
    /// Better than the objective.
    Ahead,
    /// Worse than the objective.
    Behind,
    /// Faster than ever.
    Best,
    /// Something to know first: late, corrected, estimated, refused, not saved.
    Warned,
}

impl Tone {
    /// Every tone, with the name that a configuration file gives it.
    pub const NAMED: [(&'static str, Self); 15] = [
        ("plain", Self::Plain),
        ("muted", Self::Muted),
        ("strong", Self::Strong),
        ("accent", Self::Accent),
        ("environment", Self::Environment),
        ("protected", Self::Protected),
        ("running", Self::Running),
        ("done", Self::Done),
        ("held", Self::Held),
        ("failed", Self::Failed),
        ("automated", Self::Automated),
        ("ahead", Self::Ahead),
        ("behind", Self::Behind),
        ("best", Self::Best),
        ("warned", Self::Warned),
    ];
}

/// Finished words in one tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toned {
    /// The words, safe to show.
    pub text: String,
    /// What they mean.
    pub tone: Tone,
}

impl Toned {
    /// Puts words into a tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}
