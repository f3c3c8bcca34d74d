//! The words of a command, taken apart as a shell does, as far as that is simple.

use super::command::is_variable;
use std::iter::Peekable;
use std::str::Chars;

/// What is left of a command.
pub(super) struct Words<'c> {
    chars: Peekable<Chars<'c>>,
}

/// A word, without quotes; without text where there is none.
pub(super) struct Word {
    pub text: String,
    /// Whether a shell would put something else in its place.
    pub expands: bool,
}

impl<'c> Words<'c> {
    pub fn of(command: &'c str) -> Self {
        Self { chars: command.chars().peekable() }
    }

    /// Goes behind the brackets around a command.
    pub fn open(&mut self) {
        self.blanks(true);
        while self.is_next('(', |_| true) || self.is_next('{', char::is_whitespace) {
            self.chars.next();
            self.blanks(true);
        }
    }

    /// Returns the next word that is neither a comment nor `NAME=value`; one without text at the end of the command.
    pub fn program(&mut self) -> Word {
        loop {
            self.blanks(true);
            if self.chars.peek() == Some(&'#') {
                while self.chars.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            let word = self.word();
            let is_assignment = word.text.split_once('=').is_some_and(|(name, _)| is_variable(name));
            if !is_assignment {
                return word;
            }
        }
    }

    /// Returns the next word of the same command.
    pub fn next(&mut self) -> Word {
        self.blanks(false);
        self.word()
    }

    /// Goes behind the options of a program, each of one letter: `flags`, and `named` ones, which have a word of their
    /// own. Returns the flags that are there; `None` where there is any other option.
    pub fn options(&mut self, flags: &str, named: &str) -> Option<String> {
        let mut there = String::new();
        loop {
            let before = self.chars.clone();
            let word = self.next().text;
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                self.chars = before;
                return Some(there);
            };
            if letters == "-" {
                return Some(there);
            }
            let other = letters.trim_start_matches(|c| flags.contains(c));
            there.push_str(&letters[..letters.len() - other.len()]);
            match other.len() {
                0 => {}
                1 if named.contains(other) => _ = self.next(),
                _ => return None,
            }
        }
    }

    /// Goes behind all words of a command; `None` where a shell would put something else in the place of one.
    pub fn plain_ones(&mut self) -> Option<()> {
        loop {
            let word = self.next();
            if word.expands {
                return None;
            }
            if word.text.is_empty() {
                return Some(());
            }
        }
    }

    /// Goes behind what ends a command; whether another one follows, unless this one fails.
    pub fn goes_on(&mut self) -> bool {
        self.blanks(false);
        match self.chars.next() {
            Some(';' | '\n') => true,
            Some('&') => self.chars.next() == Some('&'),
            _ => false,
        }
    }

    /// Goes over blanks, and over lines that go on in the next one.
    fn blanks(&mut self, lines: bool) {
        while self.is_next('\\', |c| c == '\n')
            || self.chars.peek().is_some_and(|c| c.is_whitespace() && (lines || *c != '\n'))
        {
            if self.chars.next() == Some('\\') {
                self.chars.next();
            }
        }
    }

    /// Whether a character is next, with another one behind it that fits.
    fn is_next(&self, one: char, fits: impl Fn(char) -> bool) -> bool {
        let mut ahead = self.chars.clone();
        ahead.next() == Some(one) && ahead.next().is_some_and(fits)
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
                ('\\', quote) if quote != Some('\'') => self.escaped(quote.is_some(), &mut word),
                (c, _) => word.push(c),
            }
        }
        Word { text: word, expands }
    }

    /// Takes what stands behind a backslash, which between quotes stands for itself before most letters.
    fn escaped(&mut self, quoted: bool, word: &mut String) {
        let next = self.chars.next();
        if quoted && next.is_some_and(|c| !"\"\\$`\n".contains(c)) {
            word.push('\\');
        }
        word.extend(next.filter(|c| *c != '\n'));
    }
}
