//! How far a step was automated, as a bar of four rungs.

use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::automation::{Achieved, Level};

/// How many cells a bar takes.
pub const WIDTH: usize = 4;

/// Draws a rung for each level above manual: `▱▱▱▱` manual, `▰▱▱▱` documented, to `▰▰▰▰` automatic; a cross begins the bar
/// of what broke.
pub fn level_bar(achieved: Achieved, charset: Charset) -> Toned {
    let (full, empty, cross) = match charset {
        Charset::Unicode => ("▰", "▱", "✗"),
        Charset::Ascii => ("#", "-", "x"),
    };
    let Achieved::Level(level) = achieved else {
        return Toned::new(format!("{cross}{}", empty.repeat(WIDTH - 1)), Tone::Failed);
    };
    let rungs = Level::ALL.iter().filter(|it| **it < level).count();
    let tone = if achieved.is_automated() { Tone::Automated } else { Tone::Muted };
    Toned::new(full.repeat(rungs) + &empty.repeat(WIDTH.saturating_sub(rungs)), tone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::cells::width;
    use std::collections::HashSet;

    #[test]
    fn every_level_has_a_bar_of_its_own_in_both_charsets() {
        let all: Vec<Achieved> =
            Level::ALL.map(Achieved::Level).into_iter().chain([Achieved::BROKEN]).collect();
        for charset in [Charset::Unicode, Charset::Ascii] {
            let bars: HashSet<String> = all.iter().map(|it| level_bar(*it, charset).text).collect();
            assert_eq!(bars.len(), all.len());
            assert!(bars.iter().all(|bar| width(bar) == WIDTH), "{bars:?}");
        }
        let ascii = all.iter().map(|it| level_bar(*it, Charset::Ascii).text).collect::<Vec<_>>();
        assert_eq!(ascii, ["----", "#---", "##--", "###-", "####", "x---"]);
        assert_eq!(level_bar(Achieved::Level(Level::Checked), Charset::Unicode).text, "▰▰▰▱");
    }
}
