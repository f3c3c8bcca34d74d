//! Explains the clock.

use crate::present::clock_card;
use crate::present::page::Section;
use crate::tui::effect::Effect;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::widgets::popup;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// The clock, explained.
#[derive(Debug, Default)]
pub struct ClockCard {
    cursor: Cursor,
}

impl ClockCard {
    /// Explains the clock of the open session.
    pub fn new(_: &World) -> Self {
        Self::default()
    }

    fn sections(&self, world: &World) -> Vec<Section> {
        let width = self.cursor.width();
        let (measure, size) = (&world.history.measure, (width, world.look.charset));
        let told = |session| clock_card::sections(session, measure, world.forecast, world.now, size);
        world.session().map(told).unwrap_or_default()
    }

    /// Answers a key: scrolls, or leaves.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let sections = self.sections(world);
        if self.cursor.key(key, &sections) { Vec::new() } else { vec![Effect::Pop] }
    }

    /// Pasted text means nothing here.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        self.cursor.look_at(popup::inner_width(area));
        let sections = self.sections(world);
        let inner = popup::draw(area, buf, world.look, "the clock, explained", page::height(&sections));
        page::draw(inner, buf, world.look, (&sections, sections.len()), &self.cursor);
        None
    }
}
