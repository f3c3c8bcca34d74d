//! A procedure as Markdown and back: what Markdown cannot say stands as TOML in a comment under each heading.
//!
//! The comments also say where phases and steps begin, so that texts may hold headings, lists and fences of their own. A
//! step that was written in by hand needs no more than `<!-- firedrill step -->` under its heading.

use super::assemble::{Blank, Draft, Taken};
use super::ids::Ids;
use super::page::NotImported;
use super::step::{Rule, joined};
use crate::drill::procedure::{Procedure, Step};
use crate::library::parse::parse_allowing;
use crate::library::quote;
use crate::library::render::{self, Remarks};
use std::fmt::Write as _;

const MARK: &str = "<!-- firedrill ";

/// Whether the page was written by [`write`].
pub(super) fn is_export(page: &str) -> bool {
    page.lines().any(|line| line.starts_with("<!-- firedrill procedure"))
}

/// Writes the procedure.
pub(super) fn write(procedure: &Procedure) -> String {
    let mut out = String::new();
    let head = Procedure { title: String::new(), scenario: String::new(), ..procedure.clone() };
    let head = render::head(&head).replacen("title = \"\"\n", "", 1);
    part(&mut out, "procedure", &procedure.title, &procedure.scenario, "scenario", None, &head);
    for (index, phase) in procedure.phases.iter().enumerate() {
        part(&mut out, "phase", &phase.title, &phase.text, "text", None, "");
        for (at, step) in procedure.steps.iter().enumerate().filter(|it| it.1.phase == index) {
            let before = at.checked_sub(1).map(|at| &procedure.steps[at]);
            let keys = format!("id = {}\n{}", quote::line(step.id.as_str()), render::keys(step, before));
            part(&mut out, "step", &step.title, &step.text, "text", step.command.as_deref(), &keys);
        }
    }
    out
}

/// Writes a heading, its comment and what stands under it; what would not read back stands in the comment.
fn part(
    out: &mut String,
    kind: &str,
    title: &str,
    text: &str,
    text_key: &str,
    command: Option<&str>,
    keys: &str,
) {
    let mut keys = keys.to_owned();
    let mut flags = String::new();
    let shown = title.trim() == title && !title.contains(char::is_control) && !title.is_empty();
    if !shown {
        let _ = writeln!(keys, "title = {}", quote::line(title));
        keys = in_front(&keys);
    }
    let mut body = text.to_owned();
    if joined([text]) != text || text.contains('\r') || text.lines().any(|line| line.starts_with(MARK)) {
        keys = format!("{text_key} = {}\n{keys}", quote::quoted(text));
        body.clear();
    }
    if let Some(command) = command {
        let bare = command.strip_suffix('\n').unwrap_or(command);
        if bare.trim_matches('\n') == bare
            && !bare.contains('\r')
            && !bare.lines().any(|line| line.starts_with(MARK))
        {
            flags.push_str(if bare == command { " command" } else { " command+" });
            let fence = "`".repeat(longest_run(bare).max(2) + 1);
            body = format!("{}\n\n{fence}sh\n{bare}\n{fence}", body.trim_end_matches('\n'));
        } else {
            keys = format!("command = {}\n{keys}", quote::quoted(command));
        }
    }
    let level = match kind {
        "procedure" => "#",
        "phase" => "##",
        _ => "###",
    };
    let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let end = if keys.is_empty() { " -->".to_owned() } else { format!("\n{}-->", guarded(&keys)) };
    let body = body.trim_matches('\n');
    let gap = if body.is_empty() { "" } else { "\n\n" };
    let _ = writeln!(out, "{level} {}\n\n{MARK}{kind}{flags}{end}{gap}{body}\n", title.trim());
}

/// Puts the last line first: in front of the tables, where a key of the procedure must stand.
fn in_front(keys: &str) -> String {
    let trimmed = keys.trim_end_matches('\n');
    match trimmed.rsplit_once('\n') {
        Some((before, last)) => format!("{last}\n{before}\n"),
        None => keys.to_owned(),
    }
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Keeps a text from ending the comment that it is in: `-->` gets a backslash, and one that has some gets one more.
fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("--") {
        let behind = &rest[at + 2..];
        let slashes = behind.len() - behind.trim_start_matches('\\').len();
        out.push_str(&rest[..=at]);
        if behind[slashes..].starts_with('>') {
            out.push_str("-\\");
            out.push_str(&behind[..=slashes]);
            rest = &behind[slashes + 1..];
        } else {
            rest = &rest[at + 1..];
        }
    }
    out + rest
}

