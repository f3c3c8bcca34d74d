//! Puts the times of an attempt right; what was first said stays in the log.
//!
//! ```text
//! ╭ times of 7 Restore the database · 14:32:07 ─────────────────╮
//! │ attempt  1  [2]                                             │
//! │ began    14:01:10                                           │
//! │ ended    -3m                                                │
//! │ why      pressed too late                                   │
//! │                                                             │
//! │ before: 6 Restore secrets ended 14:00:58                    │
//! │ this:   14:01:10 to 14:29:07, 27:57                         │
//! │ after:  nothing                                             │
//! ╰─────────────────────────────────────────────────────────────╯
//! ```

use super::about;
use crate::drill::checklist::{Attempt, Times as Stretch};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::time::{Moment, WallTime};
use crate::drill::when::WhenError;
use crate::present::neighbours::neighbours;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// The entries of the form.
const ATTEMPT: usize = 0;
const BEGAN: usize = 1;
const ENDED: usize = 2;

/// Corrects the times of an attempt.
#[derive(Debug)]
pub struct Times {
    form: Form,
    step: StepId,
    moment: Moment,
    attempts: Vec<Attempt>,
    shown: usize,
}

impl Times {
    /// Corrects the last attempt at a step, or an earlier one that is chosen.
    pub fn new(step: StepId, world: &World) -> Self {
        let progress = world.session().and_then(|session| session.checklist().progress(&step));
        let attempts = progress.map(|it| it.attempts.clone()).unwrap_or_default();
        let last = attempts.len().saturating_sub(1);
        let mut times = Self {
            form: Form::new(about::step("times of", &step, world)),
            step,
            moment: world.now.clone(),
            attempts,
            shown: last,
        };
        times.form = times.filled(times.form.clone(), "");
        times.form.focus_on(BEGAN);
        times
    }

    /// Fills a form in with the times of the attempt that is shown.
    fn filled(&self, empty: Form, why: &str) -> Form {
        let numbers = (1..=self.attempts.len()).map(|number| number.to_string()).collect();
        let (began, ended) = self.attempts.get(self.shown).map(walls).unwrap_or_default();
        let form =
            empty.choice("attempt", numbers, self.shown).text("began", &about::typed(began, &self.moment));
        let form = match ended {
            Some(ended) => form.text("ended", &about::typed(ended, &self.moment)),
            None => form,
        };
        form.text("why", why)
    }

    /// The reason stands last: an attempt that runs has no end.
    fn why(&self) -> String {
        self.form.value(self.form.len() - 1)
    }

    /// The times that the form says. One that was not touched keeps its fractions of a second.
    fn typed(&self) -> Result<(WallTime, Option<WallTime>), WhenError> {
        let (began, ended) = self.attempts.get(self.shown).map(walls).unwrap_or_default();
        let read = |entry: usize, before: WallTime| {
            let typed = self.form.value(entry);
            let untouched = typed == about::typed(before, &self.moment);
            if untouched { Ok(before) } else { about::time(&typed, &self.moment) }
        };
        Ok((read(BEGAN, began)?, ended.map(|ended| read(ENDED, ended)).transpose()?))
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        let reply = self.form.key(key);
        if self.attempts.is_empty() {
            let why = "nobody has begun this step yet, so it has no times".to_owned();
            return vec![Effect::Pop, Effect::Say(why, Tone::Warned)];
        }
        match (reply, self.typed()) {
            (FormReply::Stay, _) => {
                self.follow();
                Vec::new()
            }
            (FormReply::Cancel, _) => vec![Effect::Pop],
            (FormReply::Submit, Ok((started, ended))) => {
                let attempt = u32::try_from(self.shown + 1).unwrap_or(u32::MAX);
                let (step, why) = (self.step.clone(), self.why());
                vec![Effect::Pop, Ask::now(Command::CorrectTimes { step, attempt, started, ended, why })]
            }
            (FormReply::Submit, Err(why)) => vec![Effect::Say(why.to_string(), Tone::Warned)],
        }
    }

    /// Shows the times of another attempt once it is chosen.
    fn follow(&mut self) {
        if self.form.chosen(ATTEMPT) != self.shown {
            self.shown = self.form.chosen(ATTEMPT);
            let title = self.form.title().to_owned();
            self.form = self.filled(Form::new(title), &self.why());
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with how the times would lie between those of the other steps.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let below = match (self.typed(), self.attempts.get(self.shown)) {
            (_, None) => {
                vec![("nobody has begun this step yet, so it has no times".to_owned(), Tone::Warned)]
            }
            (Err(why), _) => vec![(why.to_string(), Tone::Warned)],
            (Ok((began, ended)), Some(attempt)) => {
                let stretch: Stretch = attempt.corrected(&self.moment, began, ended);
                let told = neighbours(session, &self.step, &stretch, world.look.charset);
                told.into_iter().map(|it| (it.text, it.tone)).collect()
            }
        };
        let keys = "14:05, 14:05:30 or -3m; Tab goes on, Enter corrects, Esc leaves";
        self.form.draw(area, buf, world, &below, keys)
    }
}

fn walls(attempt: &Attempt) -> (WallTime, Option<WallTime>) {
    (attempt.started.moment.wall, attempt.end().map(|end| end.wall))
}
