//! Reads Rust source as text, as far as the architecture test needs it: which paths and macros a file names, and where.

use std::iter::Peekable;
use std::str::Chars;

/// A path that a file names, in a `use` or in its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Counted from 1.
    pub line: usize,
    /// `crate::drill::{ids, time}` is two paths of three segments; a glob ends in `*`, a macro in `!`.
    pub path: Vec<String>,
    /// The modules inside of the file in which it stands.
    pub inside: Vec<String>,
}

/// A word or a sign of the code, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Counted from 1.
    pub line: usize,
    /// A word, `::`, or a single sign.
    pub text: String,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Returns the tokens of the code, without comments, and with nothing of what stands in quotes.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (at, line) in blanked(source).lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = match first {
                c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                c => c.len_utf8(),
            };
            let (text, behind) = rest.split_at(length);
            tokens.push(Token { line: at + 1, text: text.to_owned() });
            rest = behind.trim_start();
        }
    }
    tokens
}

/// Replaces comments and everything in quotes by nothing; lines stay where they are.
fn blanked(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => skip_line(&mut chars),
            '/' if chars.peek() == Some(&'*') => skip_block(&mut chars, &mut code),
            '"' => {
                let raw = raw_hashes(&mut code);
                skip_string(&mut chars, &mut code, raw);
            }
            '\'' => skip_char(&mut chars, &mut code),
            _ => code.push(c),
        }
    }
    code
}

fn skip_line(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| *c != '\n').is_some() {}
}

fn skip_block(chars: &mut Peekable<Chars<'_>>, code: &mut String) {
    let mut depth = 0_u32;
    let mut last = '/';
    for c in chars.by_ref() {
        match (last, c) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            (_, '\n') => code.push('\n'),
            _ => {}
        }
        // The star of `/*/` does not close it again.
        last = if matches!((last, c), ('/', '*') | ('*', '/')) { ' ' } else { c };
        if depth == 0 {
            break;
        }
    }
    code.push(' ');
}

/// Takes `r##` (`br##`, `cr##`) off the code before a quote; `None` where the string is not raw.
fn raw_hashes(code: &mut String) -> Option<usize> {
    let before = code.trim_end_matches('#');
    let hashes = code.len() - before.len();
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| {
        before
            .strip_suffix(prefix)
            .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    })?;
    code.truncate(code.len() - hashes - prefix.len());
    Some(hashes)
}

fn skip_string(chars: &mut Peekable<Chars<'_>>, code: &mut String, raw: Option<usize>) {
    while let Some(c) = chars.next() {
        match (c, raw) {
            ('\n', _) => code.push('\n'),
            ('\\', None) => code.extend(chars.next().filter(|c| *c == '\n')),
            ('"', _) if took_hashes(chars, raw.unwrap_or_default()) => break,
            _ => {}
        }
    }
    code.push(' ');
}

fn took_hashes(chars: &mut Peekable<Chars<'_>>, hashes: usize) -> bool {
    (0..hashes).all(|_| chars.next_if_eq(&'#').is_some())
}

/// Skips a character in quotes; a lifetime loses only its tick.
fn skip_char(chars: &mut Peekable<Chars<'_>>, code: &mut String) {
    let mut ahead = chars.clone();
    let is_char = match ahead.next() {
        Some('\\') => true,
        Some(_) => ahead.next() == Some('\''),
        None => false,
    };
    if is_char {
        let escaped = chars.next() == Some('\\');
        if escaped {
            chars.next();
        }
        while chars.next_if(|c| *c != '\'').is_some() {}
        chars.next();
    }
    code.push(' ');
}

/// Returns every path and every macro that the code names. A single word counts where it is imported.
pub fn references(tokens: &[Token]) -> Vec<Reference> {
    let mut reader = Reader { tokens, at: 0, depth: 0, modules: Vec::new(), found: Vec::new() };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.found
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    /// The modules that are open, with the depth of braces around each.
    modules: Vec<(String, usize)>,
    found: Vec<Reference>,
}

