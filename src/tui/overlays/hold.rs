//! Puts a step on hold, with what it waits for.
//!
//! ```text
//! ╭ hold 7 Restore the database · 14:32:07 ─────────────────────╮
//! │ for    [Cloud object storage]  Network team   approval      │
//! │ words  the bucket does not answer                           │
//! │                                                             │
//! │ third party · instead: The mirror bucket                    │
//! ╰─────────────────────────────────────────────────────────────╯
//! ```

use super::about;
use crate::drill::command::Command;
use crate::drill::fact::HoldCause;
use crate::drill::ids::StepId;
use crate::drill::procedure::Dependency;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::present::dependency;
use crate::present::probes;
use crate::present::sign::dot;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Asks what a step waits for.
#[derive(Debug)]
pub struct Hold {
    form: Form,
    step: StepId,
    moment: Moment,
    causes: Vec<HoldCause>,
}

impl Hold {
    /// Asks for a running step; the hold begins with the key that led here.
    pub fn new(step: StepId, world: &World) -> Self {
        let charset = world.look.charset;
        let procedure = world.session().map(crate::drill::session::Session::procedure);
        let dependencies = procedure.map(|it| it.dependencies.as_slice()).unwrap_or_default();
        let needs = procedure.and_then(|it| it.step(&step)).map(|it| it.needs.as_slice()).unwrap_or_default();
        let mut causes: Vec<(HoldCause, String)> = dependencies
            .iter()
            .map(|it| (HoldCause::Dependency(it.id.clone()), dependency::title(it, charset)))
            .collect();
        causes.sort_by_key(|(cause, _)| !matches!(cause, HoldCause::Dependency(id) if needs.contains(id)));
        for cause in [HoldCause::Approval, HoldCause::Deciding] {
            let title = cause.word().to_owned();
            causes.push((cause, title));
        }
        let (causes, words): (_, Vec<String>) = causes.into_iter().unzip();
        let form = Form::new(about::step("hold", &step, world)).choice("for", words, 0).text("words", "");
        Self { form, step, moment: world.now.clone(), causes }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match (self.form.key(key), self.causes.get(self.form.chosen(0))) {
            (FormReply::Stay, _) => Vec::new(),
            (FormReply::Submit, Some(cause)) => {
                let (step, cause, text) = (self.step.clone(), cause.clone(), self.form.value(1));
                vec![Effect::Pop, Ask::since(Command::HoldStep { step, cause, text }, &self.moment)]
            }
            (FormReply::Cancel | FormReply::Submit, _) => vec![Effect::Pop],
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let charset = world.look.charset;
        let chosen = self.causes.get(self.form.chosen(0));
        let known = match chosen {
            Some(HoldCause::Dependency(id)) => world.session().and_then(|it| it.procedure().dependency(id)),
            _ => None,
        };
        let told = known.and_then(|it| dependency::remark(it, charset)).map(|told| (told, Tone::Accent));
        let health = world.session().zip(known).and_then(|(session, it)| health(session, it, world));
        let told = told.into_iter().chain(health);
        let hint = "the recovery clock goes on while the step waits".to_owned();
        let below: Vec<_> = told.chain([(hint, Tone::Plain)]).collect();
        let keys = "arrows choose, Tab goes on to the words, Enter holds, Esc leaves";
        self.form.draw(area, buf, world, &below, keys)
    }
}

/// Whether a dependency is there, and which steps need it.
fn health(session: &Session, it: &Dependency, world: &World) -> Option<(String, Tone)> {
    let seen = probes::dependency(session, &it.id, world.now)?;
    let needed = probes::needed_by(session, &it.id);
    let told = [Some(seen.text), needed].into_iter().flatten().collect::<Vec<_>>();
    Some((told.join(dot(world.look.charset)), seen.tone))
}
