//! What a paragraph, a heading or a cell says without its markup, and what stands out in it.

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
        (alone && !command.trim().is_empty()).then_some(command)
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
