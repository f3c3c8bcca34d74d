//! HTML that foreign text cannot break out of: the names of elements and attributes are ours, and everything else is
//! escaped in one place.

/// An attribute: its name, and what it says.
pub type Attribute<'a> = (&'static str, &'a str);

/// Markup that is being written.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Begins a document.
    pub fn document() -> Self {
        Self("<!DOCTYPE html>\n".to_owned())
    }

    /// Writes an element with what stands in it.
    pub fn element(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        inside(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// Writes an element of text.
    pub fn words(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.element(name, attributes, |it| it.text(text));
    }

    /// Writes an element that holds nothing and is not closed: `meta`, `br`.
    pub fn empty(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.open(name, attributes);
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
    }

    /// Writes a style sheet of ours.
    pub fn style(&mut self, sheet: &'static str) {
        self.0.push_str("<style>\n");
        self.0.push_str(sheet);
        self.0.push_str("</style>");
    }

    /// Breaks the line of the source, so that it can be read as well.
    pub fn line(&mut self) {
        self.0.push('\n');
    }

    /// Returns what was written.
    pub fn finish(self) -> String {
        self.0
    }

    fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_nest_and_text_is_escaped() {
        let mut html = Html::default();
        html.element("p", &[("title", "a\"b")], |it| {
            it.words("b", &[], "<x> & 'y'");
            it.empty("br", &[]);
        });
        let expected = "<p title=\"a&quot;b\"><b>&lt;x&gt; &amp; &#39;y&#39;</b><br></p>";
        assert_eq!(html.finish(), expected);
    }

    proptest! {
        #[test]
        fn no_text_is_markup(text in "[<>\"'&a-z= ]{0,40}") {
            let mut html = Html::default();
            html.words("i", &[("title", &text)], &text);
            let html = html.finish();
            prop_assert_eq!((html.matches('<').count(), html.matches('>').count(), html.matches('"').count()), (2, 2, 2));
            prop_assert!(!html.contains('\''));
        }
    }
}
