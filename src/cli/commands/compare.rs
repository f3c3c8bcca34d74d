//! `compare`: sessions side by side.

use super::deed::unknown;
use crate::analysis::comparison::Against;
use crate::analysis::scope::Clock;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::cli::{out, screens};
use crate::drill::ids::SessionId;
use crate::drill::procedure::Anchor;
use crate::engine::comparison::Sessions;
use crate::present::comparison::{Document, Scene, Sheet, text};
use crate::report::comparison::{page, values};
use crate::store::Store;
use crate::tui::screens::comparison::Begin;
use clap::{Args, ValueEnum};

/// The baselines that have a name of their own.
const BASELINES: [(&str, Against); 6] = [
    ("first", Against::First),
    ("last", Against::Last),
    ("best", Against::Best),
    ("median", Against::Median),
    ("best-segments", Against::BestSegments),
    ("objective", Against::Objective),
];

/// The word for the clock that all sessions share.
const SHARED: &str = "shared";

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Which sessions, in the order of the columns
    #[arg(required = true, value_name = "SESSION")]
    sessions: Vec<String>,
    /// What to measure against: first, last, best, median, best-segments, objective, or one of the sessions
    #[arg(long, value_name = "BASELINE", default_value = "first")]
    baseline: String,
    /// Totals on another clock than each session's own: declared..verified, say, or `shared`
    #[arg(long, value_name = "FROM..TO")]
    clock: Option<String>,
    /// Print instead of showing a screen
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// A page for a wiki.
    Markdown,
    /// Everything, in exact milliseconds.
    Json,
    /// A line per step and session, and totals.
    Csv,
}

/// Lays sessions side by side.
pub fn compare(shell: &Shell, args: &CompareArgs) -> Result<(), Failure> {
    let terminal = shell.terminal();
    let format = if args.json { Some(Format::Json) } else { args.format };
    let on_screen = format.is_none() && terminal.obstacle.is_none() && !shell.no_input();
    let store = shell.store_for_change()?;
    let ids =
        args.sessions.iter().map(|it| shell.session(&store, Some(it))).collect::<Result<Vec<_>, _>>()?;
    let sessions = Sessions::load(&store, &ids)?;
    let against = against(shell, &store, &args.baseline, &sessions)?;
    let clock = args.clock.as_deref().map(|it| clock(shell, it, &sessions)).transpose()?;
    if on_screen {
        return screens::comparison(shell, terminal, store, sessions, Begin::asked(against, clock));
    }
    print(shell, &store, sessions, (against, clock), format.unwrap_or(Format::Text))
}

fn print(
    shell: &Shell,
    store: &Store,
    mut sessions: Sessions,
    (against, clock): (Against, Option<Clock>),
    format: Format,
) -> Result<(), Failure> {
    for notice in std::mem::take(&mut sessions.notices) {
        shell.tell(&notice);
    }
    let standings = sessions.inquiry().answer(store)?;
    sessions.place(&standings);
    let (held, now) = (sessions.held(), shell.now());
    let comparison = sessions.compared(against, clock, &now);
    let charset = shell.charset();
    let scene = Scene { held: &held, comparison: &comparison, against, now: &now, charset };
    match format {
        Format::Text => out::print(&text(&scene, &Sheet::of(&scene))),
        Format::Markdown => out::print(&page(&scene, &Sheet::of(&scene))),
        Format::Json => out::print_json(&Document::of(&scene)),
        Format::Csv => out::print(&values(&Document::of(&scene))),
    }
}

/// Reads what to measure against: a word, or one of the sessions.
fn against(shell: &Shell, store: &Store, wanted: &str, sessions: &Sessions) -> Result<Against, Failure> {
    if let Some((_, against)) = BASELINES.iter().find(|(word, _)| *word == wanted) {
        return Ok(*against);
    }
    let id: Option<SessionId> = shell.session(store, Some(wanted)).ok();
    id.and_then(|id| sessions.position(&id)).map(Against::Column).ok_or_else(|| {
        let said = unknown("baseline", &BASELINES.map(|(word, _)| word), wanted);
        Failure::Usage(format!("{said}; or name one of the sessions that are compared"))
    })
}

/// Reads a clock: two anchors with two dots between, or the word for the one that all sessions share.
fn clock(shell: &Shell, wanted: &str, sessions: &Sessions) -> Result<Clock, Failure> {
    if wanted == SHARED {
        let comparison = sessions.compared(Against::First, None, &shell.now());
        let own = sessions.held().first().map(|it| it.session.procedure().clock);
        let alike = comparison.columns.iter().all(|it| it.scope.as_ref().map(|it| it.clock) == own);
        return comparison.shared.or(own.filter(|_| alike)).ok_or_else(|| {
            Failure::Usage("these sessions share no clock whose both ends somebody set".to_owned())
        });
    }
    let read =
        wanted.split_once("..").and_then(|(from, to)| Some((Anchor::parse(from)?, Anchor::parse(to)?)));
    read.filter(|(from, to)| from < to).ok_or_else(|| {
        let words = Anchor::ALL.map(Anchor::word).join(", ");
        Failure::Usage(format!("{wanted} is no clock; write FROM..TO with two of {words}, the earlier first"))
    })
}
