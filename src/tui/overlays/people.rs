//! Who is here as what: hand over, take over, join, leave.
//!
//! ```text
//! ╭ people ─────────────────────────────────────────────────────╮
//! │ ▸ Mara     owner    since 13:54:55                          │
//! │   Jo       shadow   since 13:54:55                          │
//! │                                                             │
//! │ h hand over   o take over   a somebody came   x has left    │
//! ╰─────────────────────────────────────────────────────────────╯
//! ```

use super::about;
use crate::drill::command::Command;
use crate::drill::fact::Role;
use crate::drill::ids::PersonName;
use crate::drill::time::Moment;
use crate::present::page::{Section, Target};
use crate::present::people;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::widgets::{line, popup};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Who is here, and what is being filled in about them.
#[derive(Debug, Default)]
pub struct People {
    cursor: Cursor,
    filling: Option<Filling>,
}

/// A form about somebody, with the moment of the key that opened it.
#[derive(Debug)]
struct Filling {
    form: Form,
    moment: Moment,
    about: About,
}

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    HandOver,
    TakeOver,
    Joining,
}

impl People {
    /// Lists who takes part in the open session.
    pub fn new(_: &World) -> Self {
        Self::default()
    }

    /// Whether something about somebody is being filled in.
    pub const fn is_filling(&self) -> bool {
        self.filling.is_some()
    }

    fn sections(world: &World) -> Vec<Section> {
        let lines = world.session().map(|session| people::here(session, world.look.charset));
        vec![Section::new("", lines.unwrap_or_default())]
    }

    fn selected(&self, world: &World) -> Option<PersonName> {
        match self.cursor.target(&Self::sections(world)) {
            Some(Target::Person(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        if self.filling.is_some() {
            return self.fill(key, world);
        }
        match key.code {
            KeyCode::Char('h') => self.filling = Some(self.hand_over(world)),
            KeyCode::Char('o') if world.drives() => {
                return vec![Effect::Say("you drive already".to_owned(), Tone::Warned)];
            }
            KeyCode::Char('o') => {
                let form = Form::new(about::now("take over the drill", world)).text("why", "");
                self.filling = Some(Filling { form, moment: world.now.clone(), about: About::TakeOver });
            }
            KeyCode::Char('a') => {
                let roles = Role::JOINING.iter().map(|role| role.word().to_owned()).collect();
                let form =
                    Form::new(about::now("somebody came", world)).text("name", "").choice("as", roles, 0);
                self.filling = Some(Filling { form, moment: world.now.clone(), about: About::Joining });
            }
            KeyCode::Char('x') => {
                let left = self.selected(world).map(|name| Ask::now(Command::Leave { name }));
                return left.into_iter().collect();
            }
            _ if self.cursor.key(key, &Self::sections(world)) => {}
            _ => return vec![Effect::Pop],
        }
        Vec::new()
    }

    /// Begins to hand over to whoever is selected, or to another name.
    fn hand_over(&self, world: &World) -> Filling {
        let owner = world.session().and_then(|it| it.people().owner().cloned());
        let to = self.selected(world).filter(|name| Some(name) != owner.as_ref());
        let name = to.as_ref().map(PersonName::as_str).unwrap_or_default();
        let mut form = Form::new(about::now("hand the drill over", world)).text("to", name).text("why", "");
        form.focus_on(usize::from(!name.is_empty()));
        Filling { form, moment: world.now.clone(), about: About::HandOver }
    }

    fn fill(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(filling) = &mut self.filling else { return Vec::new() };
        match filling.form.key(key) {
            FormReply::Stay => return Vec::new(),
            FormReply::Cancel => {
                self.filling = None;
                return Vec::new();
            }
            FormReply::Submit => {}
        }
        let (first, second) = (filling.form.value(0), filling.form.value(1));
        let (name, needed) = (PersonName::new(first.trim()), "a name is needed");
        let command = match filling.about {
            About::TakeOver if first.trim().is_empty() => Err("a reason is needed to take over"),
            About::TakeOver => Ok(Command::HandOver { to: world.me.clone(), why: first }),
            _ if first.trim().is_empty() => Err(needed),
            About::HandOver => Ok(Command::HandOver { to: name, why: second }),
            About::Joining => {
                let role = Role::JOINING.get(filling.form.chosen(1)).copied().unwrap_or(Role::Shadow);
                Ok(Command::Join { name, role })
            }
        };
        match command {
            Ok(command) => {
                let ask = Ask::since(command, &filling.moment);
                self.filling = None;
                vec![ask]
            }
            Err(missing) => vec![Effect::Say(missing.to_owned(), Tone::Warned)],
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        if let Some(filling) = &mut self.filling {
            filling.form.paste(text);
        }
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        if let Some(filling) = &self.filling {
            let keys = "Tab goes on, Enter saves, Esc leaves everything as it is";
            return filling.form.draw(area, buf, world, &[], keys);
        }
        let sections = Self::sections(world);
        let hints = hints(world.drives(), popup::inner_width(area));
        let inner = popup::draw(area, buf, world.look, "people", page::height(&sections) + 1 + hints.len());
        let below = u16::try_from(hints.len() + 1).unwrap_or(0).min(inner.height);
        let list = Rect { height: inner.height - below, ..inner };
        page::draw(list, buf, world.look, (&sections, 1), &self.cursor);
        for (y, hint) in (list.bottom() + 1..inner.bottom()).zip(hints) {
            let place = Rect { y, height: 1, ..inner };
            line::draw(place, buf, world.look, &[crate::present::tone::Toned::new(hint, Tone::Muted)]);
        }
        None
    }
}

fn hints(drives: bool, width: usize) -> Vec<String> {
    let take_over = if drives { "" } else { "o take over   " };
    crate::present::cells::wrap(
        &format!("h hand over   {take_over}a somebody came   x the selected left   Esc"),
        width,
    )
}
