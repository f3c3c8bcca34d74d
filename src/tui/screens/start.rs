//! What a new session needs to know.
//!
//! ```text
//! firedrill                                                     14:32:07 +02:00
//!
//! Restore the data gather system
//!
//! environment  [test]  PRODUCTION (protected)
//! owner        Mara
//! shadows      Jo, Li
//! outage       [real]  simulated
//!
//! RTO 4h, RPO 24h, 6 steps in 4 phases
//!
//! Enter begin   Tab next   arrows choose   Esc home
//! ```

use super::Status;
use crate::drill::ids::{EnvironmentName, PersonName};
use crate::drill::procedure::Procedure;
use crate::library::Loaded;
use crate::present::cells;
use crate::present::page::Section;
use crate::present::safe::Charset;
use crate::present::starting;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::{Action, Scope};
use crate::tui::effect::{Effect, ProcedureRef, StartOrder};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::widgets::frame::{self, Hint};
use crate::tui::widgets::line;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

/// The entries of the form.
const ENVIRONMENT: usize = 0;
const OWNER: usize = 1;
const SHADOWS: usize = 2;
const OUTAGE: usize = 3;

/// The start form of a procedure.
#[derive(Debug)]
pub struct Start {
    procedure: Box<Procedure>,
    from: ProcedureRef,
    form: Form,
    cursor: Cursor,
    /// Whoever stands in as the owner until somebody types a name.
    offered: PersonName,
}

impl Start {
    /// Prepares the form of a procedure for whoever sits here.
    pub fn new(loaded: &Loaded, me: &PersonName) -> Self {
        let procedure = Box::new(loaded.procedure.clone());
        let options = procedure.environments.iter().map(|it| starting::option(it, Charset::Unicode));
        let form = Form::new("")
            .choice("environment", options.collect(), 0)
            .text("owner", me.as_str())
            .text("shadows", "")
            .choice("outage", vec!["real".to_owned(), "simulated".to_owned()], 0);
        Self {
            procedure,
            from: ProcedureRef::of(loaded),
            form,
            cursor: Cursor::default(),
            offered: me.clone(),
        }
    }

    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Home
    }

    /// Whether it is the form of this procedure.
    pub fn is_of(&self, loaded: &Loaded) -> bool {
        self.from == ProcedureRef::of(loaded)
    }

    /// Takes every key into the form.
    pub fn type_key(&mut self, key: KeyEvent, _: &World) -> Option<Vec<Effect>> {
        Some(match self.form.key(key) {
            FormReply::Stay => Vec::new(),
            FormReply::Cancel => vec![Effect::Home],
            FormReply::Submit => self.start(),
        })
    }

    fn environment(&self) -> Option<&EnvironmentName> {
        self.procedure.environments.get(self.form.chosen(ENVIRONMENT)).map(|it| &it.name)
    }

    fn start(&mut self) -> Vec<Effect> {
        let Some(environment) = self.environment().cloned() else { return Vec::new() };
        let owner = self.form.value(OWNER);
        if owner.trim().is_empty() {
            self.form.focus_on(OWNER);
            return vec![Effect::Say("somebody has to drive: write a name".to_owned(), Tone::Warned)];
        }
        let shadows = self.form.value(SHADOWS);
        let shadows = shadows.split(',').map(str::trim).filter(|name| !name.is_empty());
        let order = StartOrder {
            procedure: self.from.clone(),
            environment,
            owner: PersonName::new(owner.trim()),
            shadows: shadows.map(PersonName::from).collect(),
            simulated: self.form.chosen(OUTAGE) == 1,
        };
        vec![Effect::Start(Box::new(order))]
    }

    /// Carries out an action of the palette.
    pub fn act(&mut self, action: Action, _: &World) -> Vec<Effect> {
        match action {
            Action::Leave => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// Takes pasted text into the entry in focus.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// The mouse does nothing here.
    pub fn click(&mut self, _: MouseEvent, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Offers whom the last debrief of the procedure named, as long as nobody typed another name.
    pub fn changed(&mut self, world: &World) -> Vec<Effect> {
        let mut of_it = world.lists.past.iter().filter(|it| it.procedure == self.procedure.id);
        // A sample's word counts until there is a real one.
        let last = of_it.clone().find(|it| !it.sample).or_else(|| of_it.next());
        let named = last.and_then(|it| it.next_owner.clone());
        if let Some(named) = named.filter(|_| self.form.value(OWNER) == self.offered.as_str()) {
            self.form.fill(OWNER, named.as_str());
            self.offered = named;
        }
        Vec::new()
    }

    fn sections(&self, world: &World) -> Vec<Section> {
        let (width, charset) = (self.cursor.width(), world.look.charset);
        let told = |name| starting::sections(&self.procedure, name, width, charset);
        self.environment().map(told).unwrap_or_default()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let hints = [
            Hint::key("Enter", "begin"),
            Hint::key("Tab", "next"),
            Hint::key("arrows", "choose"),
            Hint::key("Esc", "home"),
        ];
        let body = frame::draw(area, buf, world, status, (&hints, false));
        let title = cells::shown(&self.procedure.title, world.look.charset);
        line::draw(
            Rect { height: body.height.min(1), ..body },
            buf,
            world.look,
            &[Toned::new(title, Tone::Strong)],
        );
        let air = u16::from(body.height > 12);
        let entries =
            Rect { y: body.y + 1 + air, height: body.height.saturating_sub(1 + air).min(4), ..body };
        let cursor = self.form.draw_entries(entries, buf, world.look);
        let y = entries.bottom() + air;
        let below = Rect { y, height: body.bottom().saturating_sub(y), ..body };
        self.cursor.look_at(usize::from(below.width));
        page::draw_text(below, buf, world.look, &self.sections(world));
        cursor
    }
}
