//! `import` and `export-procedure`: a runbook in Markdown becomes a procedure, and a procedure such a page.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::library::import::{self, Draft, Kept, Taken};
use crate::library::{self, Page};
use crate::platform::folders::write_new_file;
use crate::present::cells;
use crate::present::format;
use crate::present::sign::dot;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct RunbookArgs {
    /// The page, in Markdown
    #[arg(value_name = "RUNBOOK")]
    page: PathBuf,
    /// Write the procedure to this file; without it to ID.toml in this folder
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `export-procedure`.
#[derive(Debug, Args)]
pub struct ExportProcedureArgs {
    /// A path, or the id of a procedure that is found by id
    #[arg(value_name = "PROCEDURE")]
    procedure: String,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
    /// Write to this file instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a procedure can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page that `import` reads back
    Markdown,
}

/// What an import came to, as `--json` has it.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: String,
    id: &'a str,
    title: &'a str,
    steps: Vec<StepTaken<'a>>,
    phases: Vec<PhaseMade<'a>>,
    fill_in: Vec<FillIn<'a>>,
    objectives: Vec<Objective<'a>>,
    kept: Vec<PartKept<'a>>,
}

#[derive(Debug, Serialize)]
struct StepTaken<'a> {
    line: usize,
    id: &'a str,
    title: &'a str,
    phase: &'a str,
    rule: &'static str,
    command: bool,
    expect_ms: Option<i64>,
}

#[derive(Debug, Serialize)]
struct PhaseMade<'a> {
    title: &'a str,
    steps: usize,
}

#[derive(Debug, Serialize)]
struct FillIn<'a> {
    name: &'a str,
    written: &'a str,
    steps: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Objective<'a> {
    key: &'static str,
    value: &'a str,
    line: usize,
    /// What the times of the page come to, where that is more and the objective is not set.
    exceeded: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct PartKept<'a> {
    line: usize,
    begins: &'a str,
    /// `null` is the scenario.
    phase: Option<&'a str>,
}

/// Makes a procedure file of a page; a page without steps is told so, and no file is written.
pub fn import(shell: &Shell, args: &RunbookArgs) -> Result<(), Failure> {
    let Page { imported, name } = library::read_page(&args.page)?;
    let draft = &imported.draft;
    let file = args.output.clone().unwrap_or_else(|| format!("{}.toml", draft.procedure.id).into());
    write(&file, &imported.text)?;
    if args.json {
        return out::print_json(&report(draft, &file));
    }
    out::print_lines(&lines(shell, draft))?;
    let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
    let file = safe(&file.to_string_lossy());
    let (steps, phases) = (draft.procedure.steps.len(), draft.procedure.phases.len());
    shell.tell(&format!(
        "wrote {file}: {} and {} of {}",
        format::count(steps, "step"),
        format::count(phases, "phase"),
        safe(&name)
    ));
    shell.tell(
        "Read it before the first drill: what was taken for a step is a guess. Nothing of it runs by itself.",
    );
    Ok(())
}

/// Writes a procedure as a page.
pub fn export(shell: &Shell, args: &ExportProcedureArgs) -> Result<(), Failure> {
    let Format::Markdown = args.format;
    let places = shell.places()?;
    let loaded = library::find(&args.procedure, &places)?.load(&places)?;
    let page = import::export(&loaded.procedure);
    let Some(file) = args.output.as_deref().filter(|file| file.as_os_str() != "-") else {
        return out::print(&page);
    };
    write(file, &page)?;
    shell.tell(&format!("wrote {} ({} KiB)", file.display(), page.len().div_ceil(1_024)));
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    if write_new_file(file, text.as_bytes())? {
        return Ok(());
    }
    let message = "is there already and was left as it is; name another one with -o, or move it away first";
    Err(Failure::Store(format!("the file {} {message}", file.display())))
}

/// Says what was taken for what: a line for each step, then what is to be filled in, what is proposed, and what became
/// no step.
fn lines(shell: &Shell, draft: &Draft) -> Vec<String> {
    let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
    let dot = dot(shell.charset());
    let procedure = &draft.procedure;
    let mut lines = vec![format!("{}{dot}{}", safe(procedure.id.as_str()), safe(&procedure.title))];
    let width = draft.taken.iter().map(|it| it.line).max().unwrap_or(0).to_string().len();
    let mut phase = None;
    for Taken { line, rule, step } in &draft.taken {
        let step = &procedure.steps[*step];
        if phase != Some(step.phase) {
            phase = Some(step.phase);
            lines.push(format!(
                "phase: {}",
                procedure.phases.get(step.phase).map_or(String::new(), |it| safe(&it.title))
            ));
        }
        lines.push(format!("  line {line:>width$}: {}{dot}{}", safe(&step.title), rule.word()));
    }
    for it in &draft.blanks {
        let first = it
            .steps
            .first()
            .map_or(String::new(), |at| format!(", in {}", safe(procedure.steps[*at].id.as_str())));
        let more = it.steps.len().saturating_sub(1);
        let more =
            if more == 0 { String::new() } else { format!(" and {}", format::count(more, "more step")) };
        lines.push(format!("fill in: {} ({}){first}{more}", safe(&it.name), safe(&it.written)));
    }
    for it in &draft.objectives {
        lines.push(match &it.exceeded {
            None => format!("proposed: {} = {}, from line {}", it.key, it.text, it.line),
            Some(more) => format!(
                "not set: {} = {}, from line {}: the times of the page come to {more}",
                it.key, it.text, it.line
            ),
        });
    }
    for Kept { line, what, phase } in &draft.kept {
        let to = phase.and_then(|at| procedure.phases.get(at)).map_or_else(
            || "in the scenario".to_owned(),
            |it| format!("in the text of the phase {}", safe(&it.title)),
        );
        lines.push(format!("no step: line {line}: {}{dot}{to}", cells::label(what, 60, shell.charset())));
    }
    lines
}

fn report<'a>(draft: &'a Draft, file: &Path) -> Report<'a> {
    let procedure = &draft.procedure;
    let phase = |at: usize| procedure.phases.get(at).map_or("", |it| it.title.as_str());
    let steps = draft.taken.iter().map(|it| {
        let step = &procedure.steps[it.step];
        StepTaken {
            line: it.line,
            id: step.id.as_str(),
            title: &step.title,
            phase: phase(step.phase),
            rule: it.rule.word(),
            command: step.command.is_some(),
            expect_ms: step.expect.map(crate::drill::time::Span::millis),
        }
    });
    let id = |at: &usize| procedure.steps[*at].id.as_str();
    let fill_in = draft.blanks.iter();
    let fill_in = fill_in.map(|it| FillIn {
        name: &it.name,
        written: &it.written,
        steps: it.steps.iter().map(id).collect(),
    });
    let phases = procedure.phases.iter().enumerate().map(|(at, it)| PhaseMade {
        title: &it.title,
        steps: procedure.steps.iter().filter(|step| step.phase == at).count(),
    });
    Report {
        file: file.to_string_lossy().into_owned(),
        id: procedure.id.as_str(),
        title: &procedure.title,
        steps: steps.collect(),
        phases: phases.collect(),
        fill_in: fill_in.collect(),
        objectives: draft
            .objectives
            .iter()
            .map(|it| Objective {
                key: it.key,
                value: &it.text,
                line: it.line,
                exceeded: it.exceeded.as_deref(),
            })
            .collect(),
        kept: draft
            .kept
            .iter()
            .map(|it| PartKept { line: it.line, begins: &it.what, phase: it.phase.map(phase) })
            .collect(),
    }
}
