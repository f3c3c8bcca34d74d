//! Stands between a team and a destructive step: every guard asks in its turn, and none lets a wrong answer through. What
//! was asked and answered is in the log; what is shown here follows from it.
//!
//! ```text
//! ╭ 4 Drop the old tables destroys something ───────────────────╮
//! │  PRODUCTION                                                  │
//! │ ✓ passed   identity: is this the right host?                 │
//! │ ▸ now      confirmation: is this the right command?          │
//! │ · to come  name: the environment's name, typed               │
//! │                                                              │
//! │ $ dropdb $DB                                                 │
//! │ DB = shop-production                                         │
//! │                                                              │
//! │ Enter: it is the right command. Esc leaves everything        │
//! ╰──────────────────────────────────────────────────────────────╯
//! ```

use super::confirm::Confirm;
use super::fingers::{Stroke, Typed};
use crate::drill::command::Command;
use crate::drill::ids::{PersonName, StepId};
use crate::drill::procedure::Step;
use crate::drill::script::{Guard, Role};
use crate::drill::session::Session;
use crate::present::deeds::titled;
use crate::present::tone::{Tone, Toned};
use crate::present::{cells, guard, script};
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::Overlay;
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The longest word that can be typed, in bytes.
const LONGEST: usize = 100;

/// The rows that one press scrolls by.
const PAGE: usize = 4;

/// Asks all guards of one step.
#[derive(Debug)]
pub struct Guarded {
    step: StepId,
    then: Then,
    typed: Typed,
    /// How many scripts there were when one was asked for here.
    asked: Option<usize>,
    /// The first row that is shown of what the guard shows.
    from: usize,
}

/// What follows once all guards are passed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Then {
    /// The script runs; where the step is out of turn, for a reason.
    Run(Option<String>),
    /// Its check runs, or what takes the recovery point.
    Check(Role),
    /// The step begins, by hand.
    Start,
}

impl Guarded {
    /// Asks before the script of a step runs.
    pub fn run(step: StepId, why: Option<String>, world: &World) -> Self {
        // A reason was given with Enter.
        let key = if why.is_some() { KeyCode::Enter } else { KeyCode::Null };
        Self { step, then: Then::Run(why), typed: Typed::behind(key, world.now), asked: None, from: 0 }
    }

    /// Asks before an amended command looks at the result of a step.
    pub fn check(step: StepId, role: Role, world: &World) -> Self {
        Self { then: Then::Check(role), ..Self::run(step, None, world) }
    }

