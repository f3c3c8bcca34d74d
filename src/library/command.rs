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
    let mut chars = command.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek() == Some(&'#') {
            while chars.next_if(|c| *c != '\n').is_some() {}
            continue;
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) =
            chars.next_if(|c| quote.is_some() || !(c.is_whitespace() || ";|&()<>".contains(*c)))
        {
            match (c, quote) {
                ('\'' | '"', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                ('\\', quote) if quote != Some('\'') => word.extend(chars.next()),
                (c, _) => word.push(c),
            }
        }
        if word.is_empty() || !is_assignment(&word) {
            return word;
        }
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
}
