//! What the driver of a session carries out: scripts, probes, and what a crash of an earlier driver left.

use super::{Engine, Happening, Inbound};
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, EventId, StepId, WriterId};
use crate::drill::procedure::{Anchor, Environment, Step};
use crate::drill::react::{Effect, react};
use crate::drill::script::{Guard, Outcome, Output, Role};
use crate::drill::scripts::Script;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::engine::board::Board;
use crate::engine::error::EngineError;
use crate::engine::machine::{News, Order, Reading};
use crate::present::format;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How long a check, a guard or the reading of a recovery point may take where the step does not say.
const PATIENCE: Duration = Duration::from_mins(10);

/// How many looks around lie between two tries to watch a service that is not trusted yet.
const LOOKS: u32 = 5;

/// What this driver has under way.
#[derive(Debug, Default)]
pub(super) struct Driving {
    /// The scripts that run here, with whether they were told to end.
    jobs: HashMap<EventId, bool>,
    /// What the files that a script's step names came to, when it was started.
    files: HashMap<EventId, Digest>,
    /// The steps whose turn came and that could not be begun.
    stuck: HashSet<StepId>,
    /// Those that wait for their procedure to be trusted, with whether that is looked at again now.
    distrusted: HashMap<StepId, bool>,
    /// The script that wants the terminal.
    waiting: Option<Order>,
    watching: bool,
    looks: u32,
    /// The writer that our store is.
    pub(super) writer: Option<WriterId>,
}

/// What a thread of the machine tells.
pub(super) enum Told {
    Script(EventId, News, Moment),
    Reading(Reading, Moment),
}

impl Engine {
    /// Whether scripts run here.
    pub fn runs_scripts(&self) -> bool {
        !self.driving.jobs.is_empty()
    }

    /// Whether this process is the driver of the open session.
    pub fn is_driver(&self) -> bool {
        self.driver.is_some()
    }

    /// Says why nothing of the open session's procedure would run here; `None` where it would.
    pub fn untrusted(&mut self) -> Option<String> {
        let document = self.board.as_ref()?.session().opening()?.document.clone();
        self.setup.machine.trusted(&document).err()
    }

    /// Takes the script that wants the terminal; whoever has the terminal runs it with [`hand_over`](Self::hand_over).
    pub fn take_interactive(&mut self) -> Option<Order> {
        self.driving.waiting.take()
    }

    /// Says that there is no terminal for a script.
    pub fn decline(&mut self, order: &Order) {
        let why = "it wants a terminal of its own; open the session on a screen".to_owned();
        self.end_script(order.script, Outcome::CouldNotStart { why });
    }

    /// Runs a script in the foreground, and waits for its end.
    pub fn hand_over(&mut self, order: &Order) {
        let outcome = self.setup.machine.run_in_terminal(order);
        let at = self.setup.clock.read().moment;
        let ended = News::Ended { outcome, output: Output::default() };
        self.take_told(Told::Script(order.script, ended, at));
    }

