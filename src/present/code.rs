//! Names for everything that a check of a file finds, so that other programs can tell the findings apart.

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used as it is, or would fail its team in a drill.
    Error,
    /// Worth a look; the file does what it says.
    Warning,
}

impl Severity {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// What kind of thing was found. The words are permanent: scripts look for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The bytes are no text.
    NotUtf8,
    /// The text is no TOML.
    NotToml,
    /// The file, or its list of steps, is larger than it may be.
    TooLarge,
    /// A key that nobody reads.
    UnknownKey,
    /// A key that has to be there.
    MissingKey,
    /// An id that has to be there.
    MissingId,
    /// An id that another one has already.
    DuplicateId,
    /// A value of another kind than its key wants.
    WrongType,
    /// A value that its key cannot have.
    InvalidValue,
    /// A component or a dependency that the file does not define.
    UnknownName,
    /// Steps that wait for each other.
    Cycle,
    /// A step that can never get ready.
    UnreachableStep,
    /// A component that no step brings back.
    ComponentNotRestored,
    /// An end of the recovery clock that nothing sets.
    AnchorNeverSet,
    /// An end of the recovery clock that is only ever assumed.
    AnchorAssumed,
    /// Estimates that exceed the recovery time objective.
    RtoExceeded,
    /// A script that is not there.
    ScriptMissing,
    /// A script that cannot be executed.
    ScriptNotExecutable,
    /// A script that lies outside of the procedure's folder.
    ScriptOutside,
    /// A destructive step that nothing guards where it matters.
    DestructiveUnguarded,
    /// A guard that compares with a value that is hidden.
    SecretInIdentity,
    /// A dependency without a way around it.
    DependencyWithoutAlternative,
    /// A title that says no deed.
    TitleWithoutVerb,
}

impl Code {
    /// All of them, those that matter most first.
    pub const ALL: [Self; 23] = [
        Self::NotUtf8,
        Self::NotToml,
        Self::TooLarge,
        Self::UnknownKey,
        Self::MissingKey,
        Self::MissingId,
        Self::DuplicateId,
        Self::WrongType,
        Self::InvalidValue,
        Self::UnknownName,
        Self::Cycle,
        Self::UnreachableStep,
        Self::ComponentNotRestored,
        Self::AnchorNeverSet,
        Self::RtoExceeded,
        Self::ScriptMissing,
        Self::ScriptNotExecutable,
        Self::ScriptOutside,
        Self::DestructiveUnguarded,
        Self::SecretInIdentity,
        Self::AnchorAssumed,
        Self::DependencyWithoutAlternative,
        Self::TitleWithoutVerb,
    ];

    /// Returns the word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not-utf8",
            Self::NotToml => "not-toml",
            Self::TooLarge => "too-large",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::MissingId => "missing-id",
            Self::DuplicateId => "duplicate-id",
            Self::WrongType => "wrong-type",
            Self::InvalidValue => "invalid-value",
            Self::UnknownName => "unknown-name",
            Self::Cycle => "cycle",
            Self::UnreachableStep => "unreachable-step",
            Self::ComponentNotRestored => "component-not-restored",
            Self::AnchorNeverSet => "anchor-never-set",
            Self::AnchorAssumed => "anchor-assumed",
            Self::RtoExceeded => "rto-exceeded",
            Self::ScriptMissing => "script-missing",
            Self::ScriptNotExecutable => "script-not-executable",
            Self::ScriptOutside => "script-outside",
            Self::DestructiveUnguarded => "destructive-unguarded",
            Self::SecretInIdentity => "secret-in-identity",
            Self::DependencyWithoutAlternative => "dependency-without-alternative",
            Self::TitleWithoutVerb => "title-without-verb",
        }
    }

    /// Returns how much it matters.
    pub const fn severity(self) -> Severity {
        match self {
            Self::AnchorAssumed | Self::DependencyWithoutAlternative | Self::TitleWithoutVerb => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }

    /// Returns what it means, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NotUtf8 => "the bytes are no UTF-8 text",
            Self::NotToml => "the text is no TOML",
            Self::TooLarge => "more than 2 MiB, or more than 5,000 steps",
            Self::UnknownKey => "a key that nobody reads; the nearest one is named",
            Self::MissingKey => "a key that has to be there",
            Self::MissingId => "an id that has to be there",
            Self::DuplicateId => "an id that another one has already",
            Self::WrongType => "a value of another kind than its key wants",
            Self::InvalidValue => "a value that its key cannot have",
            Self::UnknownName => "a component or a dependency that the file does not define",
            Self::Cycle => "steps that wait for each other",
            Self::UnreachableStep => "a step that comes after what can never be settled, or is not there",
            Self::ComponentNotRestored => "a component that no step restores",
            Self::AnchorNeverSet => {
                "the recovery clock begins or ends where no step, probe or rule ever sets it"
            }
            Self::AnchorAssumed => "the recovery clock begins at an outage that is only assumed",
            Self::RtoExceeded => "the estimates along the longest path are more than the RTO",
            Self::ScriptMissing => "a command or `also` names a script that is not there",
            Self::ScriptNotExecutable => "a command starts a file that cannot be executed",
            Self::ScriptOutside => "a script is a link that leads out of the procedure's folder",
            Self::DestructiveUnguarded => {
                "a destructive step without `identity`, `preview` or `two_person`, where an environment is protected"
            }
            Self::SecretInIdentity => {
                "`identity` compares with a secret: output is hidden before it is compared"
            }
            Self::DependencyWithoutAlternative => "a dependency without an `alternative`",
            Self::TitleWithoutVerb => "the title of a step does not start with a verb",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_word_of_its_own_in_kebab_case() {
        let words: BTreeSet<&str> = Code::ALL.iter().map(|it| it.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        let kebab = |word: &&str| word.bytes().all(|it| it == b'-' || it.is_ascii_alphanumeric());
        assert!(words.iter().all(kebab), "{words:?}");
    }

    #[test]
    fn errors_come_first() {
        assert!(Code::ALL.is_sorted_by_key(|it| it.severity()));
    }
}
