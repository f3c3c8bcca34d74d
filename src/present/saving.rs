//! Whether what was decided is on the disk, in words.

use super::safe::{self, Charset};
use super::sign::dot;
use super::tone::{Tone, Toned};

/// Says that everything is on the disk.
pub fn saved(charset: Charset) -> Toned {
    let text = match charset {
        Charset::Unicode => "saved ✓",
        Charset::Ascii => "saved +",
    };
    Toned::new(text, Tone::Done)
}

/// Says that something is on its way; as wide as [`saved`], so that nothing moves.
pub fn writing(charset: Charset) -> Toned {
    let text = match charset {
        Charset::Unicode => "saving…",
        Charset::Ascii => "saving~",
    };
    Toned::new(text, Tone::Warned)
}

/// Says, on a line of its own, what the disk does not take, and what that means for those who go on. `lost` where it
/// never will.
pub fn not_saved(reason: &str, waiting: usize, lost: bool, charset: Charset) -> Toned {
    let dot = dot(charset);
    let (events, wait) = if waiting == 1 { ("event", "waits") } else { ("events", "wait") };
    let outlook = if lost {
        format!("{waiting} {events} only on this screen{dot}write down elsewhere what must not go")
    } else {
        format!("{waiting} {events} {wait}{dot}the clock and your keys go on")
    };
    Toned::new(format!("NOT SAVED: {}{dot}{outlook}", safe::line(reason, charset)), Tone::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::cells::width;

    #[test]
    fn the_word_keeps_its_width() {
        for charset in [Charset::Unicode, Charset::Ascii] {
            assert_eq!(width(&saved(charset).text), width(&writing(charset).text));
        }
    }

    #[test]
    fn a_full_disk_is_told_with_what_waits() {
        let told = not_saved("disk full\x1b", 3, false, Charset::Unicode);
        assert_eq!(told.text, "NOT SAVED: disk full␛ · 3 events wait · the clock and your keys go on");
        let told = not_saved("disk full", 1, false, Charset::Ascii).text;
        assert_eq!(told, "NOT SAVED: disk full - 1 event waits - the clock and your keys go on");
        let told = not_saved("the store is gone", 1, true, Charset::Ascii).text;
        assert_eq!(
            told,
            "NOT SAVED: the store is gone - 1 event only on this screen - write down elsewhere what must not go"
        );
    }
}
