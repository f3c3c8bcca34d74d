//! What a page leaves open: `<PLACEHOLDER>`, and variables that its own commands do not set.

use std::collections::{BTreeMap, BTreeSet};

/// The longest placeholder, in characters.
const LONGEST: usize = 48;
/// The most that are collected.
const MOST: usize = 200;

/// Variables that are there without anybody filling them in, or that mean something else.
const KNOWN: [&str; 38] = [
    "HOME",
    "PATH",
    "USER",
    "PWD",
    "OLDPWD",
    "SHELL",
    "HOSTNAME",
    "LANG",
    "TERM",
    "TMPDIR",
    "EDITOR",
    "UID",
    "EUID",
    "RANDOM",
    "SECONDS",
    "IFS",
    "PS1",
    "PS2",
    "LOGNAME",
    "LINENO",
    "BASH_SOURCE",
    "BASH",
    "PIPESTATUS",
    "REPLY",
    "NF",
    "NR",
    "FS",
    "OFS",
    "FNR",
    "OPTARG",
    "OPTIND",
    "PPID",
    "MAIL",
    "DISPLAY",
    "LC_ALL",
    "TZ",
    "_",
    "EOF",
];

/// HTML that is no placeholder in prose.
const TAGS: [&str; 40] = [
    "a",
    "b",
    "i",
    "u",
    "p",
    "br",
    "hr",
    "pre",
    "code",
    "em",
    "strong",
    "div",
    "span",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "ul",
    "ol",
    "li",
    "img",
    "kbd",
    "sub",
    "sup",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "center",
    "font",
    "video",
    "iframe",
    "script",
    "style",
    "input",
];

/// What has to be filled in, by the name of its variable.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    /// How the page writes each, and the steps it stands in.
    pub open: BTreeMap<String, (String, Vec<usize>)>,
    set: BTreeSet<String>,
    used: Vec<(String, String, usize)>,
}

impl Placeholders {
    /// Reads the command of a step.
    pub fn command(&mut self, command: &str, step: usize) {
        self.assignments(command);
        for name in variables(command) {
            self.used.push((name.clone(), format!("${name}"), step));
        }
        for name in command.lines().flat_map(angles) {
            self.angle(name, step);
        }
    }

    /// Reads the text of a step: in code any placeholder counts, elsewhere only one in capitals.
    pub fn text(&mut self, text: &str, step: usize) {
        let mut fenced = false;
        for line in text.lines() {
            fenced ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            for (at, part) in line.split('`').enumerate() {
                let code = fenced || at % 2 == 1;
                for name in angles(part).filter(|name| code || is_shouted(name)) {
                    if !TAGS.contains(&name.to_lowercase().as_str()) {
                        self.angle(name, step);
                    }
                }
            }
        }
    }

    /// Ends the reading: what is set somewhere is not open.
    pub fn finish(&mut self) {
        for (name, written, step) in std::mem::take(&mut self.used) {
            if !self.set.contains(&name) && !KNOWN.contains(&name.as_str()) {
                self.add(name, written, step);
            }
        }
    }

    fn angle(&mut self, name: &str, step: usize) {
        let upper = name.to_uppercase();
        let words: Vec<&str> =
            upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let mut variable = words.join("_");
        if variable.starts_with(|c: char| c.is_ascii_digit()) {
            variable.insert(0, '_');
        }
        if KNOWN.contains(&variable.as_str()) {
            variable.push_str("_VALUE");
        }
        if !variable.is_empty() {
            self.add(variable, format!("<{name}>"), step);
        }
    }

    fn add(&mut self, name: String, written: String, step: usize) {
        if self.open.len() >= MOST && !self.open.contains_key(&name) {
            return;
        }
        let (_, steps) = self.open.entry(name).or_insert_with(|| (written, Vec::new()));
        if steps.last() != Some(&step) {
            steps.push(step);
        }
    }

    fn assignments(&mut self, command: &str) {
        for statement in command.split(['\n', ';', '|', '&']) {
            let split = |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\'' | '`');
            let mut words = statement.split(split).filter(|word| !word.is_empty()).peekable();
            let mut reading = false;
            while let Some(word) = words.next() {
                reading |= matches!(word, "read" | "export" | "local" | "declare" | "typeset");
                let name = word.split_once('=').map_or(word, |(name, _)| name);
                let powershell = name.strip_prefix('$').filter(|_| words.peek() == Some(&"="));
                let name = powershell.unwrap_or(name);
                if is_name(name) && (reading || name.len() < word.len()) {
                    self.set.insert(name.to_owned());
                }
                if word == "for" {
                    self.set.extend(words.peek().filter(|name| is_name(name)).map(|name| (*name).to_owned()));
                }
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_shouted(name: &str) -> bool {
    name.len() > 1 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

/// Returns the variables that a command uses and has no other value for.
fn variables(command: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = command;
    let mut single = false;
    while let Some(at) = rest.find(['$', '\'']) {
        let behind = &rest[at + 1..];
        if rest.as_bytes()[at] == b'\'' {
            single = !single;
            rest = behind;
            continue;
        }
        let braced = behind.strip_prefix('{');
        let name: String =
            braced.unwrap_or(behind).chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let closed = braced.is_none_or(|it| it[name.len()..].starts_with('}'));
        // In single quotes a small name is one of `awk` or `jq`.
        let other = single && name.chars().any(|c| c.is_ascii_lowercase());
        if is_name(&name) && closed && !other && !rest[..at].ends_with('\\') {
            found.push(name);
        }
        rest = behind;
    }
    found
}

/// Returns what stands in angle brackets: `<name>`, `<the name of it>`.
fn angles(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('<').filter_map(|(at, _)| {
        let inner = &line[at + 1..];
        let end = inner.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, '>' | '<'))?;
        let name = &inner[..end.0];
        let words = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ')')
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | ','));
        (end.1 == '>' && words && !line[..at].ends_with('<')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(command: &str) -> Vec<(String, String)> {
        let mut all = Placeholders::default();
        all.command(command, 0);
        all.finish();
        all.open.into_iter().map(|(name, (written, _))| (name, written)).collect()
    }

    #[test]
    fn what_is_open_gets_a_name_that_is_valid() {
        let pair = |name: &str, written: &str| (name.to_owned(), written.to_owned());
        assert_eq!(open("drop <db-name> ${HOST}"), [pair("DB_NAME", "<db-name>"), pair("HOST", "$HOST")]);
        assert_eq!(open("ls <path> <2nd>"), [pair("PATH_VALUE", "<path>")]);
        assert_eq!(open("x <the name>"), [pair("THE_NAME", "<the name>")]);
    }

    #[test]
    fn what_the_commands_set_is_not_open() {
        for command in [
            "HOST=a; echo $HOST",
            "export HOST\necho $HOST",
            "for f in *; do echo $f; done",
            "read -r a b; echo $a $b",
            "awk '{print $1, $NF}' | jq '$x'",
            "echo $HOME ${X:-y} \\$Z $$ $?",
            "a < in > out; b <in >out; cat <<EOF >x",
            "$name = 'x'; echo $name",
        ] {
            assert_eq!(open(command), [], "{command}");
        }
    }

    #[test]
    fn prose_has_tags_as_well() {
        let mut all = Placeholders::default();
        all.text("a<br>b <NAME> `x <other>` <word>\n```\n<third>\n```\n", 3);
        let names: Vec<_> = all.open.keys().cloned().collect();
        assert_eq!(names, ["NAME", "OTHER", "THIRD"]);
        assert_eq!(all.open["NAME"].1, [3]);
    }
}
