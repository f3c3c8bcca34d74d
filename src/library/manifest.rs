//! What a procedure is made of on this machine: its text, and every file in its folder that its commands name.

use super::error::LibraryError;
use super::read::{Loaded, digest};
use super::survey;
use crate::drill::ids::Digest;
use crate::drill::procedure::{Procedure, Step};
use crate::present::problem::visible;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

/// The content of a procedure: what is trusted, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The folder, without links.
    pub folder: PathBuf,
    /// The name of the procedure's file in it.
    pub file: String,
    /// SHA-256 of the procedure's text.
    pub procedure: Digest,
    /// Every other file, by its path in the folder; and every link that leads to one of them.
    pub files: BTreeMap<String, Content>,
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A file with this SHA-256.
    File(Digest),
    /// A link that says this. What it leads to stands at a path of its own, so that a link in a file's place is a
    /// change even where the content is the same.
    Link(String),
}

/// What is not as it was trusted; as text, a sentence that is safe to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The procedure's text is another.
    Procedure,
    /// The procedure's file has another name.
    Renamed {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// The folder is another.
    Moved {
        /// Before.
        from: PathBuf,
        /// Now.
        to: PathBuf,
    },
    /// A file that did not belong to it.
    Added(String),
    /// A file that belonged to it and does not now: it is gone, or nothing names it any more.
    Removed(String),
    /// A file with another content.
    Changed(String),
    /// A link where there was a file.
    BecameLink {
        /// Where.
        path: String,
        /// What it says.
        target: String,
    },
    /// A file where there was a link.
    BecameFile(String),
    /// A link that led somewhere else.
    Redirected {
        /// The link.
        path: String,
        /// What it said.
        from: String,
        /// What it says.
        to: String,
    },
}

impl Manifest {
    /// Reads everything anew. *Errors*: a link out of the folder; what is no file, or cannot be read; more than 1,000
    /// files, a file over 64 MiB, 256 MiB in all.
    pub fn read(loaded: &Loaded) -> Result<Self, LibraryError> {
        survey::survey(loaded)
    }

    /// Returns the SHA-256 of [`Manifest::text`].
    pub fn digest(&self) -> Digest {
        digest(self.text())
    }

    /// Returns [`Manifest::digest`] as it is written on command lines: `sha256:…`.
    pub fn fingerprint(&self) -> String {
        format!("sha256:{}", self.digest())
    }

    /// Writes the content in lines, so that equal contents have equal texts on every machine: the folder and the name
    /// of the procedure's file are no part of it.
    ///
    /// The first line is `firedrill trust 1`, the second `procedure` and the SHA-256 of its text. Then comes a line for
    /// each path, sorted by its bytes: `file`, the SHA-256 and the path, or `link`, the path and what the link says.
    /// Paths and links are JSON strings. Every line ends in a line feed.
    pub fn text(&self) -> String {
        let mut text = format!("firedrill trust 1\nprocedure {}\n", self.procedure);
        let quoted = |path: &str| serde_json::Value::from(path).to_string();
        for (path, content) in &self.files {
            _ = match content {
                Content::File(digest) => writeln!(text, "file {digest} {}", quoted(path)),
                Content::Link(target) => writeln!(text, "link {} {}", quoted(path), quoted(target)),
            };
        }
        text
    }

    /// Says what is not as it was `before`; nothing where nothing changed.
    pub fn difference(&self, before: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.folder != before.folder {
            changes.push(Change::Moved { from: before.folder.clone(), to: self.folder.clone() });
        }
        if self.file != before.file {
            changes.push(Change::Renamed { from: before.file.clone(), to: self.file.clone() });
        }
        if self.procedure != before.procedure {
            changes.push(Change::Procedure);
        }
        for (path, now) in &self.files {
            changes.extend(change(path, before.files.get(path), now));
        }
        let gone = before.files.keys().filter(|path| !self.files.contains_key(*path));
        changes.extend(gone.map(|path| Change::Removed(path.clone())));
        changes
    }
}

/// Returns SHA-256 over every file that the commands of one step name, and what those name in turn; `None` where they
/// name none. It is the same in every folder; the text of the procedure and what `also` lists are no part of it.
///
/// *Errors*: as [`Manifest::read`].
pub fn step_files(folder: &Path, procedure: &Procedure, step: &Step) -> Result<Option<Digest>, LibraryError> {
    let files = survey::step_files(folder, procedure, step)?;
    let of_nothing =
        Manifest { folder: PathBuf::new(), file: String::new(), procedure: Digest::from(""), files };
    Ok((!of_nothing.files.is_empty()).then(|| of_nothing.digest()))
}

