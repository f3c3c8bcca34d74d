//! A form in a box: labelled text entries and choices, one of them in focus. Where there are more than the box has room
//! for, those around the one in focus are shown.

use super::field::Field;
use super::popup;
use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::look::Look;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

/// From this height on there is room for an empty row before the keys.
const AIRY: u16 = 20;

/// So many rows of entries are shown before anything that is said about them.
const LEAST: u16 = 6;

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    title: String,
    items: Vec<Item>,
    focus: usize,
    wide: bool,
}

/// An entry with its label, and what is to be known about it.
#[derive(Debug, Clone)]
struct Item {
    label: String,
    entry: Entry,
    /// The most lines that are shown of it; more than one where its text has lines.
    most: u16,
    notes: Vec<(String, Tone)>,
}

impl Item {
    fn new(label: &str, entry: Entry, most: u16) -> Self {
        Self { label: label.to_owned(), entry, most, notes: Vec::new() }
    }

    /// How many lines of the entry itself are shown.
    fn lines(&self) -> u16 {
        match &self.entry {
            Entry::Text(field) => u16::try_from(field.lines()).unwrap_or(u16::MAX).clamp(1, self.most),
            Entry::Choice { .. } => 1,
        }
    }

    /// How many rows it takes, with what is to be known about it.
    fn rows(&self) -> u16 {
        self.lines().saturating_add(u16::try_from(self.notes.len()).unwrap_or(u16::MAX))
    }
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
        Self { title: title.into(), items: Vec::new(), focus: 0, wide: false }
    }

    /// Takes more room where the screen has it.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// Returns its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Adds a text entry.
    #[must_use]
    pub fn text(mut self, label: &str, text: &str) -> Self {
        self.items.push(Item::new(label, Entry::Text(Box::new(Field::new(text))), 1));
        self
    }

    /// Adds an entry for a text of several lines, of which at most so many are shown. Enter breaks the line there, and
    /// Ctrl-s submits.
    #[must_use]
    pub fn lines(mut self, label: &str, text: &str, most: u16) -> Self {
        let mut field = Field::new(text);
        field.to_start();
        self.items.push(Item::new(label, Entry::Text(Box::new(field)), most.max(2)));
        self
    }

    /// Says below an entry what is to be known about it, in place of what was said before.
    pub fn note(&mut self, index: usize, notes: Vec<(String, Tone)>) {
        if let Some(item) = self.items.get_mut(index) {
            item.notes = notes;
        }
    }

    /// Whether Enter breaks a line now.
    pub fn breaks_lines(&self) -> bool {
        self.items.get(self.focus).is_some_and(|item| item.most > 1)
    }

    /// Whether the cursor stands behind the text of the entry in focus.
    pub fn is_at_end(&self) -> bool {
        match self.items.get(self.focus).map(|item| &item.entry) {
            Some(Entry::Text(field)) => field.is_at_end(),
            _ => false,
        }
    }

    /// Adds a choice.
    #[must_use]
    pub fn choice(mut self, label: &str, options: Vec<String>, chosen: usize) -> Self {
        let chosen = chosen.min(options.len().saturating_sub(1));
        self.items.push(Item::new(label, Entry::Choice { options, chosen }, 1));
        self
    }

    /// Returns how many entries it has.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to fill in.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the text of an entry: what was typed, or the words of the choice.
    pub fn value(&self, index: usize) -> String {
        match self.items.get(index).map(|item| &item.entry) {
            Some(Entry::Text(field)) => field.text(),
            Some(Entry::Choice { options, chosen }) => options.get(*chosen).cloned().unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Returns which option of a choice it is; 0 for a text.
    pub fn chosen(&self, index: usize) -> usize {
        match self.items.get(index).map(|item| &item.entry) {
            Some(Entry::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }

    /// Puts another text into an entry.
    pub fn fill(&mut self, index: usize, text: &str) {
        if let Some(Entry::Text(field)) = self.items.get_mut(index).map(|item| &mut item.entry) {
            **field = Field::new(text);
        }
    }

    /// Puts an entry into focus.
    pub fn focus_on(&mut self, index: usize) {
        self.focus = index.min(self.items.len().saturating_sub(1));
    }

    /// Returns which entry is in focus.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Takes a key: Tab and arrows move, Enter submits, Esc gives up, the rest edits. Within a text of several lines the
    /// arrows move by lines first.
    pub fn key(&mut self, key: KeyEvent) -> FormReply {
        let count = self.items.len().max(1);
        if self.breaks_lines() && self.within_lines(key) {
            return FormReply::Stay;
        }
        match key.code {
            KeyCode::Esc => return FormReply::Cancel,
            KeyCode::Char('s') if key.modifiers.contains(KeyModifiers::CONTROL) => return FormReply::Submit,
            KeyCode::Tab | KeyCode::Down => self.focus = (self.focus + 1) % count,
            KeyCode::BackTab | KeyCode::Up => self.focus = (self.focus + count - 1) % count,
            KeyCode::Enter if key.modifiers.is_empty() => return FormReply::Submit,
            _ => self.edit(key),
        }
        FormReply::Stay
    }

    /// Takes the keys that mean something else where a text has lines; whether it was one.
    fn within_lines(&mut self, key: KeyEvent) -> bool {
        let Some(Entry::Text(field)) = self.items.get_mut(self.focus).map(|item| &mut item.entry) else {
            return false;
        };
        match key.code {
            KeyCode::Enter => field.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT)),
            KeyCode::Up if field.line() > 0 => field.key(key),
            KeyCode::Down if field.line() + 1 < field.lines() => field.key(key),
            _ => false,
        }
    }

    fn edit(&mut self, key: KeyEvent) {
        match self.items.get_mut(self.focus).map(|item| &mut item.entry) {
            Some(Entry::Text(field)) => {
                field.key(key);
            }
            Some(Entry::Choice { options, chosen }) => {
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
        if let Some(Entry::Text(field)) = self.items.get_mut(self.focus).map(|item| &mut item.entry) {
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
        let width = popup::inner_width_of(self.wide, area);
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
        let entries: u16 = self.items.iter().map(Item::rows).fold(0, u16::saturating_add);
        let lower = below.len() + usize::from(!below.is_empty());
        let rows = usize::from(entries) + lower;
        let inner = popup::draw_of(self.wide, area, buf, look, (&self.title, rows));
        // What is said is seen even where there are more entries than there is room for, but never instead of them.
        let lower = u16::try_from(lower).unwrap_or(u16::MAX);
        let room = inner.height.saturating_sub(lower).max(entries.min(LEAST)).min(inner.height);
        let cursor = self.draw_entries(Rect { height: room.min(entries), ..inner }, buf, look);
        let first = inner.y.saturating_add(room.min(entries) + 1);
        for (y, (text, tone)) in (first..inner.bottom()).zip(&below) {
            buf.set_stringn(inner.x, y, text, usize::from(inner.width), look.style(*tone));
        }
        cursor
    }

    /// Returns the first entry that is drawn, so that the one in focus is in sight with all that belongs to it, and the
    /// next one where there is room.
    fn first_in_sight(&self, rows: u16) -> usize {
        let mut first = self.focus.min(self.items.len().saturating_sub(1));
        let rows_of = |at: usize| self.items.get(at).map_or(0, Item::rows);
        let mut used = rows_of(first);
        let with_next = used.saturating_add(rows_of(first + 1));
        if with_next <= rows {
            used = with_next;
        }
        while let Some(before) = first.checked_sub(1).map(|before| self.items[before].rows()) {
            used = used.saturating_add(before);
            if used > rows {
                break;
            }
            first -= 1;
        }
        first
    }

    /// Draws the entries alone, the one in focus always among them; returns where the cursor stands.
    pub fn draw_entries(&self, place: Rect, buf: &mut Buffer, look: &Look) -> Option<(u16, u16)> {
        let labels = self.items.iter().map(|item| cells::width(&item.label)).max().unwrap_or(0);
        let labels = u16::try_from(labels).unwrap_or(0).min(place.width / 2);
        let first = self.first_in_sight(place.height);
        let mut cursor = None;
        let mut y = place.y;
        for (at, item) in self.items.iter().enumerate().skip(first) {
            if y >= place.bottom() {
                break;
            }
            let tone = if at == self.focus { Tone::Accent } else { Tone::Muted };
            buf.set_stringn(place.x, y, &item.label, usize::from(labels), look.style(tone));
            let x = place.x + labels + 2;
            let lines = item.lines().min(place.bottom() - y);
            let value = Rect { x, y, width: place.right().saturating_sub(x), height: lines };
            match &item.entry {
                Entry::Text(field) => {
                    let at_cursor = field.draw(value, buf, look.style(Tone::Plain), look.charset);
                    cursor = if at == self.focus { Some(at_cursor) } else { cursor };
                }
                Entry::Choice { options, chosen } => draw_choice(value, buf, look, options, *chosen),
            }
            let notes = (value.bottom()..place.bottom()).zip(&item.notes);
            for (y, (text, tone)) in notes {
                let text = cells::fit(text, usize::from(value.width));
                buf.set_stringn(x, y, text, usize::from(value.width), look.style(*tone));
            }
            y = y.saturating_add(item.rows());
        }
        draw_more(
            place,
            buf,
            look,
            first > 0,
            y > place.bottom() || first + self.shown(first, place.height) < self.items.len(),
        );
        cursor
    }

    /// How many entries from this one on begin within so many rows.
    fn shown(&self, first: usize, rows: u16) -> usize {
        let starts = self.items.iter().skip(first).scan(0_u16, |used, item| {
            let start = *used;
            *used = used.saturating_add(item.rows());
            Some(start)
        });
        starts.take_while(|start| *start < rows).count()
    }
}

/// Says at the right edge that there is more above or below.
fn draw_more(place: Rect, buf: &mut Buffer, look: &Look, above: bool, below: bool) {
    let edge = place.right().min(buf.area.right().saturating_sub(1));
    if place.is_empty() {
        return;
    }
    if above {
        buf.set_stringn(edge, place.y, look.sign("↑", "^"), 1, look.style(Tone::Accent));
    }
    if below {
        buf.set_stringn(edge, place.bottom() - 1, look.sign("↓", "v"), 1, look.style(Tone::Accent));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::safe::Charset;

    fn form() -> Form {
        Form::new("amend")
            .text("title", "Restore")
            .lines("text", "one\ntwo", 4)
            .choice("automatic", vec!["no".into(), "yes".into()], 0)
            .text("expect", "15m")
    }

    fn drawn(form: &Form, height: u16) -> Vec<String> {
        let place = Rect::new(0, 0, 24, height);
        let mut buf = Buffer::empty(Rect::new(0, 0, 25, height));
        form.draw_entries(place, &mut buf, &Look::new(Charset::Unicode, true));
        let row = |y| (0..25).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..height).map(row).collect()
    }

    fn press(form: &mut Form, code: KeyCode) -> FormReply {
        form.key(KeyEvent::from(code))
    }

    #[test]
    fn within_a_text_of_lines_enter_breaks_and_arrows_move_by_lines_first() {
        let mut form = form();
        assert_eq!(press(&mut form, KeyCode::Enter), FormReply::Submit);
        press(&mut form, KeyCode::Down);
        assert!(form.breaks_lines());
        press(&mut form, KeyCode::Down);
        assert_eq!(form.focus(), 1, "from the first line to the second");
        press(&mut form, KeyCode::End);
        assert_eq!(press(&mut form, KeyCode::Enter), FormReply::Stay);
        press(&mut form, KeyCode::Char('s'));
        assert_eq!(form.value(1), "one\ntwo\ns");
        press(&mut form, KeyCode::Down);
        assert_eq!(form.focus(), 2);
        let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
        assert_eq!(form.key(save), FormReply::Submit);
    }

    #[test]
    fn what_is_to_be_known_stands_below_its_entry() {
        let mut form = form();
        form.note(3, vec![("was 12m".to_owned(), Tone::Muted)]);
        let expected = [
            "title      Restore",
            "text       one",
            "           two",
            "automatic  [no]  yes",
            "expect     15m",
            "           was 12m",
        ];
        assert_eq!(drawn(&form, 6), expected);
    }

    #[test]
    fn the_entry_in_focus_is_in_sight_whatever_the_height() {
        let mut form = form();
        form.note(3, vec![("was 12m".to_owned(), Tone::Muted)]);
        assert_eq!(drawn(&form, 2), ["title      Restore", "text       one          ↓"]);
        form.focus_on(2);
        let expected = ["automatic  [no]  yes    ↑", "expect     15m", "           was 12m"];
        assert_eq!(drawn(&form, 3), expected, "with the next one");
        form.focus_on(3);
        assert_eq!(drawn(&form, 3), ["automatic  [no]  yes    ↑", "expect     15m", "           was 12m"]);
        assert_eq!(drawn(&form, 1), ["expect     15m          ↓"], "what is to be known is below");
    }
}