    /// Nothing runs before its procedure is trusted.
    pub(super) fn may_ask(&mut self, request: &Request) -> Result<(), EngineError> {
        match &request.command {
            Command::RunScript { step, .. } => match self.untrusted() {
                Some(why) => Err(EngineError::Untrusted(why)),
                None if self.agreed_elsewhere(step) => Err(EngineError::AgreedElsewhere(step.clone())),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Whether it was on another machine that somebody agreed to what a step runs now.
    fn agreed_elsewhere(&self, step: &StepId) -> bool {
        let Some(session) = self.board.as_ref().map(Board::session) else { return false };
        let amended = session.guards().answer(step, Guard::Amendment).is_some_and(|answer| answer.passed);
        let agrees = |fact: &Fact| match fact {
            Fact::GuardAnswered(answer) => answer.guard == Guard::Amendment && answer.step == *step,
            _ => false,
        };
        let last = session.log().iter().rfind(|event| agrees(&event.fact));
        // What is still on its way to the disk was said here.
        let pending = |id| self.board.as_ref().is_some_and(|board| board.pending().any(|it| it.id == id));
        amended && last.is_some_and(|it| Some(&it.writer) != self.driving.writer.as_ref() && !pending(it.id))
    }

    /// Hides the values of secrets in what people write.
    pub(super) fn hide_secrets(&self, request: &mut Request) {
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let secrets = secrets_of(session);
        if secrets.is_empty() {
            return;
        }
        let vars = environment_of(session).map(|it| it.vars.clone()).unwrap_or_default();
        for text in request.command.texts_mut() {
            *text = self.setup.machine.hide(&vars, &secrets, text);
        }
    }

    /// Does what the session asks for, as far as it is saved and this process drives it.
    pub(super) fn carry_out(&mut self) {
        if self.driver.is_none() {
            return;
        }
        self.watch_service();
        let Some(board) = self.board.as_ref().filter(|board| board.pending().len() == 0) else { return };
        for effect in react(board.session()) {
            match effect {
                Effect::StartScript(script) if !self.driving.jobs.contains_key(&script) => {
                    self.start_script(script);
                }
                Effect::StartScript(_) => {}
                Effect::StopScript(script) => self.stop_script(script),
                Effect::RunStep(step) => self.run_step(&step),
            }
        }
    }

    fn start_script(&mut self, id: EventId) {
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let (Some(script), Some(opening)) = (session.scripts().find(id), session.opening()) else { return };
        let (asked, attempt) = (script.asked.clone(), script.attempt);
        let document = opening.document.clone();
        self.driving.jobs.insert(id, false);
        let folder = match self.setup.machine.trusted(&document) {
            Ok(folder) => folder,
            Err(why) => return self.end_script(id, Outcome::CouldNotStart { why }),
        };
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let step = session.procedure().step(&asked.step);
        if let Some(step) = step.filter(|_| matches!(asked.role, Role::Run | Role::Check)) {
            let files = self.setup.machine.files_of(session.procedure(), step);
            self.driving.files.extend(files.map(|files| (id, files)));
        }
        let order = Order {
            script: id,
            command: asked.command.clone(),
            folder,
            vars: environment_of(session).map(|it| it.vars.clone()).unwrap_or_default(),
            facts: facts(self, session, Some((&asked.step, attempt))),
            secrets: secrets_of(session),
            timeout: timeout(step, asked.role),
        };
        if step.is_some_and(|step| step.interactive) && asked.role == Role::Run {
            self.driving.waiting = Some(order);
            return;
        }
        let (sender, clock) = (self.sender.clone(), std::sync::Arc::clone(&self.setup.clock));
        let tell = move |news| {
            drop(sender.send(Inbound::Machine(Box::new(Told::Script(id, news, clock.read().moment)))));
        };
        self.setup.machine.start(order, Box::new(tell));
    }

    fn stop_script(&mut self, id: EventId) {
        match self.driving.jobs.get_mut(&id) {
            Some(told @ false) => {
                *told = true;
                self.setup.machine.cancel(id);
            }
            Some(true) => {}
            // It was called off before it began.
            None => self.end_script(id, Outcome::Cancelled {}),
        }
    }

    fn run_step(&mut self, step: &StepId) {
        let known = self.driving.distrusted.get(step).copied();
        if self.driving.stuck.contains(step) || known == Some(false) {
            return;
        }
        if let Some(why) = self.untrusted() {
            self.driving.distrusted.insert(step.clone(), false);
            if known.is_none() {
                self.notices.push(format!("step {step} would begin by itself. {why}"));
            }
            return;
        }
        self.driving.distrusted.clear();
        let command = Command::RunScript { step: step.clone(), role: Role::Run, automatic: true, why: None };
        let at = self.setup.clock.read().moment;
        if let Err(error) = self.ask_as_driver(command, at) {
            self.driving.stuck.insert(step.clone());
            self.notices.push(format!("step {step} did not begin by itself: {error}"));
        }
    }

    fn end_script(&mut self, script: EventId, outcome: Outcome) {
        let at = self.setup.clock.read().moment;
        self.driving.jobs.remove(&script);
        let files = self.driving.files.remove(&script);
        let command = Command::EndScript { script, outcome, output: Output::default(), files };
        if let Err(error) = self.ask_as_driver(command, at) {
            self.notices.push(error.to_string());
        }
    }

    /// Asks in the name of whoever drives, through the door of scripts.
    fn ask_as_driver(&mut self, command: Command, at: Moment) -> Result<(), EngineError> {
        let request = self.as_driver(command, at);
        self.ask(request)
    }

    fn as_driver(&self, command: Command, at: Moment) -> Request {
        let owner = self.board.as_ref().and_then(|board| board.session().people().owner().cloned());
        let actor = owner.unwrap_or_else(|| self.setup.me.clone());
        Request::now(command, at, actor, Door::Script)
    }

    /// Writes down what a probe saw. What is gone was gone already when it was asked for, however long it kept us
    /// waiting; what is back is back with its answer.
    fn report(&mut self, reading: Reading, at: Moment) -> Result<(), EngineError> {
        let Reading { probe, up, text, asked, .. } = reading;
        let asked = Span::from_micros(i64::try_from(asked.as_micros()).unwrap_or_default());
        let mut request = self.as_driver(Command::ReportProbe { probe, up, reading: text }, at);
        if !up {
            request.happened = request.happened - asked;
        }
        self.ask(request)
    }

    /// Takes in what a thread of the machine told.
    pub(super) fn take_told(&mut self, told: Told) -> Option<Happening> {
        let asked = match told {
            Told::Script(id, ..) if !self.driving.jobs.contains_key(&id) => return None,
            Told::Script(id, News::Output { text, skipped }, _) => {
                self.live.add(id, &text, skipped);
                return Some(Happening::Output(id));
            }
            Told::Script(script, News::Launched { pid, started }, at) => {
                self.ask_as_driver(Command::LaunchScript { script, pid, started }, at)
            }
            Told::Script(script, News::Ended { outcome, output }, at) => {
                self.driving.jobs.remove(&script);
                self.setup.machine.forget(script);
                let files = self.driving.files.remove(&script);
                self.ask_as_driver(Command::EndScript { script, outcome, output, files }, at)
            }
            Told::Reading(Reading { probe, fault: true, text, .. }, _) => {
                self.notices.push(format!("probe {probe} cannot ask: {text}"));
                return Some(Happening::Board);
            }
            Told::Reading(reading, at) => {
                let session = self.board.as_ref().map(Board::session)?;
                // It was on its way when the session ended: nobody asks any more.
                if !session.stage().is_open() {
                    return None;
                }
                if session.probes().last(&reading.probe).is_some_and(|last| last.up == reading.up) {
                    return None;
                }
                self.report(reading, at)
            }
        };
        match asked {
            Ok(()) => Some(Happening::Board),
            Err(error) => Some(Happening::Trouble(error.to_string())),
        }
    }

    /// Says of every script that an earlier driver left what became of it: nobody knows. None is started again.
    pub(super) fn take_stock(&mut self) {
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let boot = self.setup.clock.read().moment.boot;
        let ours = |script: &&Script| !self.driving.jobs.contains_key(&script.id);
        let alive = |script: &Script| {
            let launch = script.launched.as_ref().filter(|it| it.moment.boot == boot)?;
            self.setup.machine.is_alive(launch.pid, launch.started).then_some(launch.pid)
        };
        let lost: Vec<(EventId, StepId, Role, Option<u32>)> = session
            .scripts()
            .running()
            .filter(ours)
            .map(|it| (it.id, it.asked.step.clone(), it.asked.role, alive(it)))
            .collect();
        for (script, step, role, pid) in lost {
            let still = pid.map(|pid| format!("; its process {pid} still runs"));
            let still = still.unwrap_or_default();
            self.notices
                .push(format!("the {} of step {step} was running, outcome unknown{still}", role.word()));
            self.end_script(script, Outcome::Unknown {});
        }
    }

    /// Ends everything that runs here, and writes that down: nobody will be there to see how it goes on.
    pub(super) fn stop_everything(&mut self) {
        let jobs: Vec<EventId> = self.driving.jobs.keys().copied().collect();
        for script in jobs {
            self.setup.machine.cancel(script);
            self.end_script(script, Outcome::Cancelled {});
            self.setup.machine.forget(script);
        }
        self.setup.machine.unwatch();
        self.driving = Driving { writer: self.driving.writer.take(), ..Driving::default() };
        self.live.clear();
    }

    /// Looks at the service from the briefing to the end, where its procedure is trusted.
    fn watch_service(&mut self) {
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let wanted = session.stage().is_open() && !session.procedure().probes.is_empty();
        if wanted == self.driving.watching {
            return;
        }
        if !wanted {
            self.setup.machine.unwatch();
            self.driving.watching = false;
            return;
        }
        if !self.driving.looks.is_multiple_of(LOOKS) {
            return;
        }
        self.driving.looks += 1;
        let Some(document) = session.opening().map(|it| it.document.clone()) else { return };
        let Ok(folder) = self.setup.machine.trusted(&document) else { return };
        let Some(session) = self.board.as_ref().map(Board::session) else { return };
        let order = Order {
            script: EventId::from_random(0, [0; 10]),
            command: String::new(),
            folder,
            vars: environment_of(session).map(|it| it.vars.clone()).unwrap_or_default(),
            facts: facts(self, session, None),
            secrets: secrets_of(session),
            timeout: None,
        };
        let probes = session.procedure().probes.clone();
        let (sender, clock) = (self.sender.clone(), std::sync::Arc::clone(&self.setup.clock));
        let tell = move |reading| {
            drop(sender.send(Inbound::Machine(Box::new(Told::Reading(reading, clock.read().moment)))));
        };
        self.setup.machine.watch(&probes, &order, Box::new(tell));
        self.driving.watching = true;
    }

    /// Counts a look around: what could not be begun is tried again now and then.
    pub(super) fn look_again(&mut self) {
        if !self.driving.watching {
            self.driving.looks = self.driving.looks.wrapping_add(1);
        }
        if self.driving.looks.is_multiple_of(LOOKS) {
            self.driving.distrusted.values_mut().for_each(|again| *again = true);
        }
        self.carry_out();
    }
}

fn environment_of(session: &Session) -> Option<&Environment> {
    session.procedure().environment(&session.opening()?.environment)
}

/// Every variable that any step or probe of the procedure calls a secret: what one script knows another may print.
fn secrets_of(session: &Session) -> Vec<String> {
    let steps = session.procedure().steps.iter().flat_map(|step| &step.secrets);
    let probes = session.procedure().probes.iter().flat_map(|probe| &probe.secrets);
    let mut secrets: Vec<String> = steps.chain(probes).cloned().collect();
    secrets.sort();
    secrets.dedup();
    secrets
}

fn timeout(step: Option<&Step>, role: Role) -> Option<Duration> {
    let told = step.and_then(|step| step.timeout).and_then(|span| u64::try_from(span.millis()).ok());
    told.map(Duration::from_millis).or((role != Role::Run).then_some(PATIENCE))
}

/// What a script is told of the session that it belongs to.
fn facts(engine: &Engine, session: &Session, step: Option<(&StepId, usize)>) -> Vec<(String, String)> {
    let mut facts = vec![("FIREDRILL_STORE", engine.setup.paths.store.to_string_lossy().into_owned())];
    if let (Some(board), Some(opening)) = (engine.board.as_ref(), session.opening()) {
        facts.extend([
            ("FIREDRILL_SESSION", board.id().to_string()),
            ("FIREDRILL_PROCEDURE", opening.procedure.to_string()),
            ("FIREDRILL_ENVIRONMENT", opening.environment.to_string()),
            ("FIREDRILL_PROTECTED", opening.protected.to_string()),
        ]);
    }
    if let Some(owner) = session.people().owner() {
        facts.push(("FIREDRILL_NAME", owner.to_string()));
    }
    if let Some((step, attempt)) = step {
        facts.push(("FIREDRILL_STEP", step.to_string()));
        facts.push(("FIREDRILL_ATTEMPT", attempt.to_string()));
    }
    let anchors = [("FIREDRILL_DECLARED_AT", Anchor::Declared), ("FIREDRILL_OUTAGE_AT", Anchor::Outage)];
    let known = |(name, anchor)| Some((name, format::rfc3339_millis(session.anchor(anchor)?.moment.wall)));
    facts.extend(anchors.into_iter().filter_map(known));
    let secrets = secrets_of(session).join(" ");
    if !secrets.is_empty() {
        facts.push(("FIREDRILL_SECRETS", secrets));
    }
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
