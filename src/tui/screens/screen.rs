//! The closed list of screens.

use super::briefing::Briefing;
use super::comparison::Comparing;
use super::drill::Drill;
use super::home::Home;
use super::review::Review;
use super::scribe::Scribe;
use super::start::Start;
use crate::drill::ids::StepId;
use crate::present::tone::Tone;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What was said last, until the next key.
pub type Status<'a> = Option<&'a (String, Tone)>;

macro_rules! screens {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// What fills the terminal.
        #[derive(Debug)]
        #[expect(clippy::large_enum_variant, reason = "there is one of it")]
        pub enum Screen {
            $($(#[doc = $doc])+ $name($name),)*
        }

        impl Screen {
            /// Returns which actions make sense here.
            pub fn scope(&self) -> Scope {
                match self { $(Self::$name(it) => it.scope(),)* }
            }

            /// Takes a key as text where the screen has an open line; `None` leaves it to the keymap.
            pub fn type_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
                match self { $(Self::$name(it) => it.type_key(key, world),)* }
            }

            /// Carries out an action.
            pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.act(action, world),)* }
            }

            /// Takes pasted text.
            pub fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.paste(text, world),)* }
            }

            /// Answers the mouse.
            pub fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.click(mouse, world),)* }
            }

            /// Looks at what changed outside.
            pub fn changed(&mut self, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.changed(world),)* }
            }

            /// Draws itself; returns where the cursor stands, where there is text to enter.
            pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
                match self { $(Self::$name(it) => it.draw(area, buf, world, status),)* }
            }
        }

        $(impl From<$name> for Screen {
            fn from(it: $name) -> Self {
                Self::$name(it)
            }
        })*
    };
}

impl Screen {
    /// Selects a step, where the screen shows steps.
    pub fn select(&mut self, step: &StepId, world: &World) {
        match self {
            Self::Briefing(it) => it.select(step, world),
            Self::Drill(it) => it.select(step, world),
            Self::Review(it) => it.select(step, world),
            Self::Comparing(_) | Self::Home(_) | Self::Scribe(_) | Self::Start(_) => {}
        }
    }
}

screens! {
    /// The briefing of a session: scenario, roles, dependencies, open actions.
    Briefing,
    /// Sessions side by side.
    Comparing,
    /// The drill: checklist, stopwatch, notes; and its wall view.
    Drill,
    /// Procedures, open and past sessions.
    Home,
    /// A session that is over.
    Review,
    /// The open note line of the scribe.
    Scribe,
    /// What a new session needs to know.
    Start,
}

/// Asks for more room.
pub fn too_small(area: Rect, buf: &mut Buffer) {
    let (width, height) = crate::tui::app::SMALLEST;
    for (y, line) in (area.y..area.bottom()).zip(["too small:", &format!("{width}×{height}"), "needed"]) {
        buf.set_stringn(area.x, y, line, usize::from(area.width), Style::default());
    }
}
