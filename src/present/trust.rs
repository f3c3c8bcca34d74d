//! What is shown before a procedure is trusted: everything that it would start and ask, the files that it is made of, and
//! what changed since the last time.

use super::cells;
use super::problem::visible;
use super::safe::Charset;
use super::table::aligned;
use crate::drill::procedure::Procedure;
use crate::drill::reach::{Of, would_contact, would_run};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many digits of a hash are shown.
const SHORT: usize = 12;

/// A procedure that may be trusted.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// Where it lies.
    pub folder: &'a str,
    /// The files that it is made of.
    pub files: &'a [FileRow],
    /// How it stands.
    pub standing: Said<'a>,
    /// What is trusted: `sha256:…`.
    pub fingerprint: &'a str,
}

/// How the procedure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// It comes with the program.
    BuiltIn,
    /// It is what was trusted.
    Trusted,
    /// Nobody trusted it here.
    Never,
    /// It is not any more what was trusted: a sentence for each change.
    Changed(&'a [String]),
}

/// A file of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Its path in the folder.
    pub path: String,
    /// Its SHA-256; `None` for a link.
    pub sha256: Option<String>,
    /// What it says; `None` for a file.
    pub link: Option<String>,
}

/// The same as data, for `--json`.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    procedure: &'a str,
    folder: &'a str,
    digest: &'a str,
    standing: &'static str,
    changes: &'a [String],
    runs: Vec<RunRow>,
    contacts: Vec<ContactRow>,
    variables: Vec<VariableRow>,
    files: &'a [FileRow],
}

/// A command that would be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// The step's id; `None` for a probe's command.
    pub step: Option<String>,
    /// The probe's id; `None` for a step's command.
    pub probe: Option<String>,
    /// What for: `run`, `check`, `recovery-point`, `identity`, `preview` or `probe`.
    pub role: &'static str,
    /// The command.
    pub command: String,
    /// The names of the variables in it.
    pub variables: BTreeSet<String>,
}

/// Something that would be asked over the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    /// Which probe asks.
    pub probe: String,
    /// What it asks.
    pub target: String,
}

/// A variable of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariableRow {
    /// The environment.
    pub environment: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl<'a> Subject<'a> {
    /// Returns everything as data.
    pub fn document(&self) -> Document<'a> {
        let (standing, changes) = match self.standing {
            Said::BuiltIn => ("built-in", &[][..]),
            Said::Trusted => ("trusted", &[][..]),
            Said::Never => ("never", &[][..]),
            Said::Changed(changes) => ("changed", changes),
        };
        Document {
            procedure: self.procedure.id.as_str(),
            folder: self.folder,
            digest: self.fingerprint,
            standing,
            changes,
            runs: runs(self.procedure),
            contacts: contacts(self.procedure),
            variables: variables(self.procedure),
            files: self.files,
        }
    }

    /// Says how it stands in a sentence, and what to do.
    pub fn sentence(&self) -> String {
        let id = visible(self.procedure.id.as_str());
        match self.standing {
            Said::BuiltIn => format!("{id} comes with the program, and is trusted with it."),
            Said::Trusted => format!("{id} is trusted on this machine, and nothing of it changed since."),
            Said::Never => format!("{id} was never trusted on this machine."),
            Said::Changed([_]) => format!("{id} was trusted, but 1 thing changed since."),
            Said::Changed(changes) => {
                format!("{id} was trusted, but {} things changed since.", changes.len())
            }
        }
    }

    /// Returns everything as lines of safe text.
    pub fn lines(&self, charset: Charset) -> Vec<String> {
        let safe = |text: &str| cells::shown(text, charset);
        let mut lines = vec![safe(&self.procedure.title), format!("in {}", safe(self.folder))];
        let mut block = |title: &str, rows: &[Vec<String>]| {
            if !rows.is_empty() {
                lines.extend([String::new(), title.to_owned()]);
                lines.extend(aligned(rows, &[]).into_iter().map(|row| format!("  {row}")));
            }
        };
        if let Said::Changed(changes) = self.standing {
            let rows: Vec<_> = changes.iter().map(|change| vec![safe(change)]).collect();
            block("CHANGED SINCE IT WAS TRUSTED", &rows);
        }
        block("WOULD RUN", &self.run_rows(charset));
        let contacts: Vec<_> =
            contacts(self.procedure).iter().map(|it| vec![safe(&it.probe), safe(&it.target)]).collect();
        block("WOULD CONTACT", &contacts);
        let variables = variables(self.procedure);
        let row = |it: &VariableRow| vec![safe(&it.environment), safe(&it.name), safe(&it.value)];
        block("VARIABLES", &variables.iter().map(row).collect::<Vec<_>>());
        let files: Vec<_> = self.files.iter().map(|file| file.cells(charset)).collect();
        block("FILES", &files);
        lines.extend([String::new(), self.fingerprint.to_owned()]);
        lines
    }

    /// A row for each line of a command: a command that hides its end in a long line would not be read.
    fn run_rows(&self, charset: Charset) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for run in runs(self.procedure) {
            let of = match (&run.step, &run.probe) {
                (Some(step), _) => self.step_title(step),
                (None, probe) => probe.clone().unwrap_or_default(),
            };
            let commands = super::safe::lines(&run.command, charset);
            for (at, line) in commands.filter(|line| !line.trim().is_empty()).enumerate() {
                let of = if at == 0 { cells::label(&of, 32, charset) } else { String::new() };
                let role = if at == 0 { run.role } else { "" };
                rows.push(vec![of, role.to_owned(), line.into_owned()]);
            }
            if !run.variables.is_empty() {
                let names: Vec<&str> = run.variables.iter().map(String::as_str).collect();
                rows.push(vec![String::new(), String::new(), format!("  with {}", names.join(", "))]);
            }
        }
        rows
    }

    fn step_title(&self, id: &str) -> String {
        let step = self.procedure.steps.iter().zip(1..).find(|(step, _)| step.id.as_str() == id);
        step.map_or_else(String::new, |(step, number)| format!("{number} {}", step.title))
    }
}

