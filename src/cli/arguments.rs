//! The command line as a whole; each command's own arguments stand in its file.

use super::commands::actions::ActionsArgs;
use super::commands::check::CheckArgs;
use super::commands::compare::CompareArgs;
use super::commands::deed::Deed;
use super::commands::doctor::DoctorArgs;
use super::commands::exclude::ExcludeArgs;
use super::commands::export::ExportArgs;
use super::commands::import::ImportArgs;
use super::commands::join::{JoinArgs, ResumeArgs};
use super::commands::manual::CompletionsArgs;
use super::commands::paths::PathsArgs;
use super::commands::proof::ProofArgs;
use super::commands::redact::RedactArgs;
use super::commands::redlines::RedlinesArgs;
use super::commands::reopen::ReopenArgs;
use super::commands::report::ReportArgs;
use super::commands::run::RunArgs;
use super::commands::runbook::{ExportProcedureArgs, RunbookArgs};
use super::commands::sample::SampleArgs;
use super::commands::sessions::SessionsArgs;
use super::commands::show::ShowArgs;
use super::commands::trust::TrustArgs;
use super::commands::verify::VerifyArgs;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const AFTER: &str = "\
SESSION is an id or the beginning of one, `last`, `last~1` (the one before), PROCEDURE/ENV,
PROCEDURE/ENV~2 or PROCEDURE/ENV@best. Without --session a command means the one open session; with
several, or when it has been idle for 12 hours, it asks for the name.
TIME is `-3m` (ago), `14:05` (the latest past one) or RFC 3339. STEP is an id or a number.

A command that changes a session prints one line per event, once it is safe on the disk:
    saved <event-id> <kind> [<step>] · PRODUCTION data-gather
Standard output carries data alone; messages go to standard error.

Exit codes: 0 fine · 1 the answer is no · 2 wrong use · 3 refused · 4 the store or a file could not
be read or written · 5 a person is needed · 130 ended by a signal, or because the terminal went away.

Environment: FIREDRILL_STORE names the store, FIREDRILL_NAME names you. NO_COLOR (set to anything)
takes the colours away; TERM=dumb needs --plain. Settings are in config.toml in the settings folder;
`firedrill paths` names it.";

/// The terminal companion for disaster-recovery fire drills: hold a restore procedure against the clock, write down
/// what happens, and leave with a saved session that nothing can take away. Without a command it shows home:
/// procedures, open and past sessions.
#[derive(Debug, Parser)]
#[command(name = "firedrill", version, after_help = AFTER, max_term_width = 110, infer_long_args = false)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// The store file, instead of the one in the data folder
    #[arg(long, global = true, value_name = "PATH")]
    pub store: Option<PathBuf>,
    /// Your name in the log
    #[arg(long, global = true, value_name = "NAME")]
    pub name: Option<String>,
    /// Draw with ASCII characters alone (also where the locale is not UTF-8)
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Never wait for a person: what is missing is an error
    #[arg(long, global = true)]
    pub no_input: bool,
}