fn change(path: &str, before: Option<&Content>, now: &Content) -> Option<Change> {
    let path = path.to_owned();
    match (before, now) {
        (Some(before), now) if before == now => None,
        (Some(Content::File(_)), Content::File(_)) => Some(Change::Changed(path)),
        (Some(Content::Link(from)), Content::Link(to)) => {
            Some(Change::Redirected { path, from: from.clone(), to: to.clone() })
        }
        (Some(Content::Link(_)), Content::File(_)) => Some(Change::BecameFile(path)),
        (Some(Content::File(_)), Content::Link(to)) => Some(Change::BecameLink { path, target: to.clone() }),
        (None, Content::File(_) | Content::Link(_)) => Some(Change::Added(path)),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::Procedure => "the procedure itself changed".to_owned(),
            Self::Renamed { from, to } => format!("the procedure's file was {from}, and is {to} now"),
            Self::Moved { from, to } => {
                format!("its folder was {}, and is {} now", from.display(), to.display())
            }
            Self::Added(path) => format!("{path} was added"),
            Self::Removed(path) => format!("{path} is gone, or is not named any more"),
            Self::Changed(path) => format!("{path} changed"),
            Self::BecameLink { path, target } => format!("{path} was a file, and is a link to {target} now"),
            Self::BecameFile(path) => format!("{path} was a link, and is a file now"),
            Self::Redirected { path, from, to } => {
                format!("the link {path} led to {from}, and leads to {to} now")
            }
        };
        f.write_str(&visible(&sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, Content)]) -> Manifest {
        Manifest {
            folder: PathBuf::from("/p"),
            file: "p.toml".to_owned(),
            procedure: Digest::from("aa"),
            files: files.iter().map(|(path, content)| ((*path).to_owned(), content.clone())).collect(),
        }
    }

    fn file(hex: &str) -> Content {
        Content::File(hex.into())
    }

    fn link(target: &str) -> Content {
        Content::Link(target.to_owned())
    }

    #[test]
    fn the_text_is_as_documented_and_no_path_can_feign_a_line() {
        let manifest = manifest(&[("b\nfile 00 \"x\"", link("a\"")), ("a.sh", file("bb"))]);
        let text =
            "firedrill trust 1\nprocedure aa\nfile bb \"a.sh\"\nlink \"b\\nfile 00 \\\"x\\\"\" \"a\\\"\"\n";
        assert_eq!(manifest.text(), text);
        assert_eq!(manifest.fingerprint(), format!("sha256:{}", digest(text)));
    }

    #[test]
    fn the_digest_is_the_same_in_every_folder() {
        let one = manifest(&[("a.sh", file("bb"))]);
        let other = Manifest { folder: PathBuf::from("/q"), file: "q.toml".to_owned(), ..one.clone() };
        assert_eq!(one.digest(), other.digest());
        assert_ne!(one.digest(), manifest(&[("a.sh", file("cc"))]).digest());
    }

    #[test]
    fn every_change_has_a_sentence() {
        let before = manifest(&[
            ("changed", file("1")),
            ("gone", file("1")),
            ("linked", file("1")),
            ("redirected", link("x")),
            ("unlinked", link("x")),
            ("same", file("1")),
        ]);
        let mut now = manifest(&[
            ("a\u{1b}dded", file("1")),
            ("changed", file("2")),
            ("linked", link("y")),
            ("redirected", link("y")),
            ("unlinked", file("1")),
            ("same", file("1")),
        ]);
        now.folder = PathBuf::from("/q");
        now.file = "q.toml".to_owned();
        now.procedure = Digest::from("ab");
        let sentences: Vec<String> = now.difference(&before).iter().map(ToString::to_string).collect();
        let expected = [
            "its folder was /p, and is /q now",
            "the procedure's file was p.toml, and is q.toml now",
            "the procedure itself changed",
            "a␛dded was added",
            "changed changed",
            "linked was a file, and is a link to y now",
            "the link redirected led to x, and leads to y now",
            "unlinked was a link, and is a file now",
            "gone is gone, or is not named any more",
        ];
        assert_eq!(sentences, expected);
        assert_eq!(now.difference(&now), []);
    }
}
