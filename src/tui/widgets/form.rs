//! A small form in a box: labelled text entries and choices, one of them in focus.

use super::field::Field;
use super::popup;
use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::look::Look;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// From this height on there is room for an empty row before the keys.
const AIRY: u16 = 20;

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

    /// Returns its title.
    pub fn title(&self) -> &str {
        &self.title
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

    /// Returns how many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to fill in.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
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

    /// Puts another text into an entry.
    pub fn fill(&mut self, index: usize, text: &str) {
        if let Some((_, Entry::Text(field))) = self.entries.get_mut(index) {
            **field = Field::new(text);
        }
    }

    /// Puts an entry into focus.
    pub fn focus_on(&mut self, index: usize) {
        self.focus = index.min(self.entries.len().saturating_sub(1));
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

    /// Draws the form with lines of explanation below it, and what its keys do; what was said of it stands first, right
    /// below what was typed. Returns where the cursor stands.
    pub fn draw(
        &self,
        area: Rect,
        buf: &mut Buffer,
        world: &World,
        below: &[(String, Tone)],
        keys: &str,
    ) -> Option<(u16, u16)> {
        let look = world.look;
        let width = popup::inner_width(area);
        let said = world.said.map(|(text, tone)| (cells::shown(text, look.charset), *tone));
        // What the form sees coming by itself is not said twice.
        let said = said.filter(|(text, _)| below.iter().all(|(line, _)| line != text));
        let below: Vec<(String, Tone)> = said.into_iter().chain(below.iter().cloned()).collect();
        let air = area.height >= AIRY && !below.is_empty();
        let keys = [air.then(String::new), Some(keys.to_owned())].into_iter().flatten();
        let keys: Vec<_> = keys.map(|text| (text, Tone::Muted)).collect();
        let below: Vec<(String, Tone)> = below
            .iter()
            .chain(&keys)
            .flat_map(|(text, tone)| cells::wrap(text, width).into_iter().map(|line| (line, *tone)))
            .collect();
        let rows = self.entries.len() + usize::from(!below.is_empty()) + below.len();
        let inner = popup::draw(area, buf, look, &self.title, rows);
        let cursor = self.draw_entries(inner, buf, look);
        let first = inner.y.saturating_add(u16::try_from(self.entries.len() + 1).unwrap_or(u16::MAX));
        for (y, (text, tone)) in (first..inner.bottom()).zip(&below) {
            buf.set_stringn(inner.x, y, text, usize::from(inner.width), look.style(*tone));
        }
        cursor
    }

    /// Draws the entries alone, the one in focus always among them; returns where the cursor stands.
    pub fn draw_entries(&self, place: Rect, buf: &mut Buffer, look: &Look) -> Option<(u16, u16)> {
        let labels = self.entries.iter().map(|(label, _)| cells::width(label)).max().unwrap_or(0);
        let labels = u16::try_from(labels).unwrap_or(0).min(place.width / 2);
        let hidden = (self.focus + 1).saturating_sub(usize::from(place.height));
        let mut cursor = None;
        for (y, (at, (label, entry))) in
            (place.y..place.bottom()).zip(self.entries.iter().enumerate().skip(hidden))
        {
            let tone = if at == self.focus { Tone::Accent } else { Tone::Muted };
            buf.set_stringn(place.x, y, label, usize::from(labels), look.style(tone));
            let x = place.x + labels + 2;
            let value = Rect { x, y, width: place.right().saturating_sub(x), height: 1 };
            match entry {
                Entry::Text(field) => {
                    let at_cursor = field.draw(value, buf, look.style(Tone::Plain), look.charset);
                    cursor = if at == self.focus { Some(at_cursor) } else { cursor };
                }
                Entry::Choice { options, chosen } => draw_choice(value, buf, look, options, *chosen),
            }
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
