//! Finds every file that belongs to a procedure: what its commands name, what those scripts name, and so on.

use super::also;
use super::error::LibraryError;
use super::inside::{Found, Inside, Met};
use super::manifest::{Content, Manifest};
use super::read::{Loaded, digest};
use super::words::{self, Words};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::reach::{WouldRun, of_step, would_run};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Read as _;
use std::path::Path;

/// The most files.
const MOST_FILES: usize = 1_000;
/// The largest file, in bytes.
const LARGEST: u64 = 64 << 20;
/// The most bytes in all files.
const MOST_BYTES: u64 = 256 << 20;
/// The largest script in which further names are looked for, in bytes; a larger one is hashed alone.
const LARGEST_SCRIPT: u64 = 1 << 20;
/// The most bytes of scripts in which names are looked for.
const MOST_SCRIPT: usize = 16 << 20;
/// The most folders that scripts change into.
const MOST_BASES: usize = 64;

/// Reads everything that belongs to the procedure.
pub(super) fn survey(loaded: &Loaded) -> Result<Manifest, LibraryError> {
    let Some(path) = &loaded.path else {
        return Err(LibraryError::NotOnDisk { id: loaded.procedure.id.to_string() });
    };
    let unreadable = |why: &str| LibraryError::ContentUnreadable {
        path: path.clone(),
        source: std::io::Error::other(why.to_owned()),
    };
    let file = path.file_name().and_then(|name| name.to_str());
    let file = file.ok_or_else(|| unreadable("its name is not UTF-8"))?;
    let mut survey = Survey::new(Inside::open(path.parent().unwrap_or(Path::new("")))?);
    let Met::File(found) = survey.inside.find("", file)? else {
        return Err(unreadable("it is no file"));
    };
    survey.take(found)?;
    let own = survey.own(file, loaded, path)?;
    survey.commands(&loaded.procedure);
    for entry in &loaded.procedure.also {
        survey.also(entry)?;
    }
    survey.close()?;
    let Survey { inside, mut files, .. } = survey;
    if own {
        // Its text has a place of its own.
        files.remove(file);
    }
    Ok(Manifest { folder: inside.path, file: file.to_owned(), procedure: loaded.digest.clone(), files })
}

/// Reads every file that the commands of one step name, and what those name in turn.
pub(super) fn step_files(
    folder: &Path,
    procedure: &Procedure,
    step: &Step,
) -> Result<BTreeMap<String, Content>, LibraryError> {
    let mut survey = Survey::new(Inside::open(folder)?);
    survey.names_of(procedure, of_step(step));
    survey.close()?;
    Ok(survey.files)
}

struct Survey {
    inside: Inside,
    files: BTreeMap<String, Content>,
    bytes: u64,
    /// Texts whose words are names: the folder that they lie in, and the words.
    texts: Vec<(String, Words)>,
    /// How many bytes they had.
    scanned: usize,
    /// The folders that words may be relative to: the procedure's, and what scripts change into.
    bases: BTreeSet<String>,
    /// What is in the folders that were looked into, in lower case: most words name nothing, and to ask the system for
    /// each of them takes long.
    names: HashMap<String, HashSet<String>>,
}

impl Survey {
    fn new(inside: Inside) -> Self {
        let bases = BTreeSet::from([String::new()]);
        let (files, names) = (BTreeMap::new(), HashMap::new());
        Self { inside, files, bytes: 0, texts: Vec::new(), scanned: 0, bases, names }
    }

    /// Makes sure that the procedure's file still says what was loaded; returns whether it is no link.
    fn own(&mut self, file: &str, loaded: &Loaded, path: &Path) -> Result<bool, LibraryError> {
        // Its words are read key by key: a description names nothing.
        self.texts.clear();
        let now = self.files.values().find_map(|content| match content {
            Content::File(digest) => Some(digest),
            Content::Link(_) => None,
        });
        if now != Some(&loaded.digest) {
            return Err(LibraryError::Changing { path: path.to_owned() });
        }
        Ok(matches!(self.files.get(file), Some(Content::File(_))))
    }

