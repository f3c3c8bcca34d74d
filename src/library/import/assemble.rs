//! Puts the steps of a page and everything around them into a procedure.

use super::blocks::{Block, Kind};
use super::ids::Ids;
use super::objectives::{self, Proposed};
use super::placeholders::Placeholders;
use super::recognise::Steps;
use super::sections::Section;
use super::source::Source;
use super::step::{Found, Rule, joined, says};
use super::times::Time;
use super::topics::Topic;
use crate::drill::duration::{parse_duration, write_duration};
use crate::drill::procedure::{Environment, Objective, Phase, Procedure, Step};
use crate::drill::time::Span;
use crate::library::render::Remarks;
use std::collections::BTreeMap;
use std::ops::Range;

/// A part of the page that a step was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The line that it begins in, from 1.
    pub line: usize,
    /// Why it is a step.
    pub rule: Rule,
    /// The step, by its index.
    pub step: usize,
}

/// Something that a person has to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// The variable of the environments.
    pub name: String,
    /// How the page writes it.
    pub written: String,
    /// The steps that it stands in, by their index.
    pub steps: Vec<usize>,
}

/// A part of the page that became no step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its first line, from 1.
    pub line: usize,
    /// Its heading, or how it begins.
    pub what: String,
    /// The phase that says it now; `None` is the scenario.
    pub phase: Option<usize>,
}

/// A procedure made of a page, and what is to be said about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The procedure.
    pub procedure: Procedure,
    /// Comments for its file.
    pub remarks: Remarks,
    /// What was taken for a step, in the order of the steps.
    pub taken: Vec<Taken>,
    /// What has to be filled in.
    pub blanks: Vec<Blank>,
    /// Objectives that the page names.
    pub objectives: Vec<Proposed>,
    /// What became no step.
    pub kept: Vec<Kept>,
}

/// A phase in the making.
struct Stretch {
    /// The section that it is made of.
    section: usize,
    title: String,
    text: Vec<String>,
    expect: Option<Time>,
}

/// Text that waits for its phase.
struct Waiting {
    section: usize,
    heading: bool,
    range: Range<usize>,
}

struct Assembly<'a> {
    source: &'a Source,
    sections: &'a [Section],
    /// The comments of the page, which are no text.
    comments: Vec<Range<usize>>,
    phases: Vec<Stretch>,
    steps: Vec<(Found, usize)>,
    scenario: Vec<String>,
    waiting: Vec<Waiting>,
    kept: Vec<Kept>,
}

/// Makes the procedure; `name` is used where the page has no title.
pub(super) fn assemble(
    source: &Source,
    blocks: &[Block],
    sections: &[Section],
    steps: Steps,
    name: &str,
) -> Draft {
    let comments =
        blocks.iter().filter(|it| matches!(it.kind, Kind::Comment)).map(|it| it.range.clone()).collect();
    let mut assembly = Assembly {
        source,
        sections,
        comments,
        phases: Vec::new(),
        steps: Vec::new(),
        scenario: Vec::new(),
        waiting: Vec::new(),
        kept: Vec::new(),
    };
    let mut below = vec![false; sections.len()];
    for index in (0..sections.len()).rev() {
        below[index] |= !steps.inside[index].is_empty() || steps.itself[index].is_some();
        if let Some(parent) = sections[index].parent {
            below[parent] |= below[index];
        }
    }
    let mut until = 0;
    for (index, (inside, itself)) in steps.inside.into_iter().zip(steps.itself).enumerate() {
        // What a step took with it is not looked at again.
        if sections[index].heading.start < until {
            continue;
        }
        match itself {
            Some(step) => {
                until = step.consumed.end;
                assembly.heading_step(index, step);
            }
            None if !inside.is_empty() => assembly.steps(index, inside),
            None => assembly.text(index, below[index]),
        }
    }
    assembly.finish(name)
}

