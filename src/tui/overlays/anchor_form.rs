//! Sets an anchor by hand.

use super::about;
use crate::drill::command::Command;
use crate::drill::procedure::Anchor;
use crate::drill::session::Stage;
use crate::drill::time::Moment;
use crate::drill::time::WallTime;
use crate::drill::when::WhenError;
use crate::present::clock_card;
use crate::present::format;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// The anchors that can be set before the outage is declared.
const EARLY: [Anchor; 2] = [Anchor::Outage, Anchor::Detected];

/// Asks which anchor, when, and how that is known.
#[derive(Debug)]
pub struct AnchorForm {
    form: Form,
    moment: Moment,
    anchors: Vec<Anchor>,
}

impl AnchorForm {
    /// Asks for any anchor that can be set at this stage.
    pub fn new(world: &World) -> Self {
        let session = world.session();
        let early = session.is_some_and(|it| it.stage() == Stage::Briefing);
        let anchors = if early { EARLY.to_vec() } else { Anchor::ALL.to_vec() };
        let words = anchors.iter().map(|it| it.word().to_owned()).collect();
        let played = session.and_then(|it| it.opening()).is_some_and(|it| it.simulated);
        let form = Form::new(about::now("set an anchor", world))
            .choice("anchor", words, 0)
            .text("when", "")
            .choice("it was", vec!["real".to_owned(), "simulated".to_owned()], usize::from(played))
            .text("why", "");
        Self { form, moment: world.now.clone(), anchors }
    }

    /// The time that is told; `None` is the moment of the key that led here.
    fn told(&self) -> Result<Option<WallTime>, WhenError> {
        let typed = self.form.value(1);
        if typed.trim().is_empty() { Ok(None) } else { about::time(&typed, &self.moment).map(Some) }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match (self.form.key(key), self.anchors.get(self.form.chosen(0)), self.told()) {
            (FormReply::Stay, ..) => Vec::new(),
            (FormReply::Submit, Some(anchor), Ok(told)) => {
                let (simulated, why) = (self.form.chosen(2) == 1, self.form.value(3));
                let command = Command::SetAnchor { anchor: *anchor, simulated, why };
                let ask = Ask { command, since: Some(self.moment.clone()), told };
                vec![Effect::Pop, Effect::Ask(ask)]
            }
            (FormReply::Submit, _, Err(why)) => vec![Effect::Say(why.to_string(), Tone::Warned)],
            (FormReply::Cancel | FormReply::Submit, ..) => vec![Effect::Pop],
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with what the anchor is now.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (session, anchor) = (world.session()?, self.anchors.get(self.form.chosen(0))?);
        let after = match self.told() {
            Ok(told) => {
                let at = told.unwrap_or(self.moment.wall);
                (format!("will be {}", format::date_time(at, self.moment.utc_offset_s)), Tone::Accent)
            }
            Err(why) => (why.to_string(), Tone::Warned),
        };
        let before = clock_card::anchor(session, *anchor, world.look.charset);
        let before = format!("is now  {}", before.text);
        let keys = "when: 14:05 or -3m, nothing is now; Tab goes on, Enter sets, Esc leaves";
        self.form.draw(area, buf, world, &[after, (before, Tone::Plain)], keys)
    }
}
