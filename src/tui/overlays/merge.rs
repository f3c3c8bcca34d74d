//! Asks once before a step becomes a part of the one above it.
//!
//! ```text
//! ╭ merge 8 Count the rows into 7? ─────────────────╮
//! │ 7 Restore the database then has also its        │
//! │ text, check, needs                              │
//! │ runs: restore-db.sh && count-rows.sh            │
//! │ 8 stays in sight as dropped                     │
//! │                                                 │
//! │ Enter merges them, Esc leaves both as they are  │
//! ╰─────────────────────────────────────────────────╯
//! ```

use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::redline::{Change, Key, Value};
use crate::drill::session::Session;
use crate::present::cells;
use crate::present::deeds::{number, titled};
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Asks whether two steps are merged.
#[derive(Debug)]
pub struct Merge {
    step: StepId,
    into: StepId,
}

impl Merge {
    /// Asks before a step becomes a part of another one.
    pub fn new(step: StepId, into: StepId) -> Self {
        Self { step, into }
    }

    fn changes(&self, session: &Session) -> Vec<Change> {
        match (session.step(&self.into), session.step(&self.step)) {
            (Some((into, _)), Some((step, _))) => into.merged_with(step).changes_from(into),
            _ => Vec::new(),
        }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        let (step, into) = (self.step.clone(), self.into.clone());
        match key.code {
            KeyCode::Esc => vec![Effect::Pop],
            KeyCode::Enter => {
                let merge = Command::MergeStep { step, into: into.clone() };
                vec![Effect::Pop, Ask::now(merge), Effect::Select(into)]
            }
            _ => Vec::new(),
        }
    }

    /// Pasted text answers nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself, with what becomes of both.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (session, charset) = (world.session()?, world.look.charset);
        let (step, into) = (number(session, &self.step), number(session, &self.into));
        let title = format!("merge {} into {into}?", titled(session, &self.step, charset));
        let changes = self.changes(session);
        // Where it comes from is kept with it, and of no interest now.
        let keys = |taken_in: bool| {
            let those = changes.iter().filter(|it| it.key != Key::Was && it.new.is_some() == taken_in);
            those.map(|it| it.key.word()).collect::<Vec<_>>().join(", ")
        };
        let target = titled(session, &self.into, charset);
        let takes = match (keys(true), keys(false)) {
            (takes, loses) if takes.is_empty() && loses.is_empty() => format!("{target} stays as it is"),
            (takes, loses) if loses.is_empty() => format!("{target} takes its {takes} in"),
            (takes, loses) if takes.is_empty() => format!("{target} loses {loses}"),
            (takes, loses) => format!("{target} takes its {takes} in, and loses {loses}"),
        };
        let mut told = vec![(takes, Tone::Plain)];
        for change in changes.iter().filter(|change| change.key.runs()) {
            if let Some(Value::Text(command)) = &change.new {
                told.push((
                    format!("{}: {}", change.key.word(), cells::shown(command, charset)),
                    Tone::Strong,
                ));
            }
        }
        told.push((format!("{step} stays in sight as dropped, and is not counted"), Tone::Plain));
        let width = popup::inner_width(area);
        let rows = told.into_iter().flat_map(|(text, tone)| {
            cells::wrap(&text, width).into_iter().map(move |line| vec![Toned::new(line, tone)])
        });
        let rows: Vec<Vec<Toned>> = rows.collect();
        let keys = "Enter merges them, Esc leaves both as they are";
        question::draw(area, buf, world, (&title, Tone::Accent), &rows, keys);
        None
    }
}