impl Reader<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    fn step(&mut self) {
        match self.text(0) {
            "{" => self.depth += 1,
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                self.modules.retain(|(_, depth)| *depth < self.depth);
            }
            "mod" if self.text(2) == "{" => {
                self.modules.push((self.text(1).to_owned(), self.depth));
                self.at += 1;
            }
            "use" if self.is_import() => {
                self.at += 1;
                return self.read_tree(&[], true);
            }
            "extern" if self.text(1) == "crate" => {
                self.at += 2;
                return self.read_tree(&[], true);
            }
            _ if self.tokens[self.at].is_word() => return self.read_tree(&[], false),
            _ => {}
        }
        self.at += 1;
    }

    /// `use<'a>` in a return type imports nothing.
    fn is_import(&self) -> bool {
        self.text(1) != "<"
    }

    /// Reads a path, and in an import the groups that it branches into.
    fn read_tree(&mut self, before: &[String], import: bool) {
        let mut path = before.to_vec();
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            match self.text(0) {
                "::" => self.at += 1,
                "{" if import => {
                    self.at += 1;
                    return self.read_group(&path);
                }
                "*" if import => {
                    path.push("*".to_owned());
                    self.at += 1;
                    break;
                }
                _ => {
                    let Some(word) = self.tokens.get(self.at).filter(|token| token.is_word()) else { break };
                    path.push(word.text.clone());
                    self.at += 1;
                    if self.text(0) != "::" {
                        break;
                    }
                }
            }
        }
        self.close_path(path, line, import);
    }

    fn read_group(&mut self, path: &[String]) {
        while !matches!(self.text(0), "}" | "") {
            let before = self.at;
            self.read_tree(path, true);
            // `as name`, commas, and anything that is not understood.
            while self.text(0) == "as" || self.text(0) == "," || self.at == before {
                self.at += if self.text(0) == "as" { 2 } else { 1 };
            }
        }
        self.at += 1;
    }

    fn close_path(&mut self, mut path: Vec<String>, line: usize, import: bool) {
        let is_macro = self.text(0) == "!" && self.text(1) != "=";
        if is_macro {
            path.push("!".to_owned());
        }
        if import && path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        if import || path.len() > 1 {
            let inside = self.modules.iter().map(|(name, _)| name.clone()).collect();
            self.found.push(Reference { line, path, inside });
        }
        if import && self.text(0) == "as" {
            self.at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source: &str) -> Vec<String> {
        references(&tokens(source)).iter().map(|it| format!("{} {}", it.line, it.path.join("::"))).collect()
    }

    #[test]
    fn imports_are_spread_out() {
        assert_eq!(
            paths("use crate::{drill::{self, ids::StepId as Id}, store::*};\nuse rand;"),
            ["1 crate::drill", "1 crate::drill::ids::StepId", "1 crate::store::*", "2 rand"]
        );
        assert_eq!(paths("pub use {std::fs,\n  std::io as out};\n"), ["1 std::fs", "2 std::io"]);
        assert_eq!(paths("extern crate rand;"), ["1 rand"]);
    }

    #[test]
    fn paths_in_code_are_found() {
        assert_eq!(
            paths(
                "fn f(x: super::X) -> impl Y + use<'_> {\n  std::fs::read(y); Vec::<a::B>::new(); let z = w; }"
            ),
            ["1 super::X", "2 std::fs::read", "2 a::B"]
        );
        assert_eq!(paths("println!(\"{}\", a != b); std::print!(c)"), ["1 println::!", "1 std::print::!"]);
        assert_eq!(
            paths("#[tokio::test]\nmacro_rules! m { () => { $crate::store::X } }"),
            ["1 tokio::test", "2 macro_rules::!", "2 crate::store::X"]
        );
    }

    #[test]
    fn comments_and_quotes_say_nothing() {
        for silent in [
            "// crate::store::X",
            "/* crate::store /* nested::x */ a::b */",
            "/*/ a::b */",
            "let s = \"a::b \\\" c::d\";",
            "let s = r#\"a::b \" c::d\"#;",
            "let s = br\"a::b\\\";",
            "let c = ('\"', '\\'', 'a', '\\u{1b}', b'\"');",
        ] {
            assert_eq!(paths(silent), [""; 0], "{silent}");
        }
        assert_eq!(paths("let s = \"\n\\\n\";\nfn f<'a>(x: &'a a::B) {}"), ["4 a::B"]);
        assert_eq!(paths("/* one\n two */ a::b"), ["2 a::b"]);
    }

    #[test]
    fn a_reference_knows_the_modules_around_it() {
        let source = "mod one { mod two { a::b; } fn f() { c::d; } }\ne::f;";
        let inside: Vec<_> = references(&tokens(source)).into_iter().map(|it| it.inside.join("::")).collect();
        assert_eq!(inside, ["one::two", "one", ""]);
    }
}
