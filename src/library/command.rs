//! Where a command of a procedure may point: a script in the procedure's folder, or a program found by its name.

use super::shell::{Word, Words};

/// Returns why the command's first word may not stand there; `None` where it may.
///
/// This keeps an honest file movable and makes a dishonest one say what it does; it is no sandbox: a shell can do
/// anything, which is why nothing runs before the procedure is trusted.
pub(super) fn escape(command: &str) -> Option<&'static str> {
    let word = first_word(command);
    if word.starts_with('/') {
        Some("is an absolute path")
    } else if word.starts_with('~') {
        Some("is a path in somebody's home")
    } else if word.split('/').any(|part| part == "..") {
        Some("leaves the procedure's folder")
    } else {
        None
    }
}

/// Returns the word that names the program, without quotes, behind comments and `NAME=value` words.
fn first_word(command: &str) -> String {
    Words::of(command).program().text
}

/// A script that a command starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// Its path, relative to the procedure's folder.
    pub path: String,
    /// Whether it is started itself, and not read by a shell or another program.
    pub starts: bool,
}

/// Shells, which are given a script, or with `-c` a command.
const SHELLS: [&str; 5] = ["sh", "bash", "dash", "ksh", "zsh"];

/// Other programs that read the script which their first word names.
const READERS: [&str; 7] = ["fish", "python", "python3", "perl", "ruby", "node", "php"];

/// Words before a command that change nothing about which one it is.
const BEFORE: [&str; 5] = ["exec", "command", "nohup", "time", "!"];

/// Commands that make no file and go nowhere: what comes behind them finds what is there now.
const QUIET: [&str; 6] = ["set", "umask", "export", "echo", "true", ":"];

/// Returns the script that a command starts first, where its name can be told without a shell; `None` where it is a
/// program found by its name, or where only a shell knows.
pub(super) fn program(command: &str) -> Option<Program> {
    program_in(String::new(), command)
}

/// Looks into a command that is given to a shell in a folder.
fn program_in(mut folder: String, command: &str) -> Option<Program> {
    let mut words = Words::of(command);
    loop {
        words.open();
        let first = words.program();
        match first.text.as_str() {
            "cd" => folder = below(&folder, &path(words.next())?)?,
            quiet if QUIET.contains(&quiet) => words.plain_ones()?,
            _ => return started(&mut words, first, &folder),
        }
        // Behind anything else only a shell knows whether it goes on, and where.
        if !words.goes_on() {
            return None;
        }
    }
}

/// Returns the script that is started by the command in a folder whose first word was read.
fn started(words: &mut Words<'_>, mut first: Word, folder: &str) -> Option<Program> {
    loop {
        match first.text.as_str() {
            "sudo" => _ = words.options("EnSHkbAPB", "ugp")?,
            "env" => _ = words.options("i", "u")?,
            before if BEFORE.contains(&before) => {}
            _ => break,
        }
        first = words.program();
    }
    let script = |word: Word, starts| Some(Program { path: named_in(folder, path(word)?)?, starts });
    match first.text.as_str() {
        shell if SHELLS.contains(&shell) => {
            let is_command = words.options("abcefhiklmnpuvxBCE", "oO")?.contains('c');
            let next = words.next();
            match is_command {
                true if next.expands => None,
                true => program_in(folder.to_owned(), &next.text),
                false => script(next, false),
            }
        }
        reader if READERS.contains(&reader) => {
            words.options("uBw", "")?;
            script(words.next(), false)
        }
        "." | "source" => {
            Some(words.next()).filter(|it| it.text.contains('/')).and_then(|it| script(it, false))
        }
        path if path.contains('/') => script(first, true),
        _ => None,
    }
}

/// Returns the path that a word is; `None` where only a shell knows it, or where it leads elsewhere.
fn path(word: Word) -> Option<String> {
    let is_none = word.expands || word.text.is_empty() || word.text.starts_with(['/', '~', '-', '+']);
    (!is_none).then_some(word.text)
}