    /// Takes the words of all commands, and those of the variables that may stand for them.
    fn commands(&mut self, procedure: &Procedure) {
        self.names_of(procedure, would_run(procedure));
    }

    fn names_of(&mut self, procedure: &Procedure, commands: Vec<WouldRun<'_>>) {
        let variables = procedure.environments.iter().flat_map(|it| it.vars.values().map(String::as_str));
        let commands = commands.into_iter().map(|it| it.command);
        self.texts.extend(commands.chain(variables).map(|text| (String::new(), Words::of(text))));
    }

    fn also(&mut self, entry: &str) -> Result<(), LibraryError> {
        if entry.contains('*') {
            let (folder, pattern) = entry.rsplit_once('/').unwrap_or((".", entry));
            return self.pattern("", folder, pattern);
        }
        match self.inside.find("", entry)? {
            Met::File(found) => self.take(found),
            Met::Nothing => Err(LibraryError::AlsoMissing { entry: entry.to_owned() }),
            Met::Folder(path) => {
                Err(LibraryError::NoFile { path: self.inside.path.join(path), what: "a folder" })
            }
        }
    }

    /// Takes every file in the folder whose name matches.
    fn pattern(&mut self, base: &str, folder: &str, pattern: &str) -> Result<(), LibraryError> {
        if !self.may_be_there(base, folder)? {
            return Ok(());
        }
        for name in self.inside.names(base, folder)? {
            if also::matches(pattern, &name) {
                self.name(base, &format!("{folder}/{name}"))?;
            }
        }
        Ok(())
    }

    /// Takes what a word may mean.
    fn name(&mut self, base: &str, word: &str) -> Result<(), LibraryError> {
        if !self.may_be_there(base, word)? {
            return Ok(());
        }
        match self.inside.find(base, word)? {
            Met::File(found) => self.take(found),
            Met::Nothing | Met::Folder(_) => Ok(()),
        }
    }

    /// Whether the folder has anything by which the word could begin. Some systems take `A` for `a`, and have more than
    /// one way to write other letters.
    fn may_be_there(&mut self, base: &str, word: &str) -> Result<bool, LibraryError> {
        let first = word.split('/').next().unwrap_or_default();
        if matches!(first, "" | "." | "..") || !first.is_ascii() {
            return Ok(true);
        }
        if !self.names.contains_key(base) {
            let names = self.inside.names("", if base.is_empty() { "." } else { base })?;
            let names = names.iter().map(|name| name.to_ascii_lowercase()).collect();
            self.names.insert(base.to_owned(), names);
        }
        Ok(self.names.get(base).is_some_and(|names| names.contains(&first.to_ascii_lowercase())))
    }

    /// Follows all names until nothing new is found. A script may stand where another one changed into, so that a new
    /// folder is a reason to look at every word again.
    fn close(&mut self) -> Result<(), LibraryError> {
        let mut looked_at = 0;
        while looked_at < self.texts.len() {
            let bases = self.bases.len();
            let (own, words) = std::mem::take(&mut self.texts[looked_at]);
            self.look(&own, &words)?;
            self.texts[looked_at] = (own, words);
            looked_at = if self.bases.len() > bases { 0 } else { looked_at + 1 };
        }
        Ok(())
    }

    fn look(&mut self, own: &str, words: &Words) -> Result<(), LibraryError> {
        for base in self.bases_of(own) {
            for folder in &words.folders {
                if let Met::Folder(path) = self.inside.find(&base, folder)? {
                    self.bases.insert(path);
                }
            }
        }
        if self.bases.len() > MOST_BASES {
            return Err(
                self.too_much(own, "its scripts change into more than 64 folders; name files in `also`")
            );
        }
        for base in self.bases_of(own) {
            for word in &words.paths {
                match words::pattern(word) {
                    Some((folder, pattern)) => self.pattern(&base, folder, pattern)?,
                    None => self.name(&base, word)?,
                }
            }
        }
        Ok(())
    }