/// Takes away what [`guarded`] put in.
fn unguarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("--\\") {
        let behind = &rest[at + 3..];
        let slashes = behind.len() - behind.trim_start_matches('\\').len();
        if behind[slashes..].starts_with('>') {
            out.push_str(&rest[..at + 2]);
            out.push_str(&behind[..=slashes]);
            rest = &behind[slashes + 1..];
        } else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
        }
    }
    out + rest
}

/// A part of an export.
#[derive(Debug, Default)]
struct Part<'p> {
    /// The line of its heading, from 1.
    line: usize,
    kind: &'p str,
    flags: Vec<&'p str>,
    title: &'p str,
    keys: String,
    body: Vec<&'p str>,
}

/// Reads an export back.
pub(super) fn read(page: &str) -> Result<Draft, NotImported> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page).replace("\r\n", "\n");
    let parts = parts(&page);
    let text = toml(&parts);
    let procedure = parse_allowing(&text, true).map_err(|problems| NotImported::Broken(text, problems))?;
    let steps = parts.iter().filter(|it| it.kind == "step").enumerate();
    let taken = steps.map(|(step, part)| Taken { line: part.line, rule: Rule::Exported, step }).collect();
    let blanks = blanks(&procedure);
    Ok(Draft {
        procedure,
        remarks: Remarks::default(),
        taken,
        blanks,
        objectives: Vec::new(),
        kept: Vec::new(),
    })
}

/// Returns the variables without a value.
fn blanks(procedure: &Procedure) -> Vec<Blank> {
    let vars = procedure.environments.iter().flat_map(|it| &it.vars).filter(|(_, value)| value.is_empty());
    let mut names: Vec<&String> = vars.map(|it| it.0).collect();
    names.sort();
    names.dedup();
    let uses = |step: &Step, name: &str| step.command.as_ref().is_some_and(|it| it.contains(name));
    let steps =
        |name: &str| (0..procedure.steps.len()).filter(|at| uses(&procedure.steps[*at], name)).collect();
    names
        .into_iter()
        .map(|name| Blank { name: name.clone(), written: format!("${name}"), steps: steps(name) })
        .collect()
}

fn parts(page: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(mark) = line.strip_prefix(MARK) else {
            if let Some(part) = parts.last_mut() {
                part.body.push(line);
            } else {
                parts.push(Part { body: vec![line], ..Part::default() });
            }
            continue;
        };
        let (mark, closed) = mark.split_once("-->").map_or((mark, false), |(mark, _)| (mark, true));
        let mut words = mark.split_whitespace();
        let mut part = Part {
            line: at + 1,
            kind: words.next().unwrap_or_default(),
            flags: words.collect(),
            ..Part::default()
        };
        // The heading stands last in what seemed to be the text before.
        if let Some(before) = parts.last_mut() {
            while before.body.last().is_some_and(|line| line.trim().is_empty()) {
                before.body.pop();
                part.line -= 1;
            }
            if before.body.last().is_some_and(|line| line.starts_with('#')) {
                let heading = before.body.pop().unwrap_or_default();
                part.title = heading.trim_start_matches('#').trim();
                part.line -= 1;
            }
        }
        if !closed {
            let keys: Vec<&str> = lines.by_ref().map(|it| it.1).take_while(|line| *line != "-->").collect();
            part.keys = unguarded(&(keys.join("\n") + "\n"));
        }
        parts.push(part);
    }
    parts.retain(|it| matches!(it.kind, "procedure" | "phase" | "step"));
    parts
}

