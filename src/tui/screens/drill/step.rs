//! The selected step: what to do.
//!
//! ```text
//! ╭ 7 Restore the database ──────────────────╮
//! │ Take the newest dump that passed its …   │
//! │ $ scripts/restore-db.sh                  │
//! ```

use super::output::Output;
use crate::drill::checklist::Progress;
use crate::drill::procedure::Step;
use crate::drill::scripts::Script;
use crate::drill::session::Session;
use crate::present::cells;
use crate::present::script::{self, Keys, of_attempt};
use crate::present::step_panel::StepPanel;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::widgets::head;
use crate::tui::widgets::{line, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this height on the first lines of the text stand above the output of a script.
const WITH_TEXT: usize = 9;

/// The most scripts before the last one that are named.
const EARLIER: usize = 2;

/// What of the step's text was drawn, for the key that reads on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// How many lines were shown.
    pub rows: usize,
    /// Whether there are more.
    pub more: bool,
    /// Whether the output of a script stands in their place.
    pub output: bool,
}

/// Which step is looked at, and how.
pub struct View<'a> {
    /// The session.
    pub session: &'a Session,
    /// Its place in the procedure.
    pub at: usize,
    /// The first line of its text that is shown.
    pub from: usize,
    /// Whether its text is read although a script of it printed something.
    pub reading: bool,
    /// The output of its script.
    pub output: &'a Output,
}

impl View<'_> {
    /// Draws the step in its frame.
    pub fn draw_boxed(&self, place: Rect, buf: &mut Buffer, world: &World) -> Page {
        let step = self.session.procedure().steps.get(self.at);
        let title = step.map(|step| {
            format!(
                "{} {}",
                self.session.procedure().number_at(self.at),
                cells::shown(&step.title, world.look.charset)
            )
        });
        let title = Toned::new(title.unwrap_or_default(), Tone::Strong);
        let inner = panel::draw(place, buf, world.look, &title, head::edge(self.session));
        self.draw(inner, buf, world, false)
    }

    /// Draws the step without a frame, a bar at its left.
    pub fn draw_bare(&self, place: Rect, buf: &mut Buffer, world: &World) -> Page {
        let bar = [Toned::new(world.look.sign("▏", "|"), Tone::Accent)];
        for y in place.y..place.bottom() {
            line::draw(Rect { y, height: 1, ..place }, buf, world.look, &bar);
        }
        let inner = Rect { x: place.x + 2.min(place.width), width: place.width.saturating_sub(2), ..place };
        self.draw(inner, buf, world, true)
    }

    fn draw(&self, place: Rect, buf: &mut Buffer, world: &World, command_first: bool) -> Page {
        let steps = &self.session.procedure().steps;
        let (Some(step), Some(progress)) = (steps.get(self.at), self.session.checklist().at(self.at)) else {
            return Page::default();
        };
        if place.is_empty() {
            return Page::default();
        }
        let script = of_attempt(self.session, &step.id).next().filter(|_| !self.reading);
        let Some(script) = script else {
            self.output.hide();
            return self.draw_text(place, buf, world, (step, progress), command_first);
        };
        self.draw_script(place, buf, world, (step, progress), script);
        Page { output: true, ..Page::default() }
    }

    fn draw_text(
        &self,
        place: Rect,
        buf: &mut Buffer,
        world: &World,
        (step, progress): (&Step, &Progress),
        command_first: bool,
    ) -> Page {
        let rows = usize::from(place.height);
        let keys = [Action::RunScript, Action::CheckStep].map(|action| world.keymap.key(action));
        let panel = StepPanel {
            session: self.session,
            step,
            progress,
            now: world.now,
            past: &world.history.measure.past,
            width: usize::from(place.width),
            charset: world.look.charset,
            keys: Keys { run: &keys[0], check: &keys[1] },
        };
        let mut lines = panel.lines(command_first).skip(self.from).take(rows + 1).collect::<Vec<_>>();
        let more = lines.len() > rows;
        lines.truncate(rows);
        for (y, words) in (place.y..place.bottom()).zip(&lines) {
            line::draw(Rect { y, height: 1, ..place }, buf, world.look, std::slice::from_ref(words));
        }
        if more {
            let last = Rect { y: place.bottom() - 1, height: 1, ..place };
            let key = world.keymap.key(Action::ScrollText);
            let sign = world.look.sign("↓", "v");
            line::draw_right(last, buf, world.look, &[Toned::new(format!(" {sign} {key}"), Tone::Muted)]);
        }
        Page { rows, more, output: false }
    }

    /// Draws what the step's scripts did: the last one with its output, those before it in a line each.
    fn draw_script(
        &self,
        place: Rect,
        buf: &mut Buffer,
        world: &World,
        step: (&Step, &Progress),
        script: &Script,
    ) {
        let mut rest = place;
        let rows = usize::from(place.height);
        if rows >= WITH_TEXT {
            let text = take(&mut rest, place.height / 4);
            Self { from: 0, ..*self }.draw_text(text, buf, world, step, false);
        }
        let width = usize::from(place.width);
        let told = |script: &Script, rows: usize| {
            script::head(self.session, script, world.now, (width, rows), world.look.charset)
        };
        let earlier: Vec<&Script> = of_attempt(self.session, &step.0.id).skip(1).take(EARLIER).collect();
        let earlier = if rows >= WITH_TEXT { earlier } else { Vec::new() };
        let heads = earlier.into_iter().rev().flat_map(|script| told(script, 1));
        for words in heads.chain(told(script, if rows >= WITH_TEXT { 2 } else { 1 })) {
            line::draw(take(&mut rest, 1), buf, world.look, &words);
        }
        self.output.draw(rest, buf, world, script);
    }
}

/// Takes rows off the top of a place.
fn take(place: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(place.height);
    let taken = Rect { height: rows, ..*place };
    (place.y, place.height) = (place.y + rows, place.height - rows);
    taken
}
