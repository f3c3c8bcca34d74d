//! The settings file: keys, theme, mouse, name, and what probes may ask.

use super::error::ConfigError;
use crate::present::problem::{Place, Problem};
use crate::present::section::{At, Section, decode, read_text};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The largest settings file, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
const SETTINGS: [&str; 5] = ["name", "mouse", "keys", "theme", "probes"];

/// What a settings file says; what it does not say is empty. Whoever starts the program lays flags and environment
/// over it and the defaults under it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The file, for problems that are found later.
    pub path: PathBuf,
    /// Its text, for the same.
    pub text: String,
    /// The user's name in sessions.
    pub name: Option<String>,
    /// Whether the mouse is on from the start.
    pub mouse: Option<bool>,
    /// `[keys]`, in the order of the file.
    pub keys: Vec<Binding>,
    /// `[theme]`, in the order of the file.
    pub theme: Vec<Paint>,
    /// `link-local` of `[probes]`: whether probes may ask link-local and metadata addresses, where clouds keep a
    /// machine's credentials.
    pub link_local: bool,
}

/// A word of the file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The word.
    pub word: String,
    /// Where.
    pub place: Place,
}

/// `complete-step = ["Space", "Ctrl-r"]`: all the keys of an action; an empty list takes its keys away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The action's name.
    pub action: Written,
    /// The keys.
    pub keys: Vec<Written>,
}

/// `ahead = "green"` or `"#00d75f"`: the colour of a tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paint {
    /// The tone's name.
    pub tone: Written,
    /// The colour.
    pub colour: Written,
}

/// Reads the settings file; one that is not there says nothing.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let bytes = match bounded(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    if bytes.len() > MAX_BYTES {
        return Err(ConfigError::TooLarge { path: path.to_owned() });
    }
    let invalid = |text, problems| ConfigError::Invalid { path: path.to_owned(), text, problems };
    let text = decode(bytes).map_err(|(text, problem)| invalid(text, vec![problem]))?;
    match parse(&text) {
        Ok(config) => Ok(Config { path: path.to_owned(), text, ..config }),
        Err(problems) => Err(invalid(text, problems)),
    }
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the settings from a text; `path` and `text` of the result are empty.
pub fn parse(text: &str) -> Result<Config, Vec<Problem>> {
    read_text(text, "the settings", &SETTINGS, |section| Config {
        name: name(&section),
        mouse: section.flag("mouse").map(|it| it.value),
        keys: bindings(&section),
        theme: paints(&section),
        link_local: link_local(&section),
        ..Config::default()
    })
}

fn name(section: &Section<'_>) -> Option<String> {
    let name = section.text("name")?;
    if name.value.trim().is_empty() {
        section.problems.add(
            name.offset,
            "the name is empty",
            "write yours, or leave the line out".to_owned(),
        );
    }
    Some(name.value.to_owned())
}

fn bindings(section: &Section<'_>) -> Vec<Binding> {
    let Some(table) = section.open_table("keys", "[keys]") else { return Vec::new() };
    let read = |action: At<&str>| {
        let keys = table.texts(action.value)?.value;
        Some(Binding {
            action: written(&table, action),
            keys: keys.into_iter().map(|key| written(&table, key)).collect(),
        })
    };
    table.keys().into_iter().filter_map(read).collect()
}

fn paints(section: &Section<'_>) -> Vec<Paint> {
    let Some(table) = section.open_table("theme", "[theme]") else { return Vec::new() };
    let read = |tone: At<&str>| {
        let colour = table.text(tone.value)?;
        Some(Paint { tone: written(&table, tone), colour: written(&table, colour) })
    };
    table.keys().into_iter().filter_map(read).collect()
}

fn link_local(section: &Section<'_>) -> bool {
    let probes = section.table("probes", "[probes]", &["link-local"]);
    probes.and_then(|probes| probes.flag("link-local")).is_some_and(|it| it.value)
}

fn written(section: &Section<'_>, word: At<&str>) -> Written {
    Written { word: word.value.to_owned(), place: section.problems.place(word.offset) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs;

    const TEXT: &str = r##"name = "Mara"
mouse = true
[keys]
undo = ["u", "Ctrl-z"]
leave = []
[theme]
ahead = "#00d75f"
[probes]
link-local = true
"##;

    fn problems(text: &str) -> Vec<String> {
        let shown =
            |it: &Problem| format!("{}:{} {} {:?}", it.place.line, it.place.column, it.message, it.hint);
        parse(text).err().unwrap_or_default().iter().map(shown).collect()
    }

    #[test]
    fn settings_are_read_with_the_place_of_every_word() {
        let config = parse(TEXT).unwrap();
        assert_eq!((config.name.as_deref(), config.mouse), (Some("Mara"), Some(true)));
        assert!(config.link_local && !parse("[probes]\n").unwrap().link_local, "only where it is said");
        let [undo, leave] = &config.keys[..] else { panic!("two actions") };
        assert_eq!((undo.action.word.as_str(), undo.action.place), ("undo", Place { line: 4, column: 1 }));
        assert_eq!(
            (undo.keys[1].word.as_str(), undo.keys[1].place),
            ("Ctrl-z", Place { line: 4, column: 14 })
        );
        assert_eq!((leave.action.word.as_str(), leave.keys.len()), ("leave", 0));
        let paint = &config.theme[0];
        assert_eq!((paint.tone.word.as_str(), paint.colour.word.as_str()), ("ahead", "#00d75f"));
        assert_eq!(paint.colour.place, Place { line: 7, column: 9 });
    }

    #[test]
    fn what_is_wrong_is_named_all_at_once() {
        let found = problems(
            "nam = \"x\"\nmouse = 1\nname = \" \"\n[keys]\nundo = \"u\"\n[theme]\nahead = 3\n[probes]\nlink-local = 1\nlocal = 1\n",
        );
        let starts = [
            "1:1 unknown key `nam` in the settings Some(\"did you mean `name`?\")",
            "2:9 `mouse` of the settings must be true or false",
            "3:8 the name is empty",
            "5:8 `undo` of [keys] must be a list of texts",
            "7:9 `ahead` of [theme] must be text",
            "9:14 `link-local` of [probes] must be true or false",
            "10:1 unknown key `local` in [probes]",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_says_nothing_and_any_other_trouble_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert_eq!(read(&path).unwrap(), Config::default());
        fs::write(&path, TEXT).unwrap();
        let config = read(&path).unwrap();
        assert_eq!((config.path, config.text.as_str()), (path.clone(), TEXT));
        fs::write(&path, b"name = \"\xff\"").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("config.toml:1:9: error: the byte 0xff"));
        fs::write(&path, "#".repeat(MAX_BYTES + 1)).unwrap();
        assert!(matches!(read(&path), Err(ConfigError::TooLarge { .. })));
        assert!(matches!(read(folder.path()), Err(ConfigError::Unreadable { .. })));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in prop_oneof![".*", "(\\[(keys|theme)\\]\n|[a-z]{1,4} = (\\[\"a\"\\]|\"b\"|1)\n){0,9}"]) {
            let lines = text.split('\n').count();
            for problem in parse(&text).err().unwrap_or_default() {
                prop_assert!((1..=lines).contains(&problem.place.line));
            }
        }
    }
}
