//! Which file a session began with, remembered beside the store: its redlines find back into it. The log does not say,
//! because a path means something on one machine only.

use crate::drill::ids::SessionId;
use crate::library::Loaded;
use crate::platform::folders::{make_private_folder, write_private_file};
use crate::platform::paths::Paths;
use std::fs::{canonicalize, read_to_string};
use std::path::PathBuf;

/// How many sessions are remembered; the oldest are forgotten first.
const MOST: usize = 500;

/// Remembers the file of a session. Where that fails, or two processes do it at once, the file is looked for by the
/// procedure's id, as it is for a session of another machine.
pub fn remember(paths: &Paths, session: &SessionId, loaded: &Loaded) {
    let path = loaded.path.as_ref().and_then(|path| canonicalize(path).ok());
    let Some(path) = path.as_ref().and_then(|it| it.to_str()).filter(|it| !it.contains('\n')) else { return };
    let file = file(paths);
    let known = read_to_string(&file).unwrap_or_default();
    let mut lines: Vec<String> = known.lines().map(str::to_owned).collect();
    lines.push(format!("{session} {path}"));
    lines.drain(..lines.len().saturating_sub(MOST));
    _ = make_private_folder(&paths.state);
    _ = write_private_file(&file, (lines.join("\n") + "\n").as_bytes());
}

/// Returns the file that a session began with, where it is still there.
pub fn recall(paths: &Paths, session: &SessionId) -> Option<PathBuf> {
    let known = read_to_string(file(paths)).ok()?;
    let path = known.lines().find_map(|line| line.strip_prefix(session.as_str())?.strip_prefix(' '))?;
    Some(PathBuf::from(path)).filter(|it| it.is_file())
}

fn file(paths: &Paths) -> PathBuf {
    paths.state.join("begun")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library;
    use crate::platform::paths::UserFolders;
    use crate::platform::variables::Variables;

    #[test]
    fn the_file_of_a_session_is_found_again_while_it_is_there() {
        let home = tempfile::tempdir().unwrap();
        let under = |name: &str| home.path().join(name);
        let folders = UserFolders { data: under("data"), config: under("config"), state: under("state") };
        let paths = Paths::resolve(None, &Variables::default(), Some(&folders)).unwrap();
        let text = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n[[phase]]\ntitle = \"A\"\n\
            [[phase.step]]\nid = \"a\"\ntitle = \"Do it\"\n";
        let files = ["one.toml", "another one.toml"].map(under);
        for (session, path) in ["aaaa", "bbbb"].into_iter().zip(&files) {
            std::fs::write(path, text).unwrap();
            remember(&paths, &session.into(), &library::read(path).unwrap());
        }
        let found = |session: &str| recall(&paths, &session.into());
        let there = files.each_ref().map(|it| canonicalize(it).unwrap());
        assert_eq!([found("aaaa"), found("bbbb")], there.map(Some));
        assert_eq!(found("aa"), None);
        std::fs::remove_file(&files[0]).unwrap();
        assert_eq!(found("aaaa"), None);
        for many in 0..MOST {
            remember(&paths, &format!("s{many}").as_str().into(), &library::read(&files[1]).unwrap());
        }
        assert_eq!((found("bbbb"), found("s0").is_some()), (None, true));
    }
}