/// Everything that can be asked on the command line.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hold a session of a procedure
    ///
    /// Opens the briefing: scenario, roles, dependencies and open actions of earlier sessions; the clock stands at zero
    /// until the outage is declared. `firedrill run practice-restore --env test` is the one to begin with. A built-in
    /// procedure is unpacked with its scripts first. Leaving, a crash or a reboot do not end the session: `resume` goes
    /// on with it, and the clock has never stopped.
    Run(RunArgs),
    /// Open a session from another terminal of this machine
    ///
    /// What is written there shows on all others at once, with its author. `--as scribe` opens a screen whose note line
    /// is always open. Ticking steps is the owner's; `handover` lets another person drive.
    Join(JoinArgs),
    /// Go on with a session after a crash, a reboot, or leaving
    ///
    /// Everything that was shown as saved is there, and the clock is counted from when the outage was declared. Lengths
    /// across a reboot are taken from the wall clock, and marked as estimated.
    Resume(ResumeArgs),
    /// What changes a session; `--plain` reads the same from its input.
    #[command(flatten)]
    Deed(Deed),
    /// Open a session again that is over
    Reopen(ReopenArgs),
    /// Leave a session out of baselines, statistics and trends
    ///
    /// It stays in the lists, and says that it is left out. `include` lets it count again.
    Exclude(ExcludeArgs),
    /// Let a session count again that was left out
    Include(ExcludeArgs),
    /// List sessions, the newest first
    ///
    /// Below them, where a procedure was held more than once: how its restore time went, a bar for each session against the
    /// line of its objective, and beside it the share of the steps that were automated.
    Sessions(SessionsArgs),
    /// Show a whole session
    ///
    /// Who and where, the answer, the figures, the anchors, every step, every note, and what happened to the clocks. With
    /// --json also who verified and how, holds, roles, corrections and the state of the log, in a form whose keys are never removed.
    Show(ShowArgs),
    /// Lay sessions side by side: what changed, and why
    ///
    /// The answer in a sentence, what makes the sessions unlike, each against its own objectives, every step with its time
    /// and its level of automation, why the total changed, and in what the sessions differed. Steps, the time between
    /// them and what was done in parallel add up to the total. A single SESSION is compared with the latest earlier one
    /// of its procedure that is like it. On a terminal it opens a screen; piped, or with --format, it prints.
    Compare(CompareArgs),
    /// List what was amended while a drill went on, and write it into the procedure's file
    ///
    /// Each with what differs, who amended it, when and why. `--accept all` writes those that are open into the TOML
    /// file: comments, order and everything else in it stay byte for byte. Where the file changed meanwhile, both sides
    /// are shown, and the redline is left out (code 1).
    Redlines(RedlinesArgs),
    /// Write the report of a session: HTML, Markdown, JSON or CSV
    ///
    /// Objectives and actuals with what they hold for, the record for who audits it, the steps on the clock, how much of
    /// the service was back when, what changed since the session before, and everything that was written down. The HTML
    /// is one file without scripts, which loads nothing and prints: `firedrill report last -o drill.html`.
    Report(ReportArgs),
    /// List what still has to be done, from all sessions; or close one of it
    Actions(ActionsArgs),
    /// Fill a store of its own with sample sessions, for someone who has none yet
    ///
    /// Seven sessions of `data-gather`, from the first by a wiki page, over two hours long, to one in production of
    /// forty minutes. They are marked as samples and lie in a file beside your own store (`firedrill paths` names it),
    /// or in the one that --store names; never among real ones. It says how to look at them.
    Sample(SampleArgs),
    /// Make a procedure of a runbook in Markdown
    ///
    /// Steps are found in task lists, in numbered lists and headings, in headings, paragraphs and bullets with commands,
    /// in tables of steps, and in bullets under headings like "Recovery". It prints a line for each step: the line of the
    /// page, the title, and why it was taken; then what has to be filled in, objectives that the page names, and what
    /// became no step, which is in the scenario or in the text of a phase: nothing of the page is lost. Shell fences become
    /// `command`, to be copied; `run` is yours to write. Of several fences in a step `command` has all, in their order, and
    /// the text keeps each in its place. A page without steps is told so (code 1), and no file is written; a file that is
    /// there already is never written over.
    Import(RunbookArgs),
    /// Write a procedure as a page in Markdown, which `import` reads back
    ///
    /// What Markdown cannot say stands in a comment under each heading, so that what is read back is the same procedure;
    /// only comments of the TOML file are not taken along. A step that was written in by hand needs
    /// `<!-- firedrill step -->` under its heading.
    ExportProcedure(ExportProcedureArgs),
    /// Check procedure files: everything that is wrong or doubtful, at once and in its place
    ///
    /// Errors are what makes a file unusable or would fail its team: keys and ids, cycles and steps that are never reached,
    /// components that nobody restores, a clock that nothing stops, scripts that would not start, destructive steps
    /// without a guard where an environment is protected, guards that can never pass, estimates that exceed the RTO
    /// along the longest path. Warnings are dependencies without an alternative, an outage that is only assumed, and titles
    /// that do not start with a verb. The answer is no (code 1) where there are errors.
    Check(CheckArgs),
    /// Show what is proven of a procedure: each step in each environment
    ///
    /// When it was done last, by whom, at which level of automation, and what has changed since: its text, its commands, or
    /// a script that they name. Below that what stands out: steps that only one person has ever done, steps that were
    /// never done there, steps that have changed since. Every session that is not left out counts, samples only where there
    /// is nothing else.
    Proof(ProofArgs),
    /// Show what a procedure would run and contact, and trust it on this machine
    ///
    /// Nothing of a procedure runs before: it can be read and ticked by hand. Trusted is its content: the file, every file
    /// in its folder that its commands name, what those name in turn, and what `also` lists. When any of it changes, when a
    /// script becomes a link or the folder moves, it is to be trusted again, and this command says what changed. The
    /// answer is typed at a terminal; where there is none, --digest says which content is meant. What is built in is
    /// trusted with the program.
    Trust(TrustArgs),
    /// Write a session out as JSON lines
    ///
    /// The text of its procedure first, then every event with every column of the log; the hash chain can be checked
    /// from it alone. `firedrill export last > drill.jsonl` makes a file that only you can read.
    Export(ExportArgs),
    /// Take in a session that `export` wrote
    ImportSession(ImportArgs),
    /// Erase the text of an event, a pasted password say; that it happened stays
    ///
    /// Salt and body go from the file itself, digest and hash stay: `verify` still holds, and says how many were
    /// redacted. Copies that were exported before keep the text.
    Redact(RedactArgs),
    /// Check that the log is still what was written: hash chains, and the file as a whole
    ///
    /// Every digest and every hash is computed again. The answer is no (code 1) where one does not hold; a file that
    /// is damaged itself is code 4 with most commands.
    Verify(VerifyArgs),
    /// Say how the store, its files and the procedures are; changes nothing
    Doctor(DoctorArgs),
    /// Say where everything is kept
    Paths(PathsArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page, with all commands (roff: `firedrill man | man -l -`)
    Man,
}
