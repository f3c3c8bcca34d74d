//! Asks whether the service is back, from the user's side.

use super::about;
use crate::drill::command::Command;
use crate::drill::fact::Role;
use crate::drill::ids::PersonName;
use crate::drill::time::Moment;
use crate::present::format;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Asks who looked, and what was seen.
#[derive(Debug)]
pub struct Verify {
    form: Form,
    moment: Moment,
}

impl Verify {
    /// Asks about `step_end`, the moment at which the last restoring step ended; without it about this key's moment.
    pub fn new(world: &World, step_end: Option<Moment>) -> Self {
        let verifier = world.session().and_then(|it| it.people().here(Role::Verifier).last());
        let by = verifier.map(PersonName::as_str).unwrap_or_default();
        let moment = step_end.unwrap_or_else(|| world.now.clone());
        let there = World { now: &moment, ..*world };
        let mut form = Form::new(about::now("is the service back?", &there))
            .choice("it is", vec!["back".to_owned(), "not back".to_owned()], 0)
            .text("seen by", by)
            .text("how", "");
        form.focus_on(if by.is_empty() { 1 } else { 2 });
        Self { form, moment }
    }

    /// Answers a key. An Enter too many says nothing about a service: both who and how have to be written.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match self.form.key(key) {
            FormReply::Stay => return Vec::new(),
            FormReply::Cancel => return vec![Effect::Pop],
            FormReply::Submit => {}
        }
        let (by, how) = (self.form.value(1), self.form.value(2));
        for (entry, text, missing) in
            [(1, &by, "write who looked"), (2, &how, "write what was seen, and how")]
        {
            if text.trim().is_empty() {
                self.form.focus_on(entry);
                return vec![Effect::Say(missing.to_owned(), Tone::Warned)];
            }
        }
        let command =
            Command::Verify { by: PersonName::new(by.trim()), how, passed: self.form.chosen(0) == 0 };
        vec![Effect::Pop, Ask::since(command, &self.moment)]
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with what will follow.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let at = format::wall_clock(self.moment.wall, self.moment.utc_offset_s);
        let follows = if self.form.chosen(0) == 0 {
            (format!("the clock stops at {at}; the clean-up has a clock of its own"), Tone::Done)
        } else {
            ("the clock goes on; the check and what was seen are kept".to_owned(), Tone::Warned)
        };
        let asks = "somebody who did not restore it looks, as a user would".to_owned();
        let keys = "arrows choose, Tab goes on, Enter saves, Esc: not now";
        self.form.draw(area, buf, world, &[follows, (asks, Tone::Plain)], keys)
    }
}
