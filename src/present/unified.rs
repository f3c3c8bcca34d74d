//! What differs between two texts, line by line.

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};
use std::fmt::Write as _;
use std::ops::Range;

/// The lines around a difference that are shown with it.
const AROUND: usize = 3;

/// Returns a patch that `git apply` and `patch -p1` take: it makes `new` of `old`, which lies at the path. Empty where
/// they are the same. Line ends stay as they are.
pub fn patch(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (before, after) = (pieces(old), pieces(new));
    // A tab tells where a name with spaces ends.
    let tab = if path.contains(' ') { "\t" } else { "" };
    let mut out = format!("--- a/{path}{tab}\n+++ b/{path}{tab}\n");
    for group in group_diff_ops(capture_diff_slices(Algorithm::Myers, &before, &after), AROUND) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let span = |from: Range<usize>, to: Range<usize>| {
            let (start, length) = (from.start, to.end - from.start);
            format!("{},{length}", if length == 0 { start } else { start + 1 })
        };
        let (old, new) =
            (span(first.old_range(), last.old_range()), span(first.new_range(), last.new_range()));
        let _ = writeln!(out, "@@ -{old} +{new} @@");
        for op in &group {
            lines(op, &before, &after, |sign, line| {
                let ended = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
                let _ = write!(out, "{sign}{line}{ended}");
            });
        }
    }
    out
}

/// Returns the lines that differ, behind `-` and `+`, with those right around them behind a space; without line ends.
pub fn excerpt(old: &str, new: &str) -> Vec<(char, String)> {
    let (before, after) = (old.lines().collect::<Vec<_>>(), new.lines().collect::<Vec<_>>());
    let mut shown = Vec::new();
    for group in group_diff_ops(capture_diff_slices(Algorithm::Myers, &before, &after), 1) {
        if !shown.is_empty() {
            shown.push((' ', "…".to_owned()));
        }
        for op in &group {
            lines(op, &before, &after, |sign, line| shown.push((sign, line.to_owned())));
        }
    }
    shown
}

fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn lines(op: &DiffOp, before: &[&str], after: &[&str], mut tell: impl FnMut(char, &str)) {
    let (old, new) = (&before[op.old_range()], &after[op.new_range()]);
    let (sign, new) = if matches!(op, DiffOp::Equal { .. }) { (' ', &[][..]) } else { ('-', new) };
    for line in old {
        tell(sign, line);
    }
    for line in new {
        tell('+', line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_as_git_writes_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = old.replace("5\n", "five\n");
        let patch = patch("a b.toml", old, &new);
        let expected =
            "--- a/a b.toml\t\n+++ b/a b.toml\t\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assert_eq!(patch, expected);
        assert_eq!(super::patch("x", old, old), "");
    }

    #[test]
    fn ends_of_lines_and_of_the_file_are_told() {
        let patch = patch("x", "a\r\nb", "a\r\nc\r\nb");
        assert_eq!(
            patch,
            "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n a\r\n+c\r\n b\n\\ No newline at end of file\n"
        );
        assert!(super::patch("x", "", "a\n").contains("@@ -0,0 +1,1 @@\n+a\n"));
    }

    #[test]
    fn an_excerpt_shows_what_is_around() {
        let shown: Vec<String> = excerpt("a\nb\nc\nd\n", "a\nb\nx\nd\n")
            .iter()
            .map(|(sign, line)| format!("{sign}{line}"))
            .collect();
        assert_eq!(shown, [" b", "-c", "+x", " d"]);
    }
}