impl Assembly<'_> {
    /// A heading that is a step belongs to the phase that the heading above it is.
    fn heading_step(&mut self, index: usize, step: Found) {
        let above = self.sections[index].parent.unwrap_or(0);
        if self.phases.last().is_none_or(|it| it.section != above) {
            self.phase(above);
        }
        self.release();
        self.steps.push((step, self.phases.len() - 1));
    }

    fn steps(&mut self, index: usize, steps: Vec<Found>) {
        let section = &self.sections[index];
        let first = steps.first().map_or(section.own.end, |it| it.consumed.start);
        let mut taken: Vec<Range<usize>> = steps.iter().map(|it| it.consumed.clone()).collect();
        taken.sort_by_key(|it| it.start);
        let rest = self.gaps(section.own.clone(), &taken);
        let (before, after): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| it.start < first);
        if section.is_page {
            for it in &before {
                self.keep(it.clone(), None);
            }
        }
        self.phase(index);
        self.release();
        let phase = self.phases.len() - 1;
        let before = before.into_iter().filter(|_| !section.is_page);
        before.chain(after).for_each(|it| self.keep(it, Some(phase)));
        self.steps.extend(steps.into_iter().map(|step| (step, phase)));
    }

    /// A section without steps of its own.
    fn text(&mut self, index: usize, below: bool) {
        let section = &self.sections[index];
        if section.is_page {
            self.gaps(section.own.clone(), &[]).into_iter().for_each(|it| self.keep(it, None));
            return;
        }
        if below || !self.waiting.is_empty() {
            self.waiting.push(Waiting { section: index, heading: true, range: section.heading.clone() });
            self.waiting.push(Waiting { section: index, heading: false, range: section.own.clone() });
            return;
        }
        let phase = self.phases.len().checked_sub(1);
        self.keep_section(section.heading.start..section.own.end, phase);
    }

    /// Begins a phase of a section.
    fn phase(&mut self, index: usize) {
        let section = &self.sections[index];
        let name = if section.is_page { "" } else { plain(section.name()) };
        let above = section.parent.map(|at| &self.sections[at]).filter(|it| !it.is_page);
        let title = match above {
            _ if name.is_empty() => "Procedure".to_owned(),
            Some(above) if Topic::is_plain_steps(name) => format!("{}: {name}", plain(above.name())),
            _ => name.to_owned(),
        };
        let title = title.replace('`', "");
        let title = if title.trim().is_empty() { "Procedure".to_owned() } else { title };
        self.waiting.retain(|it| !(it.heading && it.section == index));
        // A title does not say where its links lead.
        let raw = &self.source.body[section.heading.clone()];
        let heading = (section.title.links > 0 || !says(&title, raw)).then(|| raw.to_owned());
        let (text, expect) = (heading.into_iter().collect(), Time::find(&section.title.text));
        self.phases.push(Stretch { section: index, title, text, expect });
    }

    /// Gives the phase what waited for it.
    fn release(&mut self) {
        let phase = self.phases.len().checked_sub(1);
        for it in std::mem::take(&mut self.waiting) {
            if it.heading {
                self.keep_section(it.range, phase);
            } else {
                self.gaps(it.range, &[]).into_iter().for_each(|it| self.keep_text(it, phase));
            }
        }
    }

    /// Returns what is left of the range without what is taken and without comments.
    fn gaps(&self, range: Range<usize>, taken: &[Range<usize>]) -> Vec<Range<usize>> {
        let from = self.comments.partition_point(|it| it.end <= range.start);
        let comments = self.comments[from..].iter().take_while(|it| it.start < range.end);
        let mut holes: Vec<&Range<usize>> = taken.iter().chain(comments).collect();
        holes.sort_by_key(|it| it.start);
        let (mut at, mut gaps) = (range.start, Vec::new());
        for hole in holes {
            if hole.start > at {
                gaps.push(at..hole.start.min(range.end));
            }
            at = at.max(hole.end);
        }
        if at < range.end {
            gaps.push(at..range.end);
        }
        gaps.retain(|it| !self.source.body[it.clone()].trim().is_empty());
        gaps
    }

    /// Keeps a part, and says so.
    fn keep(&mut self, range: Range<usize>, phase: Option<usize>) {
        let text = &self.source.body[range.clone()];
        let blank = text.len() - text.trim_start().len();
        let what = text.trim().lines().next().unwrap_or_default().trim_start_matches('#').trim().to_owned();
        self.kept.push(Kept { line: self.source.line(range.start + blank), what, phase });
        self.keep_text(range, phase);
    }

    fn keep_section(&mut self, range: Range<usize>, phase: Option<usize>) {
        self.gaps(range, &[]).into_iter().for_each(|it| self.keep(it, phase));
    }

    fn keep_text(&mut self, range: Range<usize>, phase: Option<usize>) {
        let text = self.source.body[range].to_owned();
        match phase {
            Some(phase) => self.phases[phase].text.push(text),
            None => self.scenario.push(text),
        }
    }

    fn finish(mut self, name: &str) -> Draft {
        let phase = self.phases.len().checked_sub(1);
        for it in std::mem::take(&mut self.waiting) {
            self.keep_section(it.range, phase);
        }
        let times = self.times();
        let heading = self
            .sections
            .iter()
            .find(|it| it.is_page && it.level > 0)
            .map(|it| plain(it.name()).replace('`', ""));
        let heading = heading.filter(|it| !it.is_empty() && !it.contains("<%") && !it.contains("{{"));
        let named = |it: String| Some(super::step::shortened(&it)).filter(|it| !it.is_empty());
        let title = heading.and_then(named);
        let title = title.or_else(|| self.source.title.clone().and_then(named)).or_else(|| named(stem(name)));
        let title = title.unwrap_or_else(|| "Runbook".to_owned());
        if let Some(page) = self.sections.iter().find(|it| it.is_page && it.level > 0)
            && (page.title.links > 0
                || plain(page.name()).replace('`', "") != title
                || !says(&title, &self.source.body[page.heading.clone()]))
        {
            self.scenario.insert(0, self.source.body[page.heading.clone()].to_owned());
        }
        let id = super::ids::slug(&title)
            .or_else(|| super::ids::slug(name))
            .unwrap_or_else(|| "runbook".to_owned());
        let mut ids = Ids::default();
        let mut placeholders = Placeholders::default();
        let (mut steps, mut taken): (Vec<Step>, Vec<Taken>) = (Vec::new(), Vec::new());
        for (at, ((found, phase), expect)) in self.steps.into_iter().zip(times).enumerate() {
            let title =
                if found.title.trim().is_empty() { "Do what the text says".to_owned() } else { found.title };
            if let Some(command) = &found.command {
                placeholders.command(command, at);
            }
            placeholders.text(&found.text, at);
            let mut step = Step::new(ids.of(&title).as_str().into(), title);
            step.after = steps.last().map(|it| it.id.clone()).into_iter().collect();
            (step.phase, step.text, step.command, step.expect) = (phase, found.text, found.command, expect);
            taken.push(Taken { line: self.source.line(found.at), rule: found.rule, step: at });
            steps.push(step);
        }
        placeholders.finish();
        let blanks: Vec<Blank> = placeholders
            .open
            .into_iter()
            .map(|(name, (written, steps))| Blank { name, written, steps })
            .collect();
        let phases = self
            .phases
            .into_iter()
            .map(|it| Phase { title: it.title, text: joined(it.text.iter().map(String::as_str)) });
        let procedure = Procedure {
            scenario: joined(self.scenario.iter().map(String::as_str)),
            phases: phases.collect(),
            steps,
            ..Procedure::new(id.as_str().into(), title, Environment::new("test".into()))
        };
        with_surroundings(Draft {
            procedure,
            remarks: Remarks::default(),
            taken,
            blanks,
            objectives: objectives::find(self.source),
            kept: self.kept,
        })
    }

    /// Returns how long each step takes: what it says itself, else an equal share of what the heading of its phase says.
    fn times(&self) -> Vec<Option<Span>> {
        let mut counts = vec![0_u64; self.phases.len()];
        self.steps.iter().for_each(|it| counts[it.1] += 1);
        let (mut shares, mut before) = (Vec::new(), None);
        for (phase, count) in self.phases.iter().zip(&counts) {
            shares.push(phase.expect.map(|it| it.length(before) / (*count).max(1)));
            before = phase.expect.map(|it| it.to);
        }
        let mut before = None;
        let time = |(found, phase): &(Found, usize)| {
            let own = found.expect.map(|it| it.length(before));
            before = found.expect.map(|it| it.to).or(before);
            let seconds = own.or(shares[*phase]).filter(|it| *it > 0)?;
            Some(Span::from_secs(i64::try_from(seconds).ok()?))
        };
        self.steps.iter().map(time).collect()
    }
}

