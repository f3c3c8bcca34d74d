//! The closed list of overlays.

use super::ago::Ago;
use super::amend::Amend;
use super::anchor_form::AnchorForm;
use super::cancel::Cancel;
use super::clock_card::ClockCard;
use super::confirm::Confirm;
use super::debrief::Debrief;
use super::file_merge::FileMerge;
use super::guard::Guarded;
use super::help::Help;
use super::hold::Hold;
use super::identity::Identity;
use super::insert::Insert;
use super::leaving::Leaving;
use super::level::Level;
use super::merge::Merge;
use super::note::Note;
use super::notes::Notes;
use super::palette::Palette;
use super::people::People;
use super::reason::Reason;
use super::recovery_point::RecoveryPoint;
use super::search::Search;
use super::settle_note::SettleNote;
use super::shipping::Shipping;
use super::times::Times;
use super::unsaved::Unsaved;
use super::unwritten::Unwritten;
use super::verify::Verify;
use super::went_wrong::WentWrong;
use crate::tui::effect::Effect;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

impl Overlay {
    /// Whether there is something to fill in, so that what was said belongs beside it.
    pub fn is_form(&self) -> bool {
        match self {
            Self::People(it) => it.is_filling(),
            Self::Cancel(_)
            | Self::ClockCard(_)
            | Self::FileMerge(_)
            | Self::Help(_)
            | Self::Identity(_)
            | Self::Leaving(_)
            | Self::Merge(_)
            | Self::Notes(_)
            | Self::Palette(_)
            | Self::Search(_)
            | Self::Shipping(_)
            | Self::Unsaved(_)
            | Self::Unwritten(_)
            | Self::WentWrong(_) => false,
            Self::Ago(_)
            | Self::Amend(_)
            | Self::AnchorForm(_)
            | Self::Confirm(_)
            | Self::Debrief(_)
            | Self::Guarded(_)
            | Self::Hold(_)
            | Self::Insert(_)
            | Self::Level(_)
            | Self::Note(_)
            | Self::Reason(_)
            | Self::RecoveryPoint(_)
            | Self::SettleNote(_)
            | Self::Times(_)
            | Self::Verify(_) => true,
        }
    }
}

macro_rules! overlays {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// What lies over a screen.
        #[derive(Debug)]
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
    /// A step that is to read differently.
    Amend,
    /// Which anchor was when.
    AnchorForm,
    /// Whether a running script is cancelled.
    Cancel,
    /// The clock, explained.
    ClockCard,
    /// The name of a protected environment, before something in it is destroyed.
    Confirm,
    /// The end of the drill, and the debrief.
    Debrief,
    /// What the file will say, where others changed it meanwhile.
    FileMerge,
    /// What stands between a team and a destructive step.
    Guarded,
    /// The keys.
    Help,
    /// What a step waits for.
    Hold,
    /// Which old steps the new ones were, before a drill begins.
    Identity,
    /// The title of a step that is put in.
    Insert,
    /// What runs here, before leaving.
    Leaving,
    /// The automation level that a step achieved.
    Level,
    /// Whether a step becomes a part of the one above.
    Merge,
    /// A note being written or changed.
    Note,
    /// All notes.
    Notes,
    /// Everything that can be done.
    Palette,
    /// Who is here as what.
    People,
    /// Why a step failed, was skipped, reopened, or started before its turn; or why the drill is given up.
    Reason,
    /// The newest datum that is back.
    RecoveryPoint,
    /// Steps and notes, found by typing.
    Search,
    /// The redlines, on their way into the file.
    Shipping,
    /// Why a note is taken back, or what became of an action.
    SettleNote,
    /// The times of an attempt, put right.
    Times,
    /// What is not saved, before leaving.
    Unsaved,
    /// Why the file does not say what steps were, before a drill begins.
    Unwritten,
    /// Whether the service is back.
    Verify,
    /// What comes of a step whose script went wrong.
    WentWrong,
}

impl From<Overlay> for Effect {
    fn from(overlay: Overlay) -> Self {
        Self::Push(Box::new(overlay))
    }
}
