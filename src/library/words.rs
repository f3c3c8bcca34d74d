//! Which files a command or a script may mean: the words of a shell text that could be paths.
//!
//! It errs on the side of too many: a word that is no file costs a look, one that is missed could be changed unseen.
//! Quotes, `;|&()<>`, `NAME=value`, and what follows the last expansion of a word (`"$(dirname "$0")/x.sh"`,
//! `${0%/*}/x.sh`, `$here/x.sh`) are understood in commands, in comments and in any other language alike. What a script
//! puts together while it runs is not seen; for that there is `also`.

use std::collections::BTreeSet;

/// The longest word that is looked at; no path is longer.
const LONGEST: usize = 4_096;

/// What a text may mean by its words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Everything that could be the path of a file.
    pub paths: BTreeSet<String>,
    /// Everything that it changes into: its further words may be relative to that.
    pub folders: BTreeSet<String>,
}

impl Words {
    /// Reads the text.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut before = String::new();
        for word in shell_words(text) {
            if matches!(before.as_str(), "cd" | "pushd" | "-C") {
                words.folders.extend(meanings(&word).map(str::to_owned));
            }
            words.add(&word);
            before = word;
        }
        // Quotes within quotes: `"$(dirname "$0")/x.sh"`, `sh -c '. "./x.sh"'`.
        for word in text.split(|c: char| c.is_whitespace() || "\"'`;|&()<>{}[],:".contains(c)) {
            words.add(word);
        }
        words
    }

    fn add(&mut self, word: &str) {
        let new = meanings(word).filter(|it| !self.paths.contains(*it)).map(str::to_owned);
        let new: Vec<String> = new.collect();
        self.paths.extend(new);
    }
}

/// Splits a word that stands for several files into the folder and the pattern of their names: `lib/*.sh`, `./*`. A `*`
/// by itself is seldom that: `case` has it, and what is thrown away as well.
pub(super) fn pattern(word: &str) -> Option<(&str, &str)> {
    let (folder, last) = word.rsplit_once('/').unwrap_or((".", word));
    let named = word.contains('/') || last.contains(|c: char| c.is_alphanumeric());
    (last.contains('*') && !folder.contains('*') && !folder.is_empty() && named).then_some((folder, last))
}

/// Splits as a shell does: quotes and backslashes are taken away, spaces within quotes stay.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('\\', quote) if quote != Some('\'') => word.extend(chars.next().filter(|c| *c != '\n')),
            (c, None) if c.is_whitespace() || ";|&()<>`".contains(c) => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    words
}

/// Returns what one word may mean: itself, what follows each `=` in it, and of all these what follows the last
/// expansion. What stands behind an expansion that was split off, as `/x.sh` does, has its slash taken away.
fn meanings(word: &str) -> impl Iterator<Item = &str> {
    let whole = if word.len() <= LONGEST { word } else { "" };
    let values = whole.match_indices('=').map(|(at, _)| &whole[at + 1..]);
    std::iter::once(whole).chain(values).flat_map(readings).filter(|it| !it.is_empty())
}

fn readings(word: &str) -> impl Iterator<Item = &str> {
    [Some(word), Some(word.trim_start_matches('/')), behind_expansion(word)].into_iter().flatten()
}

/// Returns the path behind the last `$name`, `${…}`, `$(…)` or `` `…` ``, without the slash that joins the two.
fn behind_expansion(word: &str) -> Option<&str> {
    let dollar = word.rfind(['$', '`', '}', ')'])?;
    let rest = &word[dollar + 1..];
    let rest = match word.as_bytes()[dollar] {
        b'$' => rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_@*#?!-".contains(c)),
        _ => rest,
    };
    Some(rest.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names(text: &str, path: &str) {
        let words = Words::of(text);
        assert!(words.paths.contains(path), "{text}: {:?}", words.paths);
    }

    #[test]
    fn every_way_to_name_a_script_is_understood() {
        for text in [
            "x/a.sh",
            "sh x/a.sh",
            "true;x/a.sh|cat",
            "(x/a.sh&)",
            "cat <x/a.sh",
            "cat > x/a.sh",
            "A=1 B='2 3' x/a.sh --flag",
            "SCRIPT=x/a.sh",
            "tool --config=x/a.sh",
            "'x/a.sh'",
            "x/'a.sh'",
            "x\\/a.sh",
            "sh x/\\\na.sh",
            "out=$(x/a.sh 2>&1)",
            "out=`x/a.sh`",
            "sh -c '. \"x/a.sh\"'",
            "bash -c \"set -e; exec 'x/a.sh'\"",
            ". \"$here/x/a.sh\"",
            ". $here/x/a.sh",
            ". \"$(dirname \"$0\")/x/a.sh\"",
            ". $(dirname $0)/x/a.sh",
            ". `dirname $0`/x/a.sh",
            ". \"${0%/*}/x/a.sh\"",
            ". \"${BASH_SOURCE[0]%/*}/x/a.sh\"",
            "path=\"$(cd \"$(dirname \"$0\")\" && pwd)/x/a.sh\"",
            "# shellcheck source=x/a.sh",
            "open(\"x/a.sh\")",
            "[\"x/a.sh\",'b']",
        ] {
            names(text, "x/a.sh");
        }
        names("./x.sh", "./x.sh");
        names(". ./lib.sh", "./lib.sh");
        names("sh 'with space.sh'", "with space.sh");
        names("sh with\\ space.sh", "with space.sh");
    }

    #[test]
    fn what_is_changed_into_is_a_place_to_look_in() {
        let folders = Words::of("cd scripts && ./a.sh; make -C \"$here/build\"").folders;
        assert!(folders.contains("scripts") && folders.contains("build"), "{folders:?}");
    }

    #[test]
    fn some_words_stand_for_several_files() {
        assert_eq!(pattern("lib/*.sh"), Some(("lib", "*.sh")));
        assert_eq!(pattern("*.sh"), Some((".", "*.sh")));
        assert_eq!(pattern("./*"), Some((".", "*")));
        for no in ["*", "/*", "-*", "*/x", "*/*", "lib/x"] {
            assert_eq!(pattern(no), None, "{no}");
        }
    }

    #[test]
    fn an_endless_word_is_no_path() {
        assert_eq!(Words::of(&"x".repeat(LONGEST + 1)), Words::default());
    }
}