/// Returns the name of a file without its ending and as words.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.split(['-', '_', ' ', '.']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A heading without the signs in front of it.
fn plain(heading: &str) -> &str {
    let bare = heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !"`<[({\"'$".contains(c));
    if bare.is_empty() { heading } else { bare }
}

/// Adds environments, objectives and the remarks about them.
fn with_surroundings(mut draft: Draft) -> Draft {
    let vars: BTreeMap<String, String> =
        draft.blanks.iter().map(|it| (it.name.clone(), String::new())).collect();
    let environment = |name: &str, protected| Environment {
        protected,
        vars: vars.clone(),
        ..Environment::new(name.into())
    };
    draft.procedure.environments = vec![environment("test", false), environment("production", true)];
    let told = draft.procedure.steps.iter().filter_map(|step| step.expect);
    let estimates = told.fold(Span::ZERO, |sum, it| sum + it);
    for it in &mut draft.objectives {
        let Ok(span) = parse_duration(&it.text) else { continue };
        // The steps follow one another. An objective that the page itself cannot keep is for people to settle.
        if it.key == "rto" && estimates > span {
            it.exceeded = Some(write_duration(estimates));
            continue;
        }
        let objective = Some(Objective { text: it.text.clone(), span });
        let remark = Some(format!("proposed: line {} of the page names it", it.line));
        if it.key == "rto" {
            (draft.procedure.rto, draft.remarks.rto) = (objective, remark);
        } else {
            (draft.procedure.rpo, draft.remarks.rpo) = (objective, remark);
        }
    }
    for it in &draft.blanks {
        let first = it.steps.first().map_or("", |at| draft.procedure.steps[*at].title.as_str());
        let more = it.steps.len().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!(", and {more} more") };
        draft.remarks.vars.insert(it.name.clone(), format!("{} in \"{first}\"{more}", it.written));
    }
    draft
}
