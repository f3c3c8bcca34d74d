//! The signs of the tool, each with its ASCII twin of the same meaning.

use super::safe::Charset;
use super::tone::Tone;
use crate::drill::checklist::StepState;
use crate::drill::ids::StepId;
use crate::drill::session::Session;

/// Marks what is faster than ever, behind a figure.
pub const fn star(charset: Charset) -> &'static str {
    match charset {
        Charset::Unicode => " ★",
        Charset::Ascii => " *",
    }
}

/// Marks what cannot stand beside the others, behind a figure.
pub const fn unlike(charset: Charset) -> &'static str {
    match charset {
        Charset::Unicode => " ⚠",
        Charset::Ascii => " !",
    }
}

/// Where a step stands, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nobody is on it yet.
    Open,
    /// Somebody is on it.
    Running,
    /// It runs, but stands still.
    Held,
    /// Finished.
    Done,
    /// It did not work.
    Failed,
    /// Left out.
    Skipped,
    /// Left out of the procedure for good.
    Dropped,
}

impl Sign {
    /// Reads the sign of a step in a state.
    pub fn of(session: &Session, step: &StepId, state: StepState) -> Self {
        match state {
            StepState::Pending => Self::Open,
            StepState::Running if session.holds().of(step).is_some() => Self::Held,
            StepState::Running => Self::Running,
            StepState::Done => Self::Done,
            StepState::Failed => Self::Failed,
            StepState::Skipped => Self::Skipped,
            StepState::Dropped => Self::Dropped,
        }
    }

    /// Returns the sign: one cell.
    pub const fn text(self, charset: Charset) -> &'static str {
        match (self, charset) {
            (Self::Open, Charset::Unicode) => "·",
            (Self::Open, Charset::Ascii) => ".",
            (Self::Running, Charset::Unicode) => "▶",
            (Self::Running, Charset::Ascii) => ">",
            (Self::Held, Charset::Unicode) => "‖",
            (Self::Held, Charset::Ascii) => "=",
            (Self::Done, Charset::Unicode) => "✓",
            (Self::Done, Charset::Ascii) => "+",
            (Self::Failed, Charset::Unicode) => "✗",
            (Self::Failed, Charset::Ascii) => "x",
            (Self::Skipped, Charset::Unicode) => "–",
            (Self::Skipped, Charset::Ascii) => "-",
            (Self::Dropped, Charset::Unicode) => "⌫",
            (Self::Dropped, Charset::Ascii) => "#",
        }
    }

    /// Returns what its colour means.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Open | Self::Skipped | Self::Dropped => Tone::Muted,
            Self::Running => Tone::Strong,
            Self::Held => Tone::Held,
            Self::Done => Tone::Done,
            Self::Failed => Tone::Failed,
        }
    }
}

/// Returns what stands between the parts of a line.
pub const fn dot(charset: Charset) -> &'static str {
    match charset {
        Charset::Unicode => " · ",
        Charset::Ascii => " - ",
    }
}

/// Returns what leads from one thing to another.
pub const fn arrow(charset: Charset) -> &'static str {
    match charset {
        Charset::Unicode => " → ",
        Charset::Ascii => " -> ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::cells::width;

    #[test]
    fn every_sign_takes_one_cell_and_tells_its_state_without_colour() {
        let all =
            [Sign::Open, Sign::Running, Sign::Held, Sign::Done, Sign::Failed, Sign::Skipped, Sign::Dropped];
        for charset in [Charset::Unicode, Charset::Ascii] {
            let texts: std::collections::HashSet<_> = all.iter().map(|sign| sign.text(charset)).collect();
            assert_eq!(texts.len(), all.len());
            assert!(texts.iter().all(|text| width(text) == 1), "{texts:?}");
        }
        assert!(all.iter().all(|sign| sign.text(Charset::Ascii).is_ascii()));
    }
}