    /// Asks before a step is begun by hand.
    pub fn start(step: StepId, world: &World) -> Self {
        let typed = Typed::behind(KeyCode::Enter, world.now);
        Self { step, then: Then::Start, typed, asked: None, from: 0 }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some((session, step)) = self.subject(world) else { return vec![Effect::Pop] };
        match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            KeyCode::PageDown => self.from += PAGE,
            KeyCode::PageUp => self.from = self.from.saturating_sub(PAGE),
            KeyCode::Tab if self.asked_in_vain(session) && self.then == Then::Start => {
                let confirm = Confirm::destructive(self.step.clone(), world, self.deed());
                return vec![Effect::Pop, Overlay::from(confirm).into()];
            }
            _ => return self.answer(key, session, step, world),
        }
        Vec::new()
    }

    fn subject<'a>(&self, world: &World<'a>) -> Option<(&'a Session, &'a Step)> {
        let session = world.session()?;
        session.step(&self.step).map(|(step, _)| (session, step))
    }

    fn answer(&mut self, key: KeyEvent, session: &Session, step: &Step, world: &World) -> Vec<Effect> {
        let typed = |guard| matches!(guard, Guard::Name | Guard::Second);
        let next = session.next_guard(step, true);
        if let Some(guard) = next.filter(|guard| typed(*guard)) {
            return match self.typed.key(key, world, LONGEST) {
                Stroke::Stay => Vec::new(),
                Stroke::Enter => self.say(guard, session, step, world),
            };
        }
        if session.scripts().running_of(&self.step).is_some() || !self.typed.enters(key, world) {
            return Vec::new();
        }
        match next.map(|guard| (guard, guard.role())) {
            None => vec![Effect::Pop, Ask::now(self.deed())],
            Some((_, Some(role))) => {
                (self.asked, self.from) = (Some(session.scripts().iter().len()), 0);
                vec![Ask::now(self.script(role))]
            }
            Some((guard, None)) => self.answered(guard, "yes".to_owned(), true, session, step),
        }
    }

    /// Hands in what was typed.
    fn say(&mut self, guard: Guard, session: &Session, step: &Step, world: &World) -> Vec<Effect> {
        let text = self.typed.text().trim().to_owned();
        if text.is_empty() {
            self.typed.again("nothing was typed");
            return Vec::new();
        }
        let shown = cells::shown(&text, world.look.charset);
        let right = match guard {
            Guard::Name => environment(session) == text,
            _ => PersonName::new(&text).as_str().to_lowercase() != world.me.as_str().to_lowercase(),
        };
        self.typed.again(match (guard, right) {
            (_, true) => String::new(),
            (Guard::Name, false) => format!("{shown} is not the name of this environment"),
            _ => format!("{shown} is you: somebody else has to agree"),
        });
        self.answered(guard, text, right, session, step)
    }

    /// Writes an answer down; behind the last right one follows what was guarded.
    fn answered(
        &mut self,
        guard: Guard,
        answer: String,
        right: bool,
        session: &Session,
        step: &Step,
    ) -> Vec<Effect> {
        self.from = 0;
        let mut effects = vec![Ask::now(Command::AnswerGuard { step: self.step.clone(), guard, answer })];
        let last = match self.then {
            Then::Check(_) => guard == Guard::Amendment,
            _ => session.guards_of(step, true).last() == Some(&guard),
        };
        if right && last {
            effects.extend([Effect::Pop, Ask::now(self.deed())]);
        }
        effects
    }

    fn script(&self, role: Role) -> Command {
        let why = match &self.then {
            Then::Run(why) => why.clone(),
            Then::Check(_) | Then::Start => None,
        };
        Command::RunScript { step: self.step.clone(), role, automatic: false, why }
    }

    fn deed(&self) -> Command {
        match &self.then {
            Then::Run(_) => self.script(Role::Run),
            Then::Check(role) => self.script(*role),
            Then::Start => Command::StartStep { step: self.step.clone(), why: None },
        }
    }

    /// Whether a script was asked for that never began: the procedure is not trusted, or the disk refuses.
    fn asked_in_vain(&self, session: &Session) -> bool {
        self.asked.is_some_and(|before| session.scripts().iter().len() == before)
    }

    /// Pasted text does not count.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        self.typed.again("pasted text does not count: type it key by key");
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (session, step) = self.subject(world)?;
        let (charset, width) = (world.look.charset, popup::inner_width(area));
        let next = session.next_guard(step, true);
        let mut rows = strip(session, width, charset);
        rows.extend(guard::list(session, step, next, charset));
        rows.push(Vec::new());
        let said = world.said.map(|(text, tone)| (text.as_str(), *tone));
        let said = self.typed.said().filter(|it| !it.is_empty()).map(|it| (it, Tone::Warned)).or(said);
        let said = said.map(|(text, tone)| wrapped(&cells::shown(text, charset), tone, width));
        let (body, keys) = self.body(session, step, next, world, width);
        let said = said.unwrap_or_default();
        // The frame, the keys, and a line above them.
        let room = usize::from(area.height.saturating_sub(5)).saturating_sub(rows.len() + said.len()).max(1);
        let typing = matches!(next, Some(Guard::Name | Guard::Second));
        let from = self.from.min(body.len().saturating_sub(room));
        let field = rows.len();
        let more = body.len() > from + room;
        rows.extend(body.into_iter().skip(from).take(room));
        if more && let Some(last) = rows.last_mut() {
            *last = vec![Toned::new("… PageDown shows more", Tone::Warned)];
        }
        rows.extend(said);
        let title = titled(session, &self.step, charset);
        let title = if step.destructive {
            (&*format!("{title} destroys something"), Tone::Failed)
        } else {
            (&*format!("{title} was amended"), Tone::Warned)
        };
        let inner = question::draw(area, buf, world, title, &rows, &keys);
        let typed = u16::try_from(cells::width(self.typed.text()) + 2).unwrap_or(u16::MAX);
        let y = inner.y + u16::try_from(field).unwrap_or(u16::MAX);
        (typing && y < inner.bottom())
            .then(|| (inner.x.saturating_add(typed).min(inner.right().saturating_sub(1)), y))
    }

    /// What the guard that asks now shows, and what the keys do.
    fn body(
        &self,
        session: &Session,
        step: &Step,
        next: Option<Guard>,
        world: &World,
        width: usize,
    ) -> (Vec<Vec<Toned>>, String) {
        let charset = world.look.charset;
        let last = next.and_then(|guard| session.guards().answer(&step.id, guard));
        let entry =
            || vec![Toned::new(format!("> {}", cells::shown(self.typed.text(), charset)), Tone::Plain)];
        let wrong = || {
            let told = last.map(|answer| guard::answer(answer, charset)).unwrap_or_default();
            told.into_iter().flat_map(|it| wrapped(&it.text, it.tone, width)).collect::<Vec<_>>()
        };
        match next {
            None => {
                let deed = if self.then == Then::Start { "starts the step" } else { "runs the script" };
                (
                    vec![vec![Toned::new("all guards are passed", Tone::Done)]],
                    format!("Enter {deed}, Esc leaves it"),
                )
            }
            Some(Guard::Amendment) => {
                let amended = guard::amended(session, step, charset).into_iter();
                let body = amended.flat_map(|it| broken(it, width)).collect();
                (body, "Enter: it may run. Esc leaves everything as it is".to_owned())
            }
            Some(Guard::Identity | Guard::Preview) => self.script_body(session, step, next, world, width),
            Some(Guard::Confirmation) => {
                let environment = session.opening().map(|it| &it.environment);
                let environment = environment.and_then(|it| session.procedure().environment(it));
                let command = guard::command_words(guard::command(step), charset);
                let mut body: Vec<Vec<Toned>> =
                    command.into_iter().flat_map(|it| broken(it, width)).collect();
                let variables = guard::variables(step, environment, charset);
                body.extend(variables.into_iter().flat_map(|it| broken(it, width)));
                (body, "Enter: it is the right command. Esc leaves everything as it is".to_owned())
            }
            Some(Guard::Name) => {
                let name = cells::shown(&environment(session), charset);
                (vec![entry()], format!("Type {name} and press Enter. Esc leaves everything as it is"))
            }
            Some(Guard::Second) => {
                let mut body = vec![entry()];
                body.extend(last.filter(|it| !it.passed).map(|_| wrong()).unwrap_or_default());
                (body, "The second person types their name and presses Enter. Esc leaves it".to_owned())
            }
        }
    }

    fn script_body(
        &self,
        session: &Session,
        step: &Step,
        next: Option<Guard>,
        world: &World,
        width: usize,
    ) -> (Vec<Vec<Toned>>, String) {
        let charset = world.look.charset;
        if let Some(running) = session.scripts().running_of(&step.id) {
            let state = script::state(session, running, world.now, charset);
            let mut body = wrapped(&script::named(running, charset), Tone::Strong, width);
            body.push(vec![state]);
            return (body, "Esc leaves; what runs goes on".to_owned());
        }
        let last = next.and_then(|guard| session.guards().answer(&step.id, guard));
        if let Some(answer) = last {
            let told = guard::answer(answer, charset).into_iter();
            let body = told.flat_map(|it| wrapped(&it.text, it.tone, width)).collect();
            return (body, "Enter runs it again. Esc leaves everything as it is".to_owned());
        }
        let asked = next.map(|guard| guard::question(session, step, guard, charset)).unwrap_or_default();
        let keys = if self.asked_in_vain(session) && self.then == Then::Start {
            "Enter asks again. Tab: start without its commands, by the environment's name. Esc leaves"
        } else {
            "Enter runs this command. Esc leaves everything as it is"
        };
        (wrapped(&asked, Tone::Plain, width), keys.to_owned())
    }
}