    fn bases_of(&self, own: &str) -> BTreeSet<String> {
        self.bases.iter().cloned().chain([own.to_owned()]).collect()
    }

    /// Takes a file with the links to it, and the words in it.
    fn take(&mut self, found: Found) -> Result<(), LibraryError> {
        self.files.extend(found.links.into_iter().map(|(path, target)| (path, Content::Link(target))));
        if self.files.contains_key(&found.path) {
            return Ok(());
        }
        if self.files.len() >= MOST_FILES {
            return Err(self.too_much(&found.path, "a procedure may have 1,000 files"));
        }
        let Found { path, mut file, .. } = found;
        let failed = |source| LibraryError::ContentUnreadable { path: self.inside.path.join(&path), source };
        let mut head = Vec::new();
        let mut bytes = (&mut file).take(LARGEST_SCRIPT + 1).read_to_end(&mut head).map_err(failed)? as u64;
        let digest = if bytes <= LARGEST_SCRIPT {
            self.scan(&path, &head)?;
            digest(&head)
        } else {
            let mut hasher = Hasher(Sha256::new_with_prefix(&head));
            bytes += std::io::copy(&mut file.take(LARGEST), &mut hasher).map_err(failed)?;
            hasher.digest()
        };
        self.bytes += bytes;
        if bytes > LARGEST {
            return Err(self.too_much(&path, "a file may have 64 MiB"));
        }
        if self.bytes > MOST_BYTES {
            return Err(self.too_much(&path, "all files together may have 256 MiB"));
        }
        self.files.insert(path, Content::File(digest));
        Ok(())
    }

    /// Takes the words of a script; what has a NUL in it is none.
    fn scan(&mut self, path: &str, bytes: &[u8]) -> Result<(), LibraryError> {
        if bytes.contains(&0) {
            return Ok(());
        }
        self.scanned += bytes.len();
        if self.scanned > MOST_SCRIPT {
            return Err(self.too_much(path, "all scripts together may have 16 MiB"));
        }
        let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.texts.push((own.to_owned(), Words::of(&String::from_utf8_lossy(bytes))));
        Ok(())
    }

    fn too_much(&self, path: &str, limit: &'static str) -> LibraryError {
        LibraryError::TooMuch { path: self.inside.path.join(path), limit }
    }
}

/// Hashes what is written to it.
struct Hasher(Sha256);

impl Hasher {
    fn digest(self) -> crate::drill::ids::Digest {
        super::read::hex(&self.0.finalize())
    }
}

