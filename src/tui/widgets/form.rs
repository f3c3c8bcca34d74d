//! A small form in a box: labelled text entries and choices, one of them in focus.

use super::field::Field;
use super::popup;
use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    title: String,
    entries: Vec<(String, Entry)>,
    focus: usize,
}

/// One thing to fill in.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Text.
    Text(Box<Field>),
    /// One of several.
    Choice {
        /// What there is.
        options: Vec<String>,
        /// Which it is.
        chosen: usize,
    },
}

/// What a key did to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormReply {
    /// It was taken, or means nothing here.
    Stay,
    /// The form is filled in.
    Submit,
    /// The form is given up.
    Cancel,
}

impl Form {
    /// Makes an empty form.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), entries: Vec::new(), focus: 0 }
    }

    /// Adds a text entry.
    #[must_use]
    pub fn text(mut self, label: &str, text: &str) -> Self {
        self.entries.push((label.to_owned(), Entry::Text(Box::new(Field::new(text)))));
        self
    }

    /// Adds a choice.
    #[must_use]
    pub fn choice(mut self, label: &str, options: Vec<String>, chosen: usize) -> Self {
        let chosen = chosen.min(options.len().saturating_sub(1));
        self.entries.push((label.to_owned(), Entry::Choice { options, chosen }));
        self
    }

    /// Returns the text of an entry: what was typed, or the words of the choice.
    pub fn value(&self, index: usize) -> String {
        match self.entries.get(index) {
            Some((_, Entry::Text(field))) => field.text(),
            Some((_, Entry::Choice { options, chosen })) => options.get(*chosen).cloned().unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Returns which option of a choice it is; 0 for a text.
    pub fn chosen(&self, index: usize) -> usize {
        match self.entries.get(index) {
            Some((_, Entry::Choice { chosen, .. })) => *chosen,
            _ => 0,
        }
    }

    /// Returns which entry is in focus.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Takes a key: Tab and arrows move, Enter submits, Esc gives up, the rest edits.
    pub fn key(&mut self, key: KeyEvent) -> FormReply {
        let count = self.entries.len().max(1);
        match key.code {
            KeyCode::Esc => return FormReply::Cancel,
            KeyCode::Tab | KeyCode::Down => self.focus = (self.focus + 1) % count,
            KeyCode::BackTab | KeyCode::Up => self.focus = (self.focus + count - 1) % count,
            KeyCode::Enter if key.modifiers.is_empty() => return FormReply::Submit,
            _ => self.edit(key),
        }
        FormReply::Stay
    }

    fn edit(&mut self, key: KeyEvent) {
        match self.entries.get_mut(self.focus) {
            Some((_, Entry::Text(field))) => {
                field.key(key);
            }
            Some((_, Entry::Choice { options, chosen })) => {
                let count = options.len().max(1);
                match key.code {
                    KeyCode::Right | KeyCode::Char(' ' | 'l' | 'j') => *chosen = (*chosen + 1) % count,
                    KeyCode::Left | KeyCode::Char('h' | 'k') => *chosen = (*chosen + count - 1) % count,
                    KeyCode::Char(c) => {
                        let starts = |option: &String| option.to_lowercase().starts_with(c);
                        *chosen = options.iter().position(starts).unwrap_or(*chosen);
                    }
                    _ => {}
                }
            }
            None => {}
        }
    }

    /// Takes pasted text into the entry in focus.
    pub fn paste(&mut self, text: &str) {
        if let Some((_, Entry::Text(field))) = self.entries.get_mut(self.focus) {
            field.paste(text);
        }
    }

    /// Draws the form with lines of explanation below it; returns where the cursor stands.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: &Look,
        below: &[(String, Tone)],
    ) -> Option<(u16, u16)> {
        let label_width = self.entries.iter().map(|(label, _)| cells::width(label)).max().unwrap_or(0);
        let rows = self.entries.len() + usize::from(!below.is_empty()) + below.len();
        let inner = popup::draw(area, buf, look, &self.title, rows);
        let label_width = u16::try_from(label_width).unwrap_or(0).min(inner.width / 2);
        let mut cursor = None;
        for (at, (y, (label, entry))) in (inner.y..inner.bottom()).zip(&self.entries).enumerate() {
            let tone = if at == self.focus { Tone::Accent } else { Tone::Muted };
            buf.set_stringn(inner.x, y, label, usize::from(label_width), look.style(tone));
            let x = inner.x + label_width + 1;
            let place = Rect { x, y, width: inner.right().saturating_sub(x), height: 1 };
            match entry {
                Entry::Text(field) => {
                    let at_cursor = field.draw(place, buf, look.style(Tone::Plain), look.charset);
                    cursor = if at == self.focus { Some(at_cursor) } else { cursor };
                }
                Entry::Choice { options, chosen } => draw_choice(place, buf, look, options, *chosen),
            }
        }
        let first = inner.y.saturating_add(u16::try_from(self.entries.len() + 1).unwrap_or(u16::MAX));
        for (y, (text, tone)) in (first..inner.bottom()).zip(below) {
            let text = cells::fit(text, usize::from(inner.width));
            buf.set_stringn(inner.x, y, text, usize::from(inner.width), look.style(*tone));
        }
        cursor
    }
}

/// Draws all options with the chosen one marked, scrolled so that it is in sight.
fn draw_choice(place: Rect, buf: &mut Buffer, look: &Look, options: &[String], chosen: usize) {
    let widths: Vec<usize> = options.iter().map(|option| cells::width(option) + 3).collect();
    let room = usize::from(place.width);
    let mut first = 0;
    while first < chosen && widths[first..=chosen].iter().sum::<usize>() > room {
        first += 1;
    }
    let mut x = place.x;
    for (at, option) in options.iter().enumerate().skip(first) {
        let left = usize::from(place.right().saturating_sub(x));
        let (text, tone) = if at == chosen {
            (format!("[{option}]"), Tone::Accent)
        } else {
            (format!(" {option} "), Tone::Muted)
        };
        x = buf.set_stringn(x, place.y, cells::fit(&text, left), left, look.style(tone)).0 + 1;
        if x >= place.right() {
            break;
        }
    }
}