impl FileRow {
    fn cells(&self, charset: Charset) -> Vec<String> {
        let what = match (&self.sha256, &self.link) {
            (_, Some(target)) => format!("link to {}", cells::shown(target, charset)),
            (Some(hash), None) => hash.chars().take(SHORT).collect(),
            (None, None) => String::new(),
        };
        vec![cells::shown(&self.path, charset), what]
    }
}

/// Lists what would be started.
pub fn runs(procedure: &Procedure) -> Vec<RunRow> {
    let row = |(of, command): (Of<'_>, &str)| {
        let (step, probe, role) = match of {
            Of::Step(step, role) => (Some(step.id.to_string()), None, role.word()),
            Of::Probe(probe) => (None, Some(probe.id.clone()), "probe"),
        };
        RunRow { step, probe, role, command: command.to_owned(), variables: variables_in(command) }
    };
    would_run(procedure).into_iter().map(|it| row((it.of, it.command))).collect()
}

/// Lists what would be asked over the network.
pub fn contacts(procedure: &Procedure) -> Vec<ContactRow> {
    let row =
        |(probe, target): (&str, &str)| ContactRow { probe: probe.to_owned(), target: target.to_owned() };
    would_contact(procedure).iter().map(|it| row((&it.probe.id, it.target))).collect()
}

fn variables(procedure: &Procedure) -> Vec<VariableRow> {
    let rows = procedure.environments.iter().flat_map(|it| {
        it.vars.iter().map(|(name, value)| VariableRow {
            environment: it.name.to_string(),
            name: name.clone(),
            value: value.clone(),
        })
    });
    rows.collect()
}

/// Returns the names behind each `$` and `${`.
fn variables_in(command: &str) -> BTreeSet<String> {
    let names = command.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest).trim_start_matches(['#', '!']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::plan;

    fn procedure() -> Procedure {
        let mut procedure = plan();
        procedure.steps.truncate(2);
        procedure.steps[0].run = Some("sh a.sh \"$HOST\" ${PORT:-1} $1\nrm -rf \u{1b}[2J".to_owned());
        procedure.environments.truncate(1);
        procedure.environments[0].vars.insert("HOST".to_owned(), "wiki".to_owned());
        procedure
    }

    fn files() -> [FileRow; 2] {
        let file = |path: &str, sha256: Option<&str>, link: Option<&str>| FileRow {
            path: path.to_owned(),
            sha256: sha256.map(str::to_owned),
            link: link.map(str::to_owned),
        };
        [file("a.sh", Some("0123456789abcdef"), None), file("b.sh", None, Some("a.sh"))]
    }

    #[test]
    fn everything_is_shown_harmlessly() {
        let procedure = procedure();
        let changes = ["a.sh changed".to_owned()];
        let standing = Said::Changed(&changes);
        let files = files();
        let subject = Subject {
            procedure: &procedure,
            folder: "/p",
            files: &files,
            standing,
            fingerprint: "sha256:00",
        };
        let step = format!("1 {}", procedure.steps[0].title);
        let gap = " ".repeat(step.len());
        let expected = [
            procedure.title.clone(),
            "in /p".to_owned(),
            String::new(),
            "CHANGED SINCE IT WAS TRUSTED".to_owned(),
            "  a.sh changed".to_owned(),
            String::new(),
            "WOULD RUN".to_owned(),
            format!("  {step}  run  sh a.sh \"$HOST\" ${{PORT:-1}} $1"),
            format!("  {gap}       rm -rf ␛[2J"),
            format!("  {gap}         with HOST, PORT"),
            String::new(),
            "VARIABLES".to_owned(),
            format!("  {}  HOST  wiki", procedure.environments[0].name),
            String::new(),
            "FILES".to_owned(),
            "  a.sh  0123456789ab".to_owned(),
            "  b.sh  link to a.sh".to_owned(),
            String::new(),
            "sha256:00".to_owned(),
        ];
        assert_eq!(subject.lines(Charset::Unicode), expected);
        assert!(subject.sentence().ends_with("was trusted, but 1 thing changed since."));
    }

    #[test]
    fn the_same_stands_in_the_document() {
        let procedure = procedure();
        let standing = Said::Never;
        let subject = Subject {
            procedure: &procedure,
            folder: "/p",
            files: &files(),
            standing,
            fingerprint: "sha256:00",
        };
        let document = serde_json::to_value(subject.document()).unwrap();
        assert_eq!(document["standing"], "never");
        assert_eq!(document["runs"][0]["variables"], serde_json::json!(["HOST", "PORT"]));
        assert_eq!(document["variables"][0]["value"], "wiki");
        assert_eq!(document["files"][1]["link"], "a.sh");
    }
}
