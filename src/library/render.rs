//! Writes a procedure as the TOML text that a person goes on to edit.

use super::quote;
use crate::drill::procedure::{
    Anchor, Environment, Expected, Objective, Phase, Probe, ProbeTarget, Procedure, Step,
};
use crate::drill::time::Span;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is said beside the values, as comments; each line without its `#`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// At the top of the file.
    pub head: Vec<String>,
    /// Beside the recovery time objective.
    pub rto: Option<String>,
    /// Beside the recovery point objective.
    pub rpo: Option<String>,
    /// Beside a variable of the environments, by its name.
    pub vars: BTreeMap<String, String>,
}

/// Returns the text of the procedure's file; it reads back as the same procedure.
pub fn render(procedure: &Procedure, remarks: &Remarks) -> String {
    let mut out = Writer::default();
    remarks.head.iter().for_each(|line| out.comment(line));
    if !remarks.head.is_empty() {
        out.blank();
    }
    out.head(procedure, remarks);
    for (index, phase) in procedure.phases.iter().enumerate() {
        out.phase(phase);
        for (at, step) in procedure.steps.iter().enumerate().filter(|(_, step)| step.phase == index) {
            out.step(step, at.checked_sub(1).map(|at| &procedure.steps[at]));
        }
    }
    out.text
}

/// Returns everything of the file in front of its first phase.
pub(super) fn head(procedure: &Procedure) -> String {
    let mut out = Writer::default();
    out.head(procedure, &Remarks::default());
    out.text
}

/// Returns the keys of a step; `before` is the one in front of it in the file.
pub(super) fn keys(step: &Step, before: Option<&Step>) -> String {
    let mut out = Writer::default();
    out.keys(step, before);
    out.text
}

