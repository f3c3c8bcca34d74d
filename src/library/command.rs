//! Where a command of a procedure may point: a script in the procedure's folder, or a program found by its name.

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
    Words { chars: command.chars().peekable() }.program().text
}

/// A script that a command starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// Its path, relative to the procedure's folder.
    pub path: String,
    /// Whether it is started itself, and not read by a shell or another program.
    pub starts: bool,
}

/// Programs that read the script which their first word names.
const READERS: [&str; 12] =
    ["sh", "bash", "dash", "ksh", "zsh", "fish", "python", "python3", "perl", "ruby", "node", "php"];

/// Words before a command that change nothing about which one it is.
const BEFORE: [&str; 5] = ["exec", "command", "nohup", "time", "!"];

/// Returns the script that a command starts first, where its name can be told without a shell; `None` where it is a
/// program found by its name, or where only a shell knows.
pub(super) fn program(command: &str) -> Option<Program> {
    let mut words = Words { chars: command.chars().peekable() };
    let mut first = words.program();
    while BEFORE.contains(&first.text.as_str()) {
        first = words.program();
    }
    let script = match first.text.as_str() {
        reader if READERS.contains(&reader) => {
            let mut next = words.next();
            while next.text.starts_with(['-', '+']) {
                // `-c` and `-m` bring no script, `-o` has a word of its own behind it.
                if next.text.ends_with(['c', 'm']) || next.text == "-" || next.text == "--" {
                    return None;
                }
                if next.text.ends_with('o') {
                    words.next();
                }
                next = words.next();
            }
            Some(next).filter(|it| !it.text.is_empty()).map(|it| (it, false))
        }
        "." | "source" => Some((words.next(), false)).filter(|(it, _)| it.text.contains('/')),
        path => path.contains('/').then_some((first, true)),
    };
    let (word, starts) = script.filter(|(word, _)| !word.expands && !word.text.starts_with(['/', '~']))?;
    Some(Program { path: word.text, starts })
}

/// Takes a command apart as a shell does, as far as that is simple.
struct Words<'c> {
    chars: std::iter::Peekable<std::str::Chars<'c>>,
}

/// A word, without quotes.
struct Word {
    text: String,
    /// Whether a shell would put something else in its place.
    expands: bool,
}

impl Words<'_> {
    /// Returns the next word that is neither a comment nor `NAME=value`; one without text at the end of the command.
    fn program(&mut self) -> Word {
        loop {
            while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
            if self.chars.peek() == Some(&'#') {
                while self.chars.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            let word = self.word();
            if word.text.is_empty() || !is_assignment(&word.text) {
                return word;
            }
        }
    }

    /// Returns the next word on the same line.
    fn next(&mut self) -> Word {
        while self.chars.next_if(|c| c.is_whitespace() && *c != '\n').is_some() {}
        self.word()
    }

    fn word(&mut self) -> Word {
        let (mut word, mut expands) = (String::new(), false);
        let mut quote = None;
        while let Some(c) =
            self.chars.next_if(|c| quote.is_some() || !(c.is_whitespace() || ";|&()<>".contains(*c)))
        {
            expands |= quote != Some('\'') && "$`".contains(c) || quote.is_none() && "*?[{".contains(c);
            match (c, quote) {
                ('\'' | '"', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                ('\\', quote) if quote != Some('\'') => word.extend(self.chars.next()),
                (c, _) => word.push(c),
            }
        }
        Word { text: word, expands }
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_variable(name))
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

    #[test]
    fn the_script_that_is_started_is_told_from_what_only_looks_like_one() {
        let told = |command| program(command).map(|it| (it.path, it.starts));
        let starts = |path: &str| Some((path.to_owned(), true));
        let is_read = |path: &str| Some((path.to_owned(), false));
        for command in
            ["x/a.sh b/c", "  'x/a.sh'", "A=1 B=\"2 3\" x/a.sh", "# why\nx/a.sh", "exec x/a.sh", "! x/a.sh"]
        {
            assert_eq!(told(command), starts("x/a.sh"), "{command}");
        }
        for command in
            ["sh x/a.sh", "bash -eu -o pipefail x/a.sh", "python3 x/a.sh", ". x/a.sh", "time sh x/a.sh"]
        {
            assert_eq!(told(command), is_read("x/a.sh"), "{command}");
        }
        assert_eq!(told("sh a.sh"), is_read("a.sh"));
        for command in [
            "",
            "true",
            "a.sh",
            "sh",
            "sh -c 'x/a.sh'",
            "python3 -m x",
            "$HERE/a.sh",
            "sh \"$HERE/a.sh\"",
            "x/*.sh",
            "test -e x/a.sh",
            "cd x && ./a.sh",
            ". a.sh",
            "/bin/x",
            "sh /bin/x",
            "sh\nx/a.sh",
        ] {
            assert_eq!(told(command), None, "{command}");
        }
    }
}
