//! What a paragraph, a heading or a cell says without its markup, and what stands out in it.

use super::tongues::Tongue;

/// A text without markup, gathered piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// The text; inline code keeps its backticks, line ends are spaces.
    pub text: String,
    /// How much of it is bold at its beginning, in bytes.
    pub bold: usize,
    /// How much of it is inline code at its beginning, in bytes.
    pub code: usize,
    /// How much of it is the text of links, in bytes.
    pub linked: usize,
    /// Links to places of the same page.
    pub anchors: usize,
    /// Links and images, whose addresses the text does not say.
    pub links: usize,
    /// The language of the page.
    pub tongue: Tongue,
}

impl Plain {
    /// Makes a text without anything that stands out.
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Adds a piece.
    pub fn push(&mut self, piece: &str, style: Style) {
        let start = self.text.len();
        self.text.extend(piece.chars().map(|c| if c == '\n' { ' ' } else { c }));
        if style.bold > 0 && (self.bold == start || start == 0) {
            self.bold = self.text.len();
        }
        if style.link > 0 {
            self.linked += self.text.len() - start;
        }
    }

    /// Adds inline code.
    pub fn push_code(&mut self, code: &str, style: Style) {
        let first = self.text.is_empty();
        self.push(&format!("`{code}`"), style);
        if first {
            self.code = self.text.len();
        }
    }

    /// The bold beginning, without what separates it from the rest.
    pub fn bold_lead(&self) -> &str {
        self.text[..self.bold].trim().trim_end_matches([':', '.', ',']).trim()
    }

    /// What follows the bold beginning, without what separates the two.
    pub fn behind_bold(&self) -> &str {
        self.text[self.bold..].trim_start_matches([' ', ':', '-', '–', '—', '.', ','])
    }

    /// Whether all of it is bold, but for a colon at its end.
    pub fn is_bold(&self) -> bool {
        self.bold > 0 && self.text[self.bold..].trim_matches([' ', ':']).is_empty()
    }

    /// Whether nearly all of it is links.
    pub fn is_link(&self) -> bool {
        self.linked > 0 && self.linked * 10 >= self.text.trim().len() * 7
    }

    /// The command, where it is one in inline code, perhaps with a remark in brackets or a further sentence.
    pub fn command(&self) -> Option<&str> {
        let command = self.text.get(1..self.code.checked_sub(1)?)?;
        let rest = self.text[self.code..].trim();
        let alone = rest.is_empty() || rest.starts_with(['.', '(']);
        (alone && can_be_typed(command)).then_some(command)
    }

    /// Whether there is a command in inline code anywhere in it.
    pub fn names_a_command(&self) -> bool {
        self.text.split('`').skip(1).step_by(2).any(is_typed)
    }

    /// Whether it is a name with a command in inline code behind it.
    pub fn is_labelled_command(&self) -> bool {
        let Some(label) = self.text.trim_end().strip_suffix('`') else { return false };
        let parts = label.split_once(": `");
        parts.is_some_and(|(label, command)| {
            !label.contains('`') && !command.contains('`') && is_typed(command)
        })
    }
}

/// How a piece of text is marked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    /// Depth of bold.
    pub bold: usize,
    /// Depth of links.
    pub link: usize,
}

/// Whether code can be a command: a program, perhaps with something behind it, or a script. What has other signs in its one
/// word is as likely a name or a setting.
fn can_be_typed(code: &str) -> bool {
    let mut words = code.split_whitespace();
    let first = words.next().unwrap_or_default();
    let program =
        !first.is_empty() && first.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    match words.next() {
        Some(second) => second != "=" && !first.ends_with([':', ',']),
        None => program || is_script(first),
    }
}

/// Whether the word names a script.
fn is_script(word: &str) -> bool {
    word.starts_with("./") || [".sh", ".ps1", ".py"].iter().any(|it| word.ends_with(it))
}

/// Whether code is a command beyond doubt: it has something behind the program, or is a script.
pub(super) fn is_typed(code: &str) -> bool {
    can_be_typed(code) && (code.trim().contains(' ') || is_script(code.trim()))
}
