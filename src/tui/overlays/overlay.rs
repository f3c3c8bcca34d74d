//! The closed list of overlays.

use super::ago::Ago;
use super::help::Help;
use super::note::Note;
use super::palette::Palette;
use super::reason::Reason;
use crate::tui::effect::Effect;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

macro_rules! overlays {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// What lies over a screen.
        #[derive(Debug)]
        #[expect(clippy::large_enum_variant, reason = "it is always boxed")]
        pub enum Overlay {
            $($(#[doc = $doc])+ $name($name),)*
        }

        impl Overlay {
            /// Answers a key.
            pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.key(key, world),)* }
            }

            /// Takes pasted text.
            pub fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
                match self { $(Self::$name(it) => it.paste(text, world),)* }
            }

            /// Draws itself over the screen; returns where the cursor stands, where there is text to enter.
            pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
                match self { $(Self::$name(it) => it.draw(area, buf, world),)* }
            }
        }

        $(impl From<$name> for Overlay {
            fn from(it: $name) -> Self {
                Self::$name(it)
            }
        })*
    };
}

overlays! {
    /// How long ago the next action happened.
    Ago,
    /// The keys.
    Help,
    /// A note being written or changed.
    Note,
    /// Everything that can be done.
    Palette,
    /// Why a step failed, was skipped, reopened, or started before its turn; or why the drill is given up.
    Reason,
}

impl From<Overlay> for Effect {
    fn from(overlay: Overlay) -> Self {
        Self::Push(Box::new(overlay))
    }
}
