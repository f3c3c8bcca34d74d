//! The state of the faces: which screen, which overlays, what was said. Keys come in, effects go out.

use super::action::{Action, Scope};
use super::effect::{Ask, Effect};
use super::keymap::Keymap;
use super::look::Look;
use super::overlays::{Overlay, help::Help, palette::Palette};
use super::screens::Screen;
use super::world::World;
use crate::drill::fact::Role;
use crate::drill::ids::PersonName;
use crate::drill::time::Span;
use crate::present::tone::Tone;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyEvent, KeyEventKind, MouseEvent};
use ratatui::layout::Rect;

/// The smallest screen on which anything is drawn; below it a sentence asks for more room.
pub const SMALLEST: (u16, u16) = (40, 12);

/// The longest text that one paste may bring, in bytes.
pub const LONGEST_PASTE: usize = 64 * 1024;

/// The state of the faces.
#[derive(Debug)]
pub struct App {
    /// What fills the terminal.
    pub screen: Screen,
    /// What lies over it, innermost last.
    pub overlays: Vec<Box<Overlay>>,
    /// The form that this key sent off. It comes back with all that was typed into it where it is refused.
    sent: Option<Box<Overlay>>,
    /// What was said last, until the next key.
    pub status: Option<(String, Tone)>,
    /// As what, where one joined.
    pub role: Option<Role>,
    /// The back-dating of the next action.
    pub ago: Option<Span>,
    /// Whether the mouse reports to us.
    pub mouse: bool,
}

/// What stays the same while the faces are up.
#[derive(Debug)]
pub struct Settings {
    /// Who sits here.
    pub me: PersonName,
    /// Keys.
    pub keymap: Keymap,
    /// Colours and characters.
    pub look: Look,
}

impl App {
    /// Starts with a screen and nothing else.
    pub fn new(screen: Screen) -> Self {
        Self { screen, overlays: Vec::new(), sent: None, status: None, role: None, ago: None, mouse: false }
    }

    /// Answers what came from the terminal with what there is to do outside; what concerns only the faces is done.
    pub fn input(&mut self, event: &Event, world: &World) -> Vec<Effect> {
        self.sent = None;
        let effects = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                self.status = None;
                self.key(*key, world)
            }
            Event::Paste(text) => self.paste(text, world),
            Event::Mouse(mouse) => self.click(*mouse, world),
            _ => Vec::new(),
        };
        self.settle(effects, world)
    }

    /// Carries out what an action of the palette stands for.
    fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        match action {
            Action::Help => vec![Overlay::from(Help::at(self.screen.scope())).into()],
            Action::Palette => vec![Overlay::from(Palette::new(self.screen.scope())).into()],
            Action::ToggleMouse => vec![Effect::Mouse(!self.mouse)],
            Action::Suspend => vec![Effect::Suspend],
            _ => self.screen.act(action, world),
        }
    }

    fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        if world.keymap.action(key, Scope::Everywhere) == Some(Action::Suspend) {
            return vec![Effect::Suspend];
        }
        if let Some(overlay) = self.overlays.last_mut() {
            return overlay.key(key, world);
        }
        if let Some(effects) = self.screen.type_key(key, world) {
            return effects;
        }
        match world.keymap.action(key, self.screen.scope()) {
            Some(action) => self.act(action, world),
            None => Vec::new(),
        }
    }

    fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
        if text.len() > LONGEST_PASTE {
            let said = format!("that paste is longer than {} KiB; nothing was taken", LONGEST_PASTE / 1024);
            return vec![Effect::Say(said, Tone::Warned)];
        }
        match self.overlays.last_mut() {
            Some(overlay) => overlay.paste(text, world),
            None => self.screen.paste(text, world),
        }
    }

    fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
        if self.overlays.is_empty() { self.screen.click(mouse, world) } else { Vec::new() }
    }

    /// Does what concerns only the faces, and passes the rest on.
    pub fn settle(&mut self, effects: Vec<Effect>, world: &World) -> Vec<Effect> {
        let mut outside = Vec::new();
        for effect in effects {
            match effect {
                Effect::Push(overlay) => self.overlays.push(overlay),
                Effect::Pop => self.sent = self.overlays.pop().filter(|it| it.is_form()),
                Effect::Go(screen) => self.settle_screen(*screen),
                Effect::Select(step) => self.screen.select(&step, world),
                Effect::Say(text, tone) => self.status = Some((text, tone)),
                Effect::Ago(span) => self.ago = span,
                Effect::Ask(ask) => {
                    let told = self.ago.take().map(|ago| ask.since.as_ref().unwrap_or(world.now).wall - ago);
                    outside.push(Effect::Ask(Ask { told: ask.told.or(told), ..ask }));
                }
                Effect::Act(action) => {
                    let more = self.act(action, world);
                    outside.extend(self.settle(more, world));
                }
                other => outside.push(other),
            }
        }
        outside
    }

    /// Lets the screen look at what changed outside: the session, the lists, what is saved.
    pub fn changed(&mut self, world: &World) {
        for effect in self.screen.changed(world) {
            match effect {
                // What somebody is in the middle of stays: a note, or the debrief that ended the drill.
                Effect::Go(screen) => self.screen = *screen,
                other => drop(self.settle(vec![other], world)),
            }
        }
    }

    /// Shows another screen, without what lay over the one before.
    pub fn settle_screen(&mut self, screen: Screen) {
        self.overlays.clear();
        self.sent = None;
        self.screen = screen;
    }

    /// Lays an overlay over the screen.
    pub fn lay(&mut self, overlay: impl Into<Overlay>) {
        self.overlays.push(Box::new(overlay.into()));
    }

    /// Goes on: what was asked is done or on its way.
    pub fn accepted(&mut self) {
        self.sent = None;
    }

    /// Says why what was asked is not done; the form that asked is there again, as it was filled in.
    pub fn refused(&mut self, why: impl Into<String>, tone: Tone) {
        self.overlays.extend(self.sent.take());
        self.say(why, tone);
    }

    /// Says something until the next key.
    pub fn say(&mut self, text: impl Into<String>, tone: Tone) {
        self.status = Some((text.into(), tone));
    }

    /// Draws everything; returns where the cursor stands, where there is text to enter.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            super::screens::too_small(area, buf);
            world.look.plain(buf);
            return None;
        }
        let inside = self.overlays.last().is_some_and(|it| it.is_form());
        let (beside, below) =
            if inside { (self.status.as_ref(), None) } else { (None, self.status.as_ref()) };
        let mut cursor = self.screen.draw(area, buf, world, below);
        let last = self.overlays.len().saturating_sub(1);
        for (at, overlay) in self.overlays.iter().enumerate() {
            let said = beside.filter(|_| at == last);
            cursor = overlay.draw(area, buf, &World { said, ..*world });
        }
        world.look.plain(buf);
        cursor
    }
}