impl std::io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Change;
    use super::super::surroundings::Surroundings;
    use super::*;
    use std::fs;

    fn scripted() -> Surroundings {
        let it = Surroundings::new("", "sh scripts/a.sh && true");
        it.put("scripts/a.sh", "#!/bin/sh\n. \"$(dirname \"$0\")/lib/b.sh\"\n");
        it.put("scripts/lib/b.sh", "here=${0%/*}\nsh \"$here/../c.sh\"\n");
        it.put("scripts/c.sh", "exit 0\n");
        it.put("scripts/unnamed.sh", "exit 0\n");
        it
    }

    fn why(it: &Surroundings) -> String {
        it.manifest().unwrap_err().to_string()
    }

    #[test]
    fn what_scripts_name_belongs_to_it_as_well() {
        assert_eq!(scripted().files(), ["scripts/a.sh", "scripts/c.sh", "scripts/lib/b.sh"]);
    }

    #[test]
    fn every_command_and_the_variables_in_them_name_files() {
        let it = Surroundings::new("", "r.sh");
        let more = "check = 'c.sh'\nrecovery_point = 'sh p.sh'\nidentity = { run = 'i.sh', equals = 'n.sh' }\n\
                    preview = { run = 'w.sh', count = '1' }\ncommand = 'n.sh'\ntext = 'n.sh'\n\
                    [[probe]]\nid = 'x'\nrun = 'exec ./o.sh'\n";
        let text = fs::read_to_string(it.path("wiki.toml")).unwrap() + more;
        it.put(
            "wiki.toml",
            &text.replace("[environment.test]", "[environment.test]\nvars = { S = \"v.sh\" }"),
        );
        for name in ["r", "c", "p", "i", "w", "o", "v", "n"] {
            it.put(&format!("{name}.sh"), "");
        }
        assert_eq!(it.files(), ["c.sh", "i.sh", "o.sh", "p.sh", "r.sh", "v.sh", "w.sh"]);
    }

    #[test]
    fn what_lies_where_a_script_changes_to_is_found() {
        let it = Surroundings::new("", "cd deep/er && ./a.sh *.sql");
        it.put("deep/er/a.sh", "sh below/b.sh");
        it.put("deep/er/below/b.sh", "sh c.sh; for x in ./more/*.sh; do sh $x; done");
        it.put("deep/er/c.sh", "");
        it.put("deep/er/more/d.sh", "");
        it.put("deep/er/more/d.txt", "");
        it.put("deep/er/x.sql", "");
        let names = ["a.sh", "below/b.sh", "c.sh", "more/d.sh", "x.sql"].map(|it| format!("deep/er/{it}"));
        assert_eq!(it.files(), names);
    }

    #[test]
    fn further_files_are_named_or_matched() {
        let it = Surroundings::new("also = [\"sql/*.sql\", \"./x.py\", \"none/*\"]", "true");
        for path in ["sql/a.sql", "sql/.b.sql", "sql/c.txt", "sql/d.sql/e.sql", "x.py", "y.py"] {
            it.put(path, "");
        }
        assert_eq!(it.files(), ["sql/a.sql", "x.py"]);
        let added = it.changed_by(|it| it.put("sql/new.sql", ""));
        assert_eq!(added, [Change::Added("sql/new.sql".to_owned())]);
        fs::remove_file(it.path("x.py")).unwrap();
        assert!(why(&it).contains("`also` names ./x.py, and there is no such file"), "{}", why(&it));
        fs::create_dir(it.path("x.py")).unwrap();
        assert!(why(&it).contains("x.py belongs to the procedure, but is a folder"), "{}", why(&it));
    }

    #[test]
    fn one_changed_byte_is_a_change() {
        let it = scripted();
        let changed = it.changed_by(|it| it.put("scripts/c.sh", "exit 1\n"));
        assert_eq!(changed, [Change::Changed("scripts/c.sh".to_owned())]);
        assert_eq!(
            it.changed_by(|it| it.procedure("", "sh scripts/a.sh && tru\u{451}")),
            [Change::Procedure]
        );
        let removed = it.changed_by(|it| fs::remove_file(it.path("scripts/c.sh")).unwrap());
        assert_eq!(removed, [Change::Removed("scripts/c.sh".to_owned())]);
        assert_eq!(it.changed_by(|it| it.put("scripts/unnamed.sh", "x")), [], "nothing names it");
    }

    #[test]
    fn a_script_replaced_by_a_link_is_a_change_even_with_the_same_content() {
        let it = scripted();
        it.put("scripts/same.sh", "exit 0\n");
        let changed = it.changed_by(|it| it.link("scripts/c.sh", "same.sh"));
        let target = "same.sh".to_owned();
        let became = Change::BecameLink { path: "scripts/c.sh".to_owned(), target };
        assert_eq!(changed, [became, Change::Added("scripts/same.sh".to_owned())]);
        it.put("scripts/same.sh", "exit 1\n");
        assert_eq!(it.changed_by(|it| it.put("scripts/same.sh", "")).len(), 1, "what it leads to counts");
        let redirected = it.changed_by(|it| it.link("scripts/c.sh", it.path("scripts/lib/b.sh")));
        assert!(matches!(redirected[0], Change::Redirected { .. }), "{redirected:?}");
    }

    #[test]
    fn a_link_out_of_the_folder_is_refused_by_name() {
        let it = scripted();
        it.put("../out/c.sh", "exit 0\n");
        for target in ["../../out/c.sh", "/bin/sh", "../../p/../out/c.sh", "../../nothing"] {
            it.link("scripts/c.sh", target);
            let why = why(&it);
            assert!(why.contains("p/scripts/c.sh is a link that leads out"), "{why}");
            assert!(why.contains(target), "{why}");
        }
        it.put("scripts/d.sh", "");
        it.link("scripts/c.sh", "d.sh");
        fs::rename(it.path("scripts"), it.around().join("scripts")).unwrap();
        it.link("scripts", it.around().join("scripts"));
        assert!(why(&it).contains("p/scripts is a link that leads out"), "{}", why(&it));
        let elsewhere = Surroundings::new("", "true");
        fs::rename(elsewhere.path("wiki.toml"), elsewhere.around().join("real.toml")).unwrap();
        elsewhere.link("wiki.toml", "../real.toml");
        assert!(why(&elsewhere).contains("wiki.toml is a link that leads out"), "{}", why(&elsewhere));
    }

    #[test]
    fn links_that_stay_are_followed_also_as_folders_and_in_circles() {
        let it = scripted();
        fs::rename(it.path("scripts"), it.path("real")).unwrap();
        it.link("scripts", "./real/../real");
        assert_eq!(it.files(), ["real/a.sh", "real/c.sh", "real/lib/b.sh", "scripts"]);
        it.link("real/a.sh", "a.sh");
        assert!(why(&it).contains("a.sh belongs to the procedure, but cannot be read"), "{}", why(&it));
        let linked = Surroundings::new("", "true");
        fs::rename(linked.path("wiki.toml"), linked.path("real.toml")).unwrap();
        linked.link("wiki.toml", "real.toml");
        assert_eq!(linked.files(), ["real.toml", "wiki.toml"]);
    }

    #[test]
    fn a_word_that_leaves_the_folder_is_not_its_business() {
        let it = Surroundings::new("", "cat x ../outside /etc/hostname nothing scripts");
        it.put("../outside", "");
        it.put("scripts/x", "");
        assert_eq!(it.files(), [""; 0]);
    }

    #[test]
    fn what_is_no_file_or_cannot_be_read_is_refused() {
        let it = Surroundings::new("", "sh a.sh");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            it.path("a.sh"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        assert!(why(&it).contains("a.sh belongs to the procedure, but is a pipe"), "{}", why(&it));
        fs::remove_file(it.path("a.sh")).unwrap();
        fs::File::create(it.path("a.sh")).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(why(&it).contains("a.sh is too much") && why(&it).contains("64 MiB"), "{}", why(&it));
    }

    #[test]
    fn a_thousand_files_are_the_most() {
        let it = Surroundings::new("also = [\"many/*\"]", "true");
        for number in 0..1_000 {
            it.put(&format!("many/{number}"), "");
        }
        assert!(why(&it).contains("1,000 files"), "{}", why(&it));
    }

    #[test]
    fn a_file_that_says_something_else_by_now_is_told() {
        let it = scripted();
        let loaded = super::super::read(&it.path("wiki.toml")).unwrap();
        it.procedure("", "false");
        assert!(matches!(Manifest::read(&loaded), Err(LibraryError::Changing { .. })));
        let built_in = super::super::built_in::BUILT_IN[0].load().unwrap();
        assert!(matches!(Manifest::read(&built_in), Err(LibraryError::NotOnDisk { .. })));
    }
}