/// Goes along a path from a folder as `cd` does; `None` where that leads out of the procedure's folder.
fn below(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Returns the path of what is named in a folder; `None` where it lies outside of the procedure's folder.
fn named_in(folder: &str, path: String) -> Option<String> {
    below(folder, &path)?;
    Some(if folder.is_empty() { path } else { format!("{folder}/{}", path.trim_start_matches("./")) })
}

/// Whether the text may name an environment variable.
pub(super) fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_the_folder_and_programs_by_name_are_fine() {
        for fine in [
            "scripts/restore.sh",
            "./restore.sh a ../b",
            "pg_restore /dev/null",
            "test -e /tmp",
            "a..b",
            "",
            "(x)",
        ] {
            assert_eq!(escape(fine), None, "{fine}");
        }
    }

    #[test]
    fn paths_out_of_the_folder_are_refused() {
        let bad = [
            "/bin/sh -c x",
            "../x.sh",
            "scripts/../../x",
            "\n  /bin/x",
            "'/bin/x' y",
            "\"..\"/x",
            "A=1 B='x y' /bin/x",
            "# why\n/bin/x",
            "~/x.sh",
            "\\/bin/x",
            "..",
        ];
        for bad in bad {
            assert!(escape(bad).is_some(), "{bad}");
        }
    }

    /// Tells the script, with a `*` where it is started itself.
    fn told(command: &str) -> Option<String> {
        program(command).map(|it| if it.starts { it.path + "*" } else { it.path })
    }

    #[test]
    fn the_script_that_is_started_is_told_from_what_only_looks_like_one() {
        for command in
            ["x/a.sh b/c", "  'x/a.sh'", "A=1 B=\"2 3\" x/a.sh", "# why\nx/a.sh", "exec x/a.sh", "! x/a.sh"]
        {
            assert_eq!(told(command).as_deref(), Some("x/a.sh*"), "{command}");
        }
        for command in
            ["sh x/a.sh", "bash -eu -o pipefail x/a.sh", "python3 x/a.sh", ". x/a.sh", "time sh x/a.sh"]
        {
            assert_eq!(told(command).as_deref(), Some("x/a.sh"), "{command}");
        }
        assert_eq!(told("sh a.sh").as_deref(), Some("a.sh"));
    }

    #[test]
    fn a_script_is_looked_for_where_it_is_started() {
        for command in [
            "cd x && ./a.sh",
            "cd x; ./a.sh",
            "cd ./x/ &&\n  ./a.sh b/c",
            "cd y/../x\n./a.sh",
            "(cd x && ./a.sh)",
            "( cd x ; ./a.sh )",
            "{ cd x && ./a.sh; }",
            "set -eu\ncd x\n./a.sh",
            "cd y && cd ../x && ./a.sh",
            "sudo x/a.sh",
            "sudo -nu postgres -- A=1 x/a.sh",
            "sudo -E env -u A B=1 x/a.sh",
            "env A=b x/a.sh",
            "env -i x/a.sh",
            "sh -c 'x/a.sh b'",
            "bash -euc 'cd x && ./a.sh'",
            "cd x && sh -c \"./a.sh\"",
            "sudo sh -c 'cd x; exec ./a.sh'",
            "sudo \\\n  x/a.sh",
        ] {
            assert_eq!(told(command).as_deref(), Some("x/a.sh*"), "{command}");
        }
        assert_eq!(told("cd x && bash a.sh").as_deref(), Some("x/a.sh"));
        assert_eq!(told("sudo bash x/a.sh").as_deref(), Some("x/a.sh"));
    }

    #[test]
    fn of_what_only_a_shell_knows_nothing_is_said() {
        for command in [
            "",
            "true",
            "a.sh",
            "sh",
            "python3 -m x",
            "python3 -c 'x/a.sh'",
            "fish -c 'x/a.sh'",
            "sh -c \"$HERE/a.sh\"",
            "sh -c",
            "sh ../a.sh",
            "cd .. && ./a.sh",
            "cd x && ../../a.sh",
            "cd /x && ./a.sh",
            "cd ~/x && ./a.sh",
            "cd && ./a.sh",
            "cd - && ./a.sh",
            "cd -P x && ./a.sh",
            "cd \"$HERE\" && ./a.sh",
            "cd x || ./a.sh",
            "cd x & ./a.sh",
            "cd x | ./a.sh",
            "cd x > /dev/null && ./a.sh",
            "(cd x); ./a.sh",
            "mkdir -p x && cd x && ./a.sh",
            "git clone y x && x/a.sh",
            "export A=$(./b.sh); x/a.sh",
            "A=$(x/a.sh)",
            "bash --norc x/a.sh",
            "bash -s x/a.sh",
            "bash +x x/a.sh",
            "bash -oe pipefail x/a.sh",
            "python3 -W ignore x/a.sh",
            "perl -E x/a.sh",
            "{x,y}/a.sh",
            "echo x > y; x/a.sh",
            "echo `date` && x/a.sh",
            "sudo -i x/a.sh",
            "sudo -D /x x/a.sh",
            "sudo --login x/a.sh",
            "sudo",
            "env -C x ./a.sh",
            "env -S x/a.sh",
            "env",
            "$HERE/a.sh",
            "sh \"$HERE/a.sh\"",
            "x/*.sh",
            "test -e x/a.sh",
            ". a.sh",
            "/bin/x",
            "sh /bin/x",
            "sh\nx/a.sh",
        ] {
            assert_eq!(told(command), None, "{command}");
        }
    }
}
