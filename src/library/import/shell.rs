//! What can be copied into a shell: the commands of fences, without prompts and without what they printed.

/// Languages whose fences hold commands.
const SHELLS: [&str; 18] = [
    "sh",
    "bash",
    "shell",
    "zsh",
    "ksh",
    "dash",
    "fish",
    "console",
    "terminal",
    "shellsession",
    "shell-session",
    "sh-session",
    "bash-session",
    "powershell",
    "pwsh",
    "ps1",
    "cmd",
    "bat",
];

/// Of these, those that hold a whole session.
const SESSIONS: [&str; 5] = ["console", "terminal", "shellsession", "shell-session", "sh-session"];

/// The command of a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// What is to be typed.
    pub command: String,
    /// Whether that is all of the fence, but for prompts.
    pub whole: bool,
}

/// Returns the language that the fence's info names, in lower case.
fn language(info: &str) -> String {
    let word = info.trim_start_matches(['{', '.', ' ']);
    word.chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        .collect::<String>()
        .to_lowercase()
}

/// Whether the fence holds commands.
pub(super) fn is_shell(info: Option<&str>) -> bool {
    info.is_some_and(|info| SHELLS.contains(&language(info).as_str()))
}

/// Whether the fence may hold commands: it says so, or it says nothing.
pub(super) fn may_be_shell(info: Option<&str>) -> bool {
    is_shell(info) || info.is_none_or(|info| info.trim().is_empty())
}

/// Languages of files that people are told to write or to apply.
const FILES: [&str; 16] = [
    "yaml",
    "yml",
    "json",
    "toml",
    "ini",
    "conf",
    "cfg",
    "hcl",
    "terraform",
    "tf",
    "properties",
    "xml",
    "sql",
    "text",
    "txt",
    "diff",
];

/// Whether the fence holds what a file is to say, or what is to be typed elsewhere than in a shell.
pub(super) fn is_file(info: Option<&str>) -> bool {
    info.is_some_and(|info| FILES.contains(&language(info).as_str()))
}

/// Takes the commands out of a fence: of lines with prompts those alone, else all of it. `None` where nothing is left.
pub(super) fn script(info: Option<&str>, content: &str) -> Option<Script> {
    if !is_shell(info) {
        return None;
    }
    let content = content.trim_matches('\n').trim_end();
    let prompt =
        ["$ ", "% "].into_iter().find(|it| content.lines().any(|line| line.trim_start().starts_with(it)));
    let root = || {
        let session = info.is_some_and(|info| SESSIONS.contains(&language(info).as_str()));
        let commands = |line: &str| line.trim().is_empty() || line.trim_start().starts_with("# ");
        (session && content.lines().all(commands)).then_some("# ")
    };
    let script = match prompt.filter(|it| *it == "$ ").or_else(root) {
        Some(prompt) => prompted(content, prompt),
        None => Script { command: dedented(content), whole: true },
    };
    (!script.command.trim().is_empty()).then_some(script)
}

/// Returns the lines behind prompts, those that go on with them, and comments.
fn prompted(content: &str, prompt: &str) -> Script {
    let (mut lines, mut whole, mut open) = (Vec::new(), true, Open::default());
    for line in content.lines() {
        let bare = line.trim_start();
        if open.goes_on() {
            let line = bare.strip_prefix("> ").unwrap_or(line);
            open.read(line);
            lines.push(line.to_owned());
        } else if let Some(command) = bare.strip_prefix(prompt) {
            open.read(command);
            lines.push(command.to_owned());
        } else if bare.is_empty() || bare.starts_with('#') || bare == prompt.trim() {
            lines.push(bare.to_owned());
        } else {
            whole = false;
        }
    }
    Script { command: lines.join("\n").trim().to_owned(), whole }
}

/// Whether the lines so far want another one: an open quote, a backslash at the end, a here-document.
#[derive(Default)]
struct Open {
    quote: Option<char>,
    backslash: bool,
    until: Option<String>,
}

impl Open {
    fn goes_on(&self) -> bool {
        self.quote.is_some() || self.backslash || self.until.is_some()
    }

    fn read(&mut self, line: &str) {
        if let Some(until) = &self.until {
            if line.trim() == until {
                self.until = None;
            }
            return;
        }
        self.backslash = false;
        let mut chars = line.chars().peekable();
        let mut before = ' ';
        while let Some(c) = chars.next() {
            match (c, self.quote) {
                ('\\', quote) if quote != Some('\'') => {
                    self.backslash = chars.peek().is_none() && quote.is_none();
                    chars.next();
                }
                ('#', None) if before.is_whitespace() => break,
                ('\'' | '"', None) => self.quote = Some(c),
                (c, Some(quote)) if c == quote => self.quote = None,
                _ => {}
            }
            before = c;
        }
        let word = line.split_once("<<").map_or("", |(_, rest)| rest.trim_start_matches('-').trim_start());
        let word: String =
            word.trim_matches(['\'', '"']).chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if self.quote.is_none() && !word.is_empty() && !line.contains("<<<") {
            self.until = Some(word);
        }
    }
}

/// Takes away what all lines are indented by.
pub(super) fn dedented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    text.lines()
        .map(|line| line.get(least..).unwrap_or("").trim_end_matches('\r'))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(info: &str, content: &str) -> (String, bool) {
        script(Some(info), content).map(|it| (it.command, it.whole)).unwrap_or_default()
    }

    #[test]
    fn prompts_and_what_was_printed_go() {
        assert_eq!(command("console", "$ a\nprinted\n$ b\n"), ("a\nb".into(), false));
        assert_eq!(command("sh", "$ a \\\n   --b\n# why\n$ c"), ("a \\\n   --b\n# why\nc".into(), true));
        assert_eq!(command("console", "# a\n# b\n"), ("a\nb".into(), true));
        assert_eq!(command("bash", "# why\na\n"), ("# why\na".into(), true));
        assert_eq!(command("console", "$ a 'x\ny'\nprinted\n"), ("a 'x\ny'".into(), false));
        assert_eq!(command("console", "$ cat <<EOF\nx\nEOF\nprinted\n"), ("cat <<EOF\nx\nEOF".into(), false));
        assert_eq!(command("bash", "  a\n    b\n"), ("a\n  b".into(), true));
    }

    #[test]
    fn only_shells_are_copied() {
        for info in ["bash", "Shell title=x", "{.bash}", "{ .bash .no-copy }", "console"] {
            assert!(is_shell(Some(info)), "{info}");
        }
        assert!(!is_shell(Some("yaml")) && !is_shell(None) && !is_shell(Some("")));
        assert_eq!(script(Some("sh"), "\n \n"), None);
    }
}