fn environment(session: &Session) -> String {
    session.opening().map(|it| it.environment.as_str().to_owned()).unwrap_or_default()
}

/// Says all across the box where one is, where that is protected.
fn strip(session: &Session, width: usize, charset: crate::present::safe::Charset) -> Vec<Vec<Toned>> {
    let protected = session.opening().filter(|it| it.protected);
    let row = |name: &str| {
        let words = format!(
            " {} is protected: this is done for real",
            cells::label(name, 24, charset).to_uppercase()
        );
        vec![Toned::new(format!("{words:<width$}"), Tone::Protected)]
    };
    protected.map(|it| row(it.environment.as_str())).into_iter().collect()
}

fn wrapped(text: &str, tone: Tone, width: usize) -> Vec<Vec<Toned>> {
    cells::wrap(text, width).into_iter().map(|line| vec![Toned::new(line, tone)]).collect()
}

/// Breaks a row of words at the width, so that none of a command stays unseen.
fn broken(words: Vec<Toned>, width: usize) -> Vec<Vec<Toned>> {
    let (mut rows, mut used) = (vec![Vec::new()], 0);
    for Toned { text, tone } in words {
        let mut piece = String::new();
        for c in text.chars() {
            let wide = cells::width(c.encode_utf8(&mut [0; 4]));
            if used + wide > width {
                rows.last_mut().into_iter().for_each(|row: &mut Vec<Toned>| {
                    row.push(Toned::new(std::mem::take(&mut piece), tone));
                });
                rows.push(vec![Toned::new("  ", tone)]);
                used = 2;
            }
            piece.push(c);
            used += wide;
        }
        if let Some(row) = rows.last_mut() {
            row.push(Toned::new(piece, tone));
        }
    }
    rows
}
