//! What can be said of a script before it is started.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Returns why the script that a command names first cannot start, and what to do; `None` where nothing speaks against
/// it, or where the command names no file of the folder.
pub(super) fn obstacle(command: &str, folder: &Path) -> Option<String> {
    let command = command.trim_start();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | '@');
    let (word, behind) = command.split_at(command.find(|c| !plain(c)).unwrap_or(command.len()));
    // A word that the shell makes another one of is for the shell to find.
    let ends = behind.chars().next().is_none_or(|c| c.is_whitespace() || ";&|<>)".contains(c));
    if !word.contains('/') || !ends {
        return None;
    }
    let path = folder.join(word);
    let Ok(meta) = fs::metadata(&path) else {
        return Some(format!("{word} is not there; put it into {}", folder.display()));
    };
    if meta.is_dir() {
        return Some(format!("{word} is a directory; name the script in it"));
    }
    if meta.permissions().mode() & 0o111 == 0 {
        return Some(format!("{word} is not executable; `chmod +x {word}` makes it so"));
    }
    let mut head = [0; 256];
    let read = File::open(&path).and_then(|mut file| file.read(&mut head)).ok()?;
    let shebang = head[..read].strip_prefix(b"#!")?;
    let line = shebang.split(|byte| *byte == b'\n').next()?;
    if line.ends_with(b"\r") {
        return Some(format!(
            "the first line of {word} ends with a carriage return; save it with Unix line ends"
        ));
    }
    let line = String::from_utf8_lossy(line);
    let interpreter = line.split_whitespace().next()?;
    let missing = interpreter.starts_with('/') && !Path::new(interpreter).exists();
    missing.then(|| format!("{word} wants {interpreter}, which is not on this machine"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_start_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str, mode: u32| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        };
        fs::create_dir(folder.path().join("dir")).unwrap();
        put("fine.sh", "#!/bin/sh\n", 0o755);
        put("plain.sh", "#!/bin/sh\n", 0o644);
        put("dos.sh", "#!/bin/sh\r\n", 0o755);
        put("moon.sh", "#!/opt/moon/bin/lua -x\n", 0o755);
        let told = |command: &str| obstacle(command, folder.path()).unwrap_or_default();
        for fine in [
            "./fine.sh; ./gone",
            "./fine.sh>log",
            "~/bin/x",
            "./go?e",
            "./fine.sh a b",
            "echo ./gone",
            "X=./gone true",
            "\"$HOME/x\"",
            "",
        ] {
            assert_eq!(told(fine), "", "{fine}");
        }
        assert!(told("./gone.sh x").starts_with("./gone.sh is not there"));
        assert!(told("./dir").contains("is a directory"));
        assert!(told("./plain.sh").contains("chmod +x ./plain.sh"));
        assert!(told("./dos.sh").contains("carriage return"));
        assert!(told("./moon.sh").contains("wants /opt/moon/bin/lua"));
    }
}
