//! `run`: holds a session.

use super::identity;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::cli::{headless, plain, screens};
use crate::drill::event::Door;
use crate::drill::ids::{EnvironmentName, PersonName, SessionId};
use crate::engine::desk::{self, Order};
use crate::engine::{origin, which};
use crate::library::{self, Found, Loaded};
use crate::present::cells;
use crate::store::{Access, Store};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `run`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct RunArgs {
    /// A path, or the id of one in ./procedures, in your own folder, or built in (`firedrill paths`)
    procedure: String,
    /// Where: an environment of the procedure. Without it, a screen asks
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Who drives, where that is not you
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Who watches and learns; may be given more than once
    #[arg(long, value_name = "NAME")]
    shadow: Vec<String>,
    /// What to measure it against: last, best, best-segments, median, objective, or a session
    #[arg(long, value_name = "BASELINE", default_value = "last")]
    against: String,
    /// Skip the briefing: declare the outage at once
    #[arg(long)]
    declare: bool,
    /// The outage is only played: what it sets is marked as simulated
    #[arg(long)]
    simulated: bool,
    /// Numbered lines instead of a screen: reads commands from standard input
    #[arg(long)]
    plain: bool,
    /// Declare it, print the session's id, and leave: screens join, scripts report
    #[arg(long, conflicts_with = "plain")]
    detach: bool,
    #[command(flatten)]
    unattended: Unattended,
}

/// What holds for a drill that nobody attends.
#[derive(Debug, Args)]
pub struct Unattended {
    /// Hold it without a screen, as far as the steps are automatic; code 5 where a person is needed
    #[arg(long, conflicts_with_all = ["plain", "detach"])]
    pub headless: bool,
    /// Fail (code 1) where RTO or RPO is missed, or cannot be shown to have been met
    #[arg(long, requires = "headless")]
    pub enforce: bool,
    /// Trust the procedure where all that belongs to it has this digest (`firedrill trust PROCEDURE --json`)
    #[arg(long, requires = "headless", value_name = "sha256:…")]
    pub trust: Option<String>,
    /// Write the outcome as `JUnit` XML, for CI systems
    #[arg(long, requires = "headless", value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// Begins a session, and shows it as was asked.
pub fn run(shell: &Shell, args: RunArgs) -> Result<(), Failure> {
    let instead = "use --plain for numbered lines, or --detach to start and leave";
    let faceless = args.plain || args.detach || args.unattended.headless;
    let terminal = if faceless { None } else { Some(shell.need_screen(instead)?) };
    let places = shell.places()?;
    let found = library::find(&args.procedure, &places)?;
    let procedure = found.load(&places)?;
    let Some(env) = &args.env else {
        return match terminal {
            Some(terminal) => {
                let against = which::baseline(&shell.store(Access::Read)?, &args.against)?;
                screens::form(shell, terminal, args.procedure, against)
            }
            None => Err(Failure::Usage(format!("say where with --env: {}", environments(shell, &procedure)))),
        };
    };
    let environment = EnvironmentName::from(env.as_str());
    if procedure.procedure.environment(&environment).is_none() {
        let there_are = environments(shell, &procedure);
        return Err(Failure::Usage(format!("the procedure has no environment {env}; it has {there_are}")));
    }
    if let Found::BuiltIn(built_in) = &found {
        let file = built_in.unpack(&shell.paths()?.unpacked)?;
        shell.tell(&format!("The procedure and its scripts are in {}.", file.with_file_name("").display()));
    }
    let mut store = shell.store(Access::Write)?;
    let procedure = identity::settle(shell, &store, procedure, faceless)?;
    let file = procedure.path.clone();
    let against = which::baseline(&store, &args.against)?;
    let id = start(shell, &mut store, procedure, environment, &args)?;
    match terminal {
        Some(terminal) => screens::session(shell, terminal, store, id, (None, against)),
        None if args.unattended.headless => headless::hold(shell, store, &id, file, &args.unattended),
        None if args.detach => out::print(&format!("{id}\n")),
        None => plain::hold(shell, store, &id, (None, against)),
    }
}

fn start(
    shell: &Shell,
    store: &mut Store,
    procedure: Loaded,
    environment: EnvironmentName,
    args: &RunArgs,
) -> Result<SessionId, Failure> {
    let (me, now) = (shell.me(), shell.now());
    let order = Order {
        procedure,
        environment,
        owner: args.owner.as_ref().map_or_else(|| me.clone(), PersonName::new),
        shadows: args.shadow.iter().map(PersonName::new).collect(),
        simulated: args.simulated,
        sample: false,
        declare: args.declare || args.detach || args.unattended.headless,
    };
    let (id, _) = desk::start(store, &order, &now, &me, Door::Shell)?;
    origin::remember(&shell.paths()?, &id, &order.procedure);
    Ok(id)
}

fn environments(shell: &Shell, loaded: &Loaded) -> String {
    let names = loaded.procedure.environments.iter();
    names.map(|it| cells::label(it.name.as_str(), usize::MAX, shell.charset())).collect::<Vec<_>>().join(", ")
}
