//! Says how far the automation of a step went.

use super::about;
use crate::drill::automation::{Achieved, Level as Rung};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::time::Moment;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Asks for the automation level that a step achieved.
#[derive(Debug)]
pub struct Level {
    form: Form,
    step: StepId,
    moment: Moment,
    planned: Option<Rung>,
}

/// Every level, lowest first, and at the end that the planned one did not work.
fn levels() -> impl Iterator<Item = Achieved> {
    Rung::ALL.into_iter().map(Achieved::Level).chain([Achieved::BROKEN])
}

impl Level {
    /// Asks for a step; what it achieved so far, else what is planned, is chosen.
    pub fn new(step: StepId, world: &World) -> Self {
        let known = world.session().and_then(|session| session.step(&step));
        let planned = known.map(|(it, _)| it.planned());
        let now = known.and_then(|(it, progress)| progress.achieved(it)).or(planned.map(Achieved::Level));
        let chosen = levels().position(|level| Some(level) == now).unwrap_or(0);
        let words = levels().map(|level| level.word().to_owned()).collect();
        let form = Form::new(about::step("automation of", &step, world))
            .choice("level", words, chosen)
            .text("why", "");
        Self { form, step, moment: world.now.clone(), planned }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match (self.form.key(key), levels().nth(self.form.chosen(0))) {
            (FormReply::Stay, _) => Vec::new(),
            (FormReply::Submit, Some(level)) => {
                let (step, why) = (self.step.clone(), self.form.value(1));
                vec![Effect::Pop, Ask::since(Command::SetLevel { step, level, why }, &self.moment)]
            }
            (FormReply::Cancel | FormReply::Submit, _) => vec![Effect::Pop],
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with what the chosen level means.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let meaning = match levels().nth(self.form.chosen(0)) {
            Some(Achieved::Level(Rung::Manual)) => "done from memory",
            Some(Achieved::Level(Rung::Documented)) => "done as it is written down",
            Some(Achieved::Level(Rung::Scripted)) => "a script did it, started by a person",
            Some(Achieved::Level(Rung::Checked)) => "a script did it, and a command verified its result",
            Some(Achieved::Level(Rung::Automatic)) => "it started by itself",
            Some(Achieved::Broken(_)) | None => "the planned automation did not work this time",
        };
        let planned = self.planned.map(|it| (format!("the procedure plans: {}", it.word()), Tone::Plain));
        let below = [Some((meaning.to_owned(), Tone::Accent)), planned];
        let keys = "arrows choose, Tab goes on, Enter sets, Esc leaves";
        self.form.draw(area, buf, world, &below.into_iter().flatten().collect::<Vec<_>>(), keys)
    }
}