/// Writes a length with the units that a file may have.
pub(super) fn span(span: Span) -> String {
    let mut rest = span.millis().max(1);
    let mut text = String::new();
    for (unit, millis) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        // A day is written as 24h, as people write objectives.
        if unit == "d" && (rest < 2 * millis || rest % millis != 0) {
            continue;
        }
        if rest / millis > 0 {
            let _ = write!(text, "{}{unit}", rest / millis);
        }
        rest %= millis;
    }
    text
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn comment(&mut self, text: &str) {
        for line in text.lines() {
            let safe: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let _ = writeln!(self.text, "# {}", safe.trim_end());
        }
    }

    fn raw(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{} = {value}", quote::key(key));
    }

    fn put(&mut self, key: &str, text: &str) {
        self.raw(key, &quote::quoted(text));
    }

    fn put_some(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.put(key, text);
        }
    }

    fn put_list<'t>(&mut self, key: &str, texts: impl IntoIterator<Item = &'t str>) {
        let list = quote::list(texts);
        if list != "[]" {
            self.raw(key, &list);
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.raw(key, "true");
        }
    }

    fn beside(&mut self, key: &str, text: &str, remark: Option<&String>) {
        let remark = remark.map(|it| format!("  # {}", it.replace(|c: char| c.is_control(), " ")));
        self.raw(key, &format!("{}{}", quote::line(text), remark.unwrap_or_default()));
    }

    fn objective(&mut self, key: &str, objective: Option<&Objective>, remark: Option<&String>) {
        if let Some(objective) = objective {
            self.beside(key, &objective.text, remark);
        }
    }

    fn head(&mut self, procedure: &Procedure, remarks: &Remarks) {
        self.put("id", procedure.id.as_str());
        self.put("title", &procedure.title);
        if !procedure.scenario.is_empty() {
            self.put("scenario", &procedure.scenario);
        }
        self.objective("rto", procedure.rto.as_ref(), remarks.rto.as_ref());
        self.objective("rpo", procedure.rpo.as_ref(), remarks.rpo.as_ref());
        if procedure.clock != (Anchor::Declared, Anchor::Verified) {
            self.raw("clock", &quote::list([procedure.clock.0.word(), procedure.clock.1.word()]));
        }
        self.put_list("also", procedure.also.iter().map(String::as_str));
        procedure.environments.iter().for_each(|it| self.environment(it, remarks));
        for it in &procedure.components {
            self.table("component", it.id.as_str());
            self.put("title", &it.title);
            self.raw("weight", &it.weight.to_string());
        }
        for it in &procedure.dependencies {
            self.table("dependency", it.id.as_str());
            self.put("title", &it.title);
            self.flag("third_party", it.third_party);
            self.put_some("alternative", it.alternative.as_ref());
        }
        procedure.probes.iter().for_each(|it| self.probe(it));
    }

    fn table(&mut self, name: &str, id: &str) {
        self.blank();
        let _ = writeln!(self.text, "[[{name}]]");
        self.put("id", id);
    }

    fn environment(&mut self, it: &Environment, remarks: &Remarks) {
        let name = quote::key(it.name.as_str());
        self.blank();
        let _ = writeln!(self.text, "[environment.{name}]");
        self.flag("protected", it.protected);
        self.objective("rto", it.rto.as_ref(), None);
        self.objective("rpo", it.rpo.as_ref(), None);
        if it.vars.is_empty() {
            return;
        }
        self.blank();
        let _ = writeln!(self.text, "[environment.{name}.vars]");
        if it.vars.values().any(String::is_empty) {
            self.comment("Fill in what is empty before the first drill.");
        }
        for (name, value) in &it.vars {
            self.beside(name, value, remarks.vars.get(name));
        }
    }

    fn probe(&mut self, it: &Probe) {
        self.table("probe", &it.id);
        self.put_some("title", it.title.as_ref());
        match &it.target {
            ProbeTarget::Run(run) => self.put("run", run),
            ProbeTarget::Http(url) => self.put("http", url),
            ProbeTarget::Tcp(address) => self.put("tcp", address),
        }
        self.raw("every", &quote::line(&span(it.every)));
        if let Some(timeout) = it.timeout {
            self.raw("timeout", &quote::line(&span(timeout)));
        }
        match &it.expected {
            Some(Expected::Status(least, most)) if least == most => self.raw("expected", &least.to_string()),
            Some(Expected::Status(least, most)) => {
                self.raw("expected", &quote::line(&format!("{least}..{most}")));
            }
            Some(Expected::Output(text)) => self.put("expected", text),
            None => {}
        }
        self.put_list("sets", it.sets.iter().map(|it| it.word()));
        self.put_some("dependency", it.dependency.as_ref().map(|it| it.as_str().to_owned()).as_ref());
        self.put_list("secrets", it.secrets.iter().map(String::as_str));
    }

    fn phase(&mut self, phase: &Phase) {
        self.blank();
        self.text.push_str("[[phase]]\n");
        self.put("title", &phase.title);
        if !phase.text.is_empty() {
            self.put("text", &phase.text);
        }
    }

    fn step(&mut self, step: &Step, before: Option<&Step>) {
        self.blank();
        self.text.push_str("[[phase.step]]\n");
        self.put("id", step.id.as_str());
        self.put("title", &step.title);
        if !step.text.is_empty() {
            self.put("text", &step.text);
        }
        self.put_some("command", step.command.as_ref());
        self.keys(step, before);
    }

    /// The keys besides id, title, text and command.
    fn keys(&mut self, step: &Step, before: Option<&Step>) {
        self.put_some("run", step.run.as_ref());
        self.put_some("check", step.check.as_ref());
        self.flag("automatic", step.automatic);
        self.flag("interactive", step.interactive);
        for (key, length) in [("timeout", step.timeout), ("expect", step.expect)] {
            if let Some(length) = length {
                self.raw(key, &quote::line(&span(length)));
            }
        }
        let usual: Vec<&str> = before.map(|it| it.id.as_str()).into_iter().collect();
        let after: Vec<&str> = step.after.iter().map(super::super::drill::ids::StepId::as_str).collect();
        if after != usual {
            self.raw("after", &quote::list(after));
        }
        self.put_list("restores", step.restores.iter().map(super::super::drill::ids::ComponentId::as_str));
        self.put_list("needs", step.needs.iter().map(super::super::drill::ids::DependencyId::as_str));
        self.put_some("recovery_point", step.recovery_point.as_ref());
        self.put_list("secrets", step.secrets.iter().map(String::as_str));
        self.flag("destructive", step.destructive);
        if let Some(it) = &step.identity {
            let (run, equals) = (quote::line(&it.run), quote::line(&it.equals));
            self.raw("identity", &format!("{{ run = {run}, equals = {equals} }}"));
        }
        if let Some(it) = &step.preview {
            let count = format!("{}..{}", it.count.0, it.count.1);
            self.raw("preview", &format!("{{ run = {}, count = \"{count}\" }}", quote::line(&it.run)));
        }
        self.flag("two_person", step.two_person);
        self.put_some("marks", step.marks.map(|it| it.word().to_owned()).as_ref());
        self.put_list("was", step.was.iter().map(super::super::drill::ids::StepId::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::BuiltIn;
    use crate::library::built_in::BUILT_IN;
    use crate::library::parse;

    #[test]
    fn every_built_in_procedure_reads_back_as_it_was() {
        for procedure in BUILT_IN.iter().map(BuiltIn::load).map(|it| it.unwrap().procedure) {
            let text = render(&procedure, &Remarks::default());
            assert_eq!(parse(&text).unwrap(), procedure, "{text}");
        }
    }

    #[test]
    fn lengths_are_written_as_people_write_them() {
        let spans = [90, 3_600, 86_400, 172_800, 0].map(|secs| span(Span::from_secs(secs)));
        assert_eq!(spans, ["1m30s", "1h", "24h", "2d", "1ms"]);
    }

    #[test]
    fn remarks_stand_beside_their_values() {
        let mut procedure = BUILT_IN[0].load().unwrap().procedure;
        procedure.environments[0].vars = [("HOST".to_owned(), String::new())].into();
        let remarks = Remarks {
            head: vec!["From a page.".to_owned()],
            rto: Some("line 3".to_owned()),
            vars: [("HOST".to_owned(), "a\nb".to_owned())].into(),
            ..Remarks::default()
        };
        let text = render(&procedure, &remarks);
        assert!(text.starts_with("# From a page.\n\nid = "), "{text}");
        assert!(text.contains("\"  # line 3\n") && text.contains("HOST = \"\"  # a b\n"), "{text}");
        assert_eq!(parse(&text).unwrap(), procedure);
    }
}
