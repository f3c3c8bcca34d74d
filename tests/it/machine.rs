//! A machine for tests: it runs nothing, and says what the test tells it to.

#![expect(clippy::expect_used, reason = "what a test stands on that is not there is a failed test")]

use firedrill::drill::ids::{Digest, EventId};
use firedrill::drill::procedure::Probe;
use firedrill::drill::script::{Outcome, Output};
use firedrill::engine::machine::{Machine, News, Order, Reading, Tell, TellReading};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// What was asked of the machine, and how to answer.
#[derive(Clone, Default)]
pub struct Workshop(Rc<RefCell<Asked>>);

#[derive(Default)]
struct Asked {
    untrusted: Option<String>,
    running: BTreeMap<EventId, (Order, Tell)>,
    started: Vec<String>,
    cancelled: Vec<EventId>,
    alive: Vec<u32>,
    watch: Option<(usize, TellReading)>,
    pen: Option<Pen>,
}

/// What a person does in an editor to the text of a file, or why there is no editor.
type Pen = Box<dyn FnMut(&str) -> Result<String, String>>;

impl Workshop {
    /// Says that nothing is trusted, or that everything is.
    pub fn distrust(&self, why: Option<&str>) {
        self.0.borrow_mut().untrusted = why.map(str::to_owned);
    }

    /// Returns every command that was started, in order.
    pub fn started(&self) -> Vec<String> {
        self.0.borrow().started.clone()
    }

    /// Returns what the last script was started with.
    pub fn order(&self) -> Order {
        self.0.borrow().running.values().last().expect("a script runs").0.clone()
    }

    /// Returns how many scripts run.
    pub fn running(&self) -> usize {
        self.0.borrow().running.len()
    }

    /// Returns the scripts that were to be ended.
    pub fn cancelled(&self) -> Vec<EventId> {
        self.0.borrow().cancelled.clone()
    }

    /// Says what the user does in the editor.
    pub fn edits(&self, pen: impl FnMut(&str) -> Result<String, String> + 'static) {
        self.0.borrow_mut().pen = Some(Box::new(pen));
    }

    /// Lets a process of an earlier driver be there still.
    pub fn lives(&self, pid: u32) {
        self.0.borrow_mut().alive.push(pid);
    }

    /// Lets the only script that runs say something.
    pub fn tells(&self, news: News) {
        let mut asked = self.0.borrow_mut();
        let (_, tell) = asked.running.values_mut().last().expect("a script runs");
        tell(news);
    }

    /// Lets it print.
    pub fn prints(&self, text: &str) {
        self.tells(News::Output { text: text.as_bytes().to_vec(), skipped: 0 });
    }

    /// Lets it end.
    pub fn ends(&self, outcome: Outcome, printed: &str) {
        let output = Output { head: printed.to_owned(), bytes: printed.len() as u64, ..Output::default() };
        self.tells(News::Ended { outcome, output });
    }

    /// How many probes are watched with.
    pub fn probes(&self) -> usize {
        self.0.borrow().watch.as_ref().map_or(0, |(probes, _)| *probes)
    }

    /// Lets a probe see something.
    pub fn sees(&self, probe: &str, up: bool, text: &str) {
        self.sees_after(Duration::ZERO, probe, up, text);
    }

    /// Lets a probe see something after it was kept waiting for so long.
    pub fn sees_after(&self, asked: Duration, probe: &str, up: bool, text: &str) {
        let workshop = self.0.borrow();
        let (_, tell) = workshop.watch.as_ref().expect("the service is watched");
        tell(Reading { probe: probe.to_owned(), up, fault: false, text: text.to_owned(), asked });
    }
}

impl Machine for Workshop {
    fn trusted(&mut self, _document: &Digest) -> Result<PathBuf, String> {
        self.0.borrow().untrusted.clone().map_or_else(|| Ok(PathBuf::from("/procedures")), Err)
    }

    fn start(&mut self, order: Order, tell: Tell) {
        let mut asked = self.0.borrow_mut();
        asked.started.push(order.command.clone());
        asked.running.insert(order.script, (order, tell));
    }

    fn cancel(&mut self, script: EventId) {
        self.0.borrow_mut().cancelled.push(script);
    }

    fn forget(&mut self, script: EventId) {
        self.0.borrow_mut().running.remove(&script);
    }

    fn run_in_terminal(&mut self, order: &Order) -> Outcome {
        self.0.borrow_mut().started.push(order.command.clone());
        Outcome::Exited { code: 0 }
    }

    fn edit(&mut self, file: &Path) -> Result<(), String> {
        let text = std::fs::read_to_string(file).expect("the file to edit is there");
        let edited = self.0.borrow_mut().pen.as_mut().expect("somebody holds the pen")(&text)?;
        std::fs::write(file, edited).expect("the file to edit can be written");
        Ok(())
    }

    fn is_alive(&self, pid: u32, _started: u64) -> bool {
        self.0.borrow().alive.contains(&pid)
    }

    fn watch(&mut self, probes: &[Probe], _order: &Order, tell: TellReading) {
        self.0.borrow_mut().watch = Some((probes.len(), tell));
    }

    fn unwatch(&mut self) {
        self.0.borrow_mut().watch = None;
    }

    fn hide(&self, vars: &BTreeMap<String, String>, secrets: &[String], text: &str) -> String {
        let values = secrets.iter().filter_map(|name| vars.get(name));
        values.fold(text.to_owned(), |text, value| text.replace(value.as_str(), "[hidden]"))
    }
}
