//! The meaning of a colour. What it looks like is decided where the ink is.

/// What a piece of text means, apart from its words: those say it too, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Less important than what stands around it.
    Muted,
    /// More important than what stands around it.
    Strong,
    /// Where one is, and what can be done next.
    Accent,
    /// An environment that may be broken.
    Environment,
    /// An environment that must not be.
    Protected,
    /// Done, saved, met.
    Ahead,
    /// Over the objective.
    Behind,
    /// Going on.
    Running,
    /// Standing still.
    Held,
    /// It did not work.
    Failed,
    /// Done by a machine.
    Automated,
    /// Entered late, corrected or estimated.
    Late,
    /// Something to look at before going on.
    Warning,
}

impl Tone {
    /// Every tone, with the name that a configuration file gives it.
    pub const ALL: [(&'static str, Self); 14] = [
        ("plain", Self::Plain),
        ("muted", Self::Muted),
        ("strong", Self::Strong),
        ("accent", Self::Accent),
        ("environment", Self::Environment),
        ("protected", Self::Protected),
        ("ahead", Self::Ahead),
        ("behind", Self::Behind),
        ("running", Self::Running),
        ("held", Self::Held),
        ("failed", Self::Failed),
        ("automated", Self::Automated),
        ("late", Self::Late),
        ("warning", Self::Warning),
    ];
}