/// Puts the parts together as a procedure file.
fn toml(parts: &[Part<'_>]) -> String {
    let mut ids = Ids::default();
    let tables: Vec<toml::Table> = parts.iter().map(|it| it.keys.parse().unwrap_or_default()).collect();
    tables.iter().filter_map(|it| it.get("id")?.as_str()).for_each(|id| ids.take(id));
    let mut out = String::new();
    for (part, table) in parts.iter().zip(&tables) {
        let (mut text, command) = part.content();
        match part.kind {
            "procedure" => {}
            "phase" => out.push_str("\n[[phase]]\n"),
            _ => out.push_str("\n[[phase.step]]\n"),
        }
        if !table.contains_key("title") {
            let _ = writeln!(out, "title = {}", quote::line(part.title));
        }
        if part.kind == "step" && !table.contains_key("id") {
            let _ = writeln!(out, "id = {}", quote::line(&ids.of(part.title)));
        }
        let key = if part.kind == "procedure" { "scenario" } else { "text" };
        if table.contains_key(key) {
            text.clear();
        }
        if !text.is_empty() {
            let _ = writeln!(out, "{key} = {}", quote::quoted(&text));
        }
        if let Some(command) = command.filter(|_| !table.contains_key("command")) {
            let _ = writeln!(out, "command = {}", quote::quoted(&command));
        }
        out.push_str(&part.keys);
    }
    out
}

impl Part<'_> {
    /// Splits what stands under the heading into text and command: the last fence, where the mark says so.
    fn content(&self) -> (String, Option<String>) {
        let mut body = self.body.as_slice();
        while body.last().is_some_and(|line| line.trim().is_empty()) {
            body = &body[..body.len() - 1];
        }
        let ends = match self.flags.first() {
            Some(&"command") => "",
            Some(&"command+") => "\n",
            _ => return (joined([body.join("\n").as_str()]), None),
        };
        let fence = body.last().copied().unwrap_or_default();
        let open = body.iter().rposition(|line| line.strip_suffix("sh") == Some(fence));
        let Some(open) = open.filter(|_| fence.starts_with("```") && fence.trim_matches('`').is_empty())
        else {
            return (joined([body.join("\n").as_str()]), None);
        };
        let command = body[open + 1..body.len() - 1].join("\n") + ends;
        (joined([body[..open].join("\n").as_str()]), Some(command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::BuiltIn;
    use crate::library::built_in::BUILT_IN;
    use proptest::prelude::*;

    fn back(procedure: &Procedure) -> Procedure {
        let page = write(procedure);
        read(&page).unwrap_or_else(|why| panic!("{why:?}\n{page}")).procedure
    }

    #[test]
    fn every_built_in_procedure_comes_back() {
        for procedure in BUILT_IN.iter().map(BuiltIn::load).map(|it| it.unwrap().procedure) {
            assert_eq!(back(&procedure), procedure);
            let page = write(&procedure);
            assert!(page.contains(&format!("\n### {}\n", procedure.steps[0].title)), "{page}");
        }
    }

    #[test]
    fn a_step_may_be_written_in_by_hand() {
        let procedure = BUILT_IN[0].load().unwrap().procedure;
        let page = write(&procedure) + "### Look again\n\n<!-- firedrill step -->\n\nAt everything.\n";
        let read = read(&page).unwrap();
        let last = read.procedure.steps.last().unwrap();
        assert_eq!((last.id.as_str(), last.text.as_str()), ("look-again", "At everything."));
        let line = page.lines().position(|line| line == "### Look again").unwrap() + 1;
        assert_eq!(read.taken.last().unwrap().line, line);
    }

    #[test]
    fn what_is_wrong_in_a_comment_is_named() {
        let page = write(&BUILT_IN[0].load().unwrap().procedure).replacen("id = ", "idd = ", 1);
        let Err(NotImported::Broken(_, problems)) = read(&page) else { panic!("{page}") };
        assert!(problems.iter().any(|it| it.message.contains("idd")), "{problems:?}");
    }

    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_owned()),
            Just("-->".to_owned()),
            Just("--\\>".to_owned()),
            Just("\n-->\n".to_owned()),
            Just("\n<!-- firedrill step -->\n".to_owned()),
            Just("\n```sh\n".to_owned()),
            Just("\n```\n".to_owned()),
            Just("\n### x\n".to_owned()),
            Just("\"\"\"".to_owned()),
            Just("'''".to_owned()),
            Just("\r".to_owned()),
            Just("  ".to_owned()),
            "[a-z#\\\\]{1,4}",
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn whatever_the_texts_are_they_come_back(texts in proptest::collection::vec(nasty(), 6)) {
            let mut procedure = BUILT_IN[0].load().unwrap().procedure;
            let titled = |text: &String| if text.trim().is_empty() { "x".to_owned() } else { text.clone() };
            procedure.title = titled(&texts[0]);
            procedure.scenario = texts[1].clone();
            procedure.phases[0].title = titled(&texts[2]);
            procedure.phases[0].text = texts[3].clone();
            procedure.steps[0].title = titled(&texts[4]);
            procedure.steps[0].text = texts[5].clone();
            procedure.steps[0].command = Some(texts[3].clone());
            procedure.steps[1].command = Some(texts[5].clone());
            procedure.steps[2].recovery_point = Some("echo \"-->\" '--\\>' \\-->".to_owned());
            let page = write(&procedure);
            let read = read(&page).map(|it| it.procedure);
            prop_assert!(read.as_ref() == Ok(&procedure), "{page}");
        }

        #[test]
        fn a_comment_cannot_be_left(text in "[-\\\\>a]{0,20}") {
            prop_assert_eq!(unguarded(&guarded(&text)), text.clone());
            prop_assert!(!guarded(&text).contains("-->"));
        }
    }
}
