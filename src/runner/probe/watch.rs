//! The watch: one thread that knows when, a few that ask.

use super::answer::{Answer, State};
use super::asker::Asker;
use super::names::Names;
use super::question::{Ask, Question, Reading};
use super::schedule::Schedule;
use super::stopwatch::Stopwatch;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The most questions that are asked at the same time.
const MOST_WORKERS: usize = 4;

type Tell = Box<dyn Fn(Reading) + Send + Sync>;

/// Probes being asked. Dropping it ends that at once: what is being asked is no longer waited for, and what it answers
/// is not told; a reading that is being told at that very moment still arrives.
#[derive(Debug)]
pub struct Watch {
    /// `None` where there is nothing to watch.
    news: Option<Sender<News>>,
    stopped: Arc<AtomicBool>,
}

/// What the thread that knows when is told.
#[derive(Debug)]
enum News {
    Answered { index: usize, answer: Answer, asked: Duration },
    Stop,
}

/// Begins to ask the questions; `ask` runs the commands. Each first reading is told, and after that each change between
/// up, down and fault; it is told on a thread of the watch, which asks on when that returns.
///
/// At most four questions are asked at the same time, and each probe one at a time. What is missed, while the machine
/// sleeps or an answer is slow, is left out.
///
/// # Errors
///
/// The system does not give the threads.
pub fn watch(questions: Vec<Question>, ask: Ask, tell: Tell) -> io::Result<Watch> {
    watch_with(questions, Asker::new(ask, Names::of_system()), tell)
}

pub(super) fn watch_with(questions: Vec<Question>, asker: Asker, tell: Tell) -> io::Result<Watch> {
    let stopped = Arc::new(AtomicBool::new(false));
    if questions.is_empty() {
        return Ok(Watch { news: None, stopped });
    }
    let (news, heard) = mpsc::channel();
    let (jobs, taken) = mpsc::channel();
    let (questions, asker, taken) = (Arc::new(questions), Arc::new(asker), Arc::new(Mutex::new(taken)));
    // Dropped on an error, it ends those that were started.
    let watch = Watch { news: Some(news.clone()), stopped: Arc::clone(&stopped) };
    for _ in 0..questions.len().min(MOST_WORKERS) {
        let worker = Worker {
            questions: Arc::clone(&questions),
            asker: Arc::clone(&asker),
            jobs: Arc::clone(&taken),
            news: news.clone(),
            stopped: Arc::clone(&stopped),
        };
        thread::Builder::new().name("probe".to_owned()).spawn(move || worker.work())?;
    }
    let desk = Desk { questions, jobs, heard, tell, stopped };
    thread::Builder::new().name("probes".to_owned()).spawn(move || desk.run())?;
    Ok(watch)
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        if let Some(news) = &self.news {
            // Nobody hears it where the thread is gone already.
            let _ = news.send(News::Stop);
        }
    }
}

/// The thread that knows when.
struct Desk {
    questions: Arc<Vec<Question>>,
    jobs: Sender<usize>,
    heard: Receiver<News>,
    tell: Tell,
    stopped: Arc<AtomicBool>,
}

impl Desk {
    fn run(self) {
        let stopwatch = Stopwatch::start();
        let mut schedule = Schedule::new(self.questions.iter().map(|it| it.every));
        while !self.stopped.load(Ordering::Acquire) {
            for index in schedule.due(stopwatch.elapsed()) {
                if self.jobs.send(index).is_err() {
                    return;
                }
            }
            let next = schedule.next().unwrap_or(Duration::MAX);
            match self.heard.recv_timeout(next.saturating_sub(stopwatch.elapsed())) {
                Ok(News::Answered { index, answer, asked }) => {
                    if schedule.answered(index, answer.state) {
                        self.tell(index, answer, asked);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(News::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn tell(&self, index: usize, answer: Answer, asked: Duration) {
        let Some(question) = self.questions.get(index) else { return };
        if self.stopped.load(Ordering::Acquire) {
            return;
        }
        (self.tell)(Reading {
            probe: question.id.clone(),
            up: answer.state == State::Up,
            fault: answer.state == State::Fault,
            text: answer.text,
            asked,
        });
    }
}

/// A thread that asks.
struct Worker {
    questions: Arc<Vec<Question>>,
    asker: Arc<Asker>,
    jobs: Arc<Mutex<Receiver<usize>>>,
    news: Sender<News>,
    stopped: Arc<AtomicBool>,
}

impl Worker {
    fn work(self) {
        while let Some(index) = self.next() {
            let Some(question) = self.questions.get(index) else { continue };
            let stopwatch = Stopwatch::start();
            let answer = self.asker.ask(question);
            if self.news.send(News::Answered { index, answer, asked: stopwatch.elapsed() }).is_err() {
                return;
            }
        }
    }

    /// Waits for the next question; `None` when the watch is over.
    fn next(&self) -> Option<usize> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.recv().ok().filter(|_| !self.stopped.load(Ordering::Acquire))
    }
}
