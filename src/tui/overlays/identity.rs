//! Asks, before a drill begins, which old steps the new ones of its procedure were: once for each, one after the other.
//!
//! ```text
//! ╭ a step with a new id, 1 of 3 ───────────────────────────────╮
//! │ New in the file: `load-dump` Load the dump                  │
//! │ It may have been: `load` Load it                            │
//! │                                                             │
//! │ ▸ r renamed  it is `load` under another id                  │
//! │   s split    it is a part of `load`                         │
//! │   m merged   it is `load` and others in one                 │
//! │   n new      no drill had it before                         │
//! │                                                             │
//! │ Times are compared by what a step was before. …             │
//! │                                                             │
//! │ r s m n answer, or arrows and Enter. Esc: nothing begins    │
//! ╰─────────────────────────────────────────────────────────────╯
//! ```

use super::fingers::Typed;
use crate::analysis::identity::{Origin, Question};
use crate::drill::ids::StepId;
use crate::drill::time::Moment;
use crate::engine::identity::Asking;
use crate::present::cells;
use crate::present::identity::{Choice, WHY, asked, choices};
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::Effect;
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

/// The rows that are no part of what is asked: the header of the screen, the frame, and the keys.
const AROUND: u16 = 4;

/// Asks about one step after the other.
#[derive(Debug)]
pub struct Identity {
    asking: Asking,
    /// Which question it is.
    at: usize,
    /// Which answer is selected.
    chosen: usize,
    /// Which old ids the steps had that were answered for.
    was: Vec<(StepId, Vec<StepId>)>,
    fingers: Typed,
}

impl Identity {
    /// Asks before a session begins, right behind the Enter that ordered it.
    pub fn new(asking: Asking, now: &Moment) -> Self {
        let fingers = Typed::behind(KeyCode::Enter, now);
        let mut asks = Self { asking, at: 0, chosen: 0, was: Vec::new(), fingers };
        asks.choose_the_likeliest();
        asks
    }

    fn question(&self) -> Option<&Question> {
        self.asking.questions.get(self.at)
    }

    fn choose_the_likeliest(&mut self) {
        let guess = self.question().map(|it| it.guess);
        self.chosen = Origin::ALL.iter().position(|it| Some(*it) == guess).unwrap_or(0);
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let answered = match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            KeyCode::Down | KeyCode::Char('j') => self.choose(self.chosen + 1),
            KeyCode::Up | KeyCode::Char('k') => self.choose(self.chosen.saturating_sub(1)),
            KeyCode::Enter if self.fingers.enters(key, world) => Origin::ALL.get(self.chosen).copied(),
            KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                Origin::read(&c.to_string()).filter(|_| self.fingers.counts(key, world))
            }
            _ => None,
        };
        answered.map(|origin| self.answer(origin)).unwrap_or_default()
    }

    fn choose(&mut self, which: usize) -> Option<Origin> {
        self.chosen = which.min(Origin::ALL.len() - 1);
        None
    }

    /// Goes on to the next question; behind the last one, the session begins.
    fn answer(&mut self, origin: Origin) -> Vec<Effect> {
        let answered = self.question().map(|it| (it.step.clone(), it.answer(origin)));
        self.was.extend(answered.filter(|(_, was)| !was.is_empty()));
        self.at += 1;
        if self.question().is_some() {
            self.choose_the_likeliest();
            return Vec::new();
        }
        let order = Box::new(self.asking.order.clone());
        vec![Effect::Pop, Effect::Begin { order, was: std::mem::take(&mut self.was) }]
    }

    /// Pasted text answers nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself; the answers are in sight whatever the height.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let asking = self.question()?;
        let (width, room) = (popup::inner_width(area), usize::from(area.height.saturating_sub(AROUND)));
        let answers = self.answers(asking, world);
        let said = self.fingers.said();
        let below = match said {
            Some(said) => wrapped(said, Tone::Warned, width),
            None => wrapped(WHY, Tone::Muted, width),
        };
        let least = answers.len() + said.map_or(0, |_| below.len());
        let asked = asked(asking, world.look.charset);
        let asked = asked.iter().flat_map(|it| wrapped(it, Tone::Strong, width)).collect();
        let mut rows = cut(asked, room.saturating_sub(least));
        let airy = rows.len() + answers.len() + below.len() + 2 <= room;
        rows.extend(airy.then(Vec::new));
        rows.extend(answers);
        rows.extend(airy.then(Vec::new));
        rows.extend(below.into_iter().filter(|_| airy || said.is_some()));
        let title = match self.asking.questions.len() {
            1 => "a step with a new id".to_owned(),
            many => format!("a step with a new id, {} of {many}", self.at + 1),
        };
        let keys = "r s m n answer, or arrows and Enter. Esc: nothing begins";
        question::draw(area, buf, world, (&title, Tone::Accent), &rows, keys);
        None
    }

    fn answers(&self, asking: &Question, world: &World) -> Vec<Vec<Toned>> {
        let row = |(at, choice): (usize, Choice)| {
            let selected = at == self.chosen;
            let marker = if selected { world.look.sign("▸ ", "> ") } else { "  " };
            let tone = if selected { Tone::Strong } else { Tone::Plain };
            let told = format!(" {:<9}{}", choice.origin.word(), choice.means);
            [(marker, Tone::Accent), (choice.origin.key(), Tone::Accent), (told.as_str(), tone)]
                .map(|(text, tone)| Toned::new(text, tone))
                .to_vec()
        };
        choices(asking).into_iter().enumerate().map(row).collect()
    }
}

fn wrapped(text: &str, tone: Tone, width: usize) -> Vec<Vec<Toned>> {
    cells::wrap(text, width).into_iter().map(|line| vec![Toned::new(line, tone)]).collect()
}

/// Cuts the rows where there is no room for all, and says so.
fn cut(mut rows: Vec<Vec<Toned>>, room: usize) -> Vec<Vec<Toned>> {
    if rows.len() > room {
        rows.truncate(room.saturating_sub(1));
        rows.extend((room > 0).then(|| vec![Toned::new("… and more", Tone::Muted)]));
    }
    rows
}
