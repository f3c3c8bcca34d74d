//! `also`: files that belong to a procedure's content though no command names them.
//!
//! An entry is a path relative to the procedure's folder. In its last part a `*` stands for any text, as in a shell: it
//! never crosses a `/`, and does not match a dot at the beginning of a name.

use crate::present::problem::shortened;
use crate::present::section::Section;

/// Reads the list; every entry that may not stand there is noted.
pub(super) fn also(section: &Section<'_>) -> Vec<String> {
    let entries = section.texts("also").map_or_else(Vec::new, |list| list.value);
    for entry in &entries {
        if let Some(why) = refuse(entry.value) {
            let message = format!("`{}` in `also` {why}", shortened(entry.value));
            let hint =
                "name files in the procedure's folder: \"lib/common.sh\", or \"lib/*.sh\" for all that match";
            section.problems.add(entry.offset, message, hint.to_owned());
        }
    }
    entries.into_iter().map(|entry| entry.value.to_owned()).collect()
}

/// Returns why the text is no entry; `None` where it is one.
fn refuse(entry: &str) -> Option<&'static str> {
    let mut parts = entry.split('/').rev();
    let last = parts.next().unwrap_or_default();
    if entry.trim().is_empty() {
        Some("is empty")
    } else if entry.starts_with('/') {
        Some("is an absolute path")
    } else if entry.starts_with('~') {
        Some("is a path in somebody's home")
    } else if entry.split('/').any(|part| part == "..") {
        Some("leaves the procedure's folder")
    } else if entry.contains('\0') {
        Some("has a NUL in it, which no path has")
    } else if matches!(last, "" | ".") {
        Some("names a folder, not the files in it")
    } else if parts.any(|part| part.contains('*')) {
        Some("has a `*` in a folder's name")
    } else if last.contains("**") {
        Some("has `**` in it, which no folder level stands for here")
    } else {
        None
    }
}

/// Whether the name is one that the pattern, the last part of an entry, stands for.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return name.ends_with(piece);
        }
        let Some(at) = name.find(piece) else { return false };
        name = &name[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_the_folder_are_fine() {
        for fine in ["lib.sh", "./lib.sh", "lib/*.sh", "lib/a b*c*", "*", "a..b"] {
            assert_eq!(refuse(fine), None, "{fine}");
        }
    }

    #[test]
    fn what_is_no_file_of_the_folder_is_refused() {
        for bad in ["", " ", "/etc/passwd", "~/x", "../x", "a/../b", "a\0b", "lib/", "lib/.", "*/x", "a/**"] {
            assert!(refuse(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_star_stands_for_any_text_but_not_for_a_dot_in_front() {
        let all = ["a.sh", ".a.sh", "a.sh.bak", "ab.sh", "sh"];
        let matching = |pattern| all.into_iter().filter(|name| matches(pattern, name)).collect::<Vec<_>>();
        assert_eq!(matching("*.sh"), ["a.sh", "ab.sh"]);
        assert_eq!(matching("*"), ["a.sh", "a.sh.bak", "ab.sh", "sh"]);
        assert_eq!(matching(".*"), [".a.sh"]);
        assert_eq!(matching("a*s*"), ["a.sh", "a.sh.bak", "ab.sh"]);
        assert_eq!(matching("a.sh"), ["a.sh"]);
        assert!(!matches("a*a", "a"), "no letter is matched twice");
    }
}
