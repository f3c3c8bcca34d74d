//! Which paragraphs are steps: those with commands behind them, and what stands beside these and says what to do.

use super::blocks::{Block, Kind};
use super::plain::Plain;
use super::sections::Section;
use super::shell;
use super::source::Source;
use super::statements;
use super::step::{self, Content, Found, Rule};
use super::times::Time;
use super::topics::Topic;
use super::verbs;
use std::ops::Range;

/// Finds paragraphs that say what to do, outside of what is taken already. Each reaches to the next of them.
pub(super) fn find(source: &Source, blocks: &[Block], section: &Section, taken: &[Found]) -> Vec<Found> {
    let own = Own::of(source, blocks, section, taken);
    let marks = own.marks();
    let next = |nth: usize| marks.get(nth + 1).map(|it| it.0);
    marks.iter().enumerate().map(|(nth, mark)| own.step(*mark, next(nth))).collect()
}

/// A paragraph that is a step, by its index.
type Mark<'a> = (usize, &'a Plain);

/// What of a section is not taken.
struct Own<'a> {
    source: &'a Source,
    section: &'a Section,
    /// What is, in its order.
    taken: Vec<Range<usize>>,
    blocks: Vec<&'a Block>,
}

impl<'a> Own<'a> {
    fn of(source: &'a Source, blocks: &'a [Block], section: &'a Section, taken: &[Found]) -> Self {
        let mut taken: Vec<Range<usize>> = taken.iter().map(|it| it.consumed.clone()).collect();
        taken.sort_by_key(|it| it.start);
        let mut own = Self { source, section, taken, blocks: Vec::new() };
        let free = |block: &&Block| !source.is_aside(block.range.start) && !own.is_taken(block.range.start);
        own.blocks = section.blocks.iter().map(|at| &blocks[*at]).filter(free).collect();
        own
    }

    /// Returns how many of what is taken begin up to an offset.
    fn taken_before(&self, offset: usize) -> usize {
        self.taken.partition_point(|it| it.start <= offset)
    }

    fn is_taken(&self, offset: usize) -> bool {
        let before = self.taken_before(offset);
        before > 0 && self.taken[before - 1].contains(&offset)
    }

    fn kind(&self, at: usize) -> Option<&'a Kind> {
        self.blocks.get(at).map(|it| &it.kind)
    }

    fn paragraph(&self, at: usize) -> Option<&'a Plain> {
        match self.kind(at)? {
            Kind::Paragraph(plain) => Some(plain),
            _ => None,
        }
    }

    /// Whether a paragraph leads to what is right behind it. Where a list has the steps, the paragraphs around it are
    /// remarks.
    fn leads(&self, at: usize) -> bool {
        let (Some(plain), Some(next)) = (self.paragraph(at), self.kind(at + 1)) else { return false };
        let list = matches!(next, Kind::List(_)) && self.taken.is_empty();
        leads_to(plain, next, self.section.announces()) && (list || matches!(next, Kind::Code(..)))
    }

    /// Returns the paragraphs that are steps.
    fn marks(&self) -> Vec<Mark<'a>> {
        let all = 0..self.blocks.len();
        let paragraphs = all.filter_map(|at| Some((at, self.paragraph(at)?)));
        let (mut marks, others): (Vec<Mark<'a>>, Vec<Mark<'a>>) = paragraphs.partition(|it| self.leads(it.0));
        // Under the title of the page, what comes first says what is needed.
        let first = marks.first().map_or(self.blocks.len(), |it| it.0);
        let from = if self.section.is_page { first } else { 0 };
        let deeds: Vec<Mark<'a>> =
            others.into_iter().filter(|(at, plain)| *at >= from && is_deed(plain)).collect();
        // A paragraph without commands behind it is a step where it is one of several, or says that it comes next.
        let commands = deeds.iter().filter(|it| it.1.names_a_command()).count();
        let expected = !marks.is_empty() || self.section.topic == Topic::Doing || commands > 1;
        let several = self.taken.is_empty() && expected && marks.len() + deeds.len() > 1;
        let any = !marks.is_empty() || !self.taken.is_empty();
        marks.extend(deeds.iter().filter(|it| several || any && comes_next(it.1)));
        marks.sort_by_key(|it| it.0);
        marks
    }

    /// Makes the step of a paragraph, up to the `next` one.
    fn step(&self, (at, plain): Mark<'a>, next: Option<usize>) -> Found {
        let source = self.source;
        let start = source.line_start(self.blocks[at].range.start);
        let end = next.map_or(self.section.own.end, |next| source.line_start(self.blocks[next].range.start));
        let end = self.taken.get(self.taken_before(start)).map_or(end, |it| end.min(it.start));
        let inside = self.blocks[at..next.unwrap_or(self.blocks.len())].iter().copied();
        let inside = inside.filter(|it| it.range.start < end);
        let title = step::title(plain);
        let lead = Some((plain.clone(), self.blocks[at].range.clone()));
        let content = Content { range: start..end, lead, heading: None };
        let (text, command) = content.read(source, &title, &step::fences(inside));
        let typed =
            matches!(self.kind(at + 1), Some(Kind::Code(info, _)) if shell::may_be_shell(info.as_deref()));
        Found {
            at: start,
            rule: if typed { Rule::ParagraphWithCode } else { Rule::Paragraph },
            title,
            text,
            command,
            expect: Time::in_brackets(&plain.text),
            consumed: start..end,
        }
    }
}

/// Whether the paragraph says what to do with the fence or the list behind it. Where the heading has `announced` steps, it
/// need not begin with a verb.
fn leads_to(plain: &Plain, next: &Kind, announced: bool) -> bool {
    match next {
        Kind::Code(info, _) => {
            let info = info.as_deref();
            // What is no shell is for a step only where the words say what to do with it.
            let other = shell::may_be_shell(info) || shell::is_file(info) && is_deed(plain);
            let named = announced && plain.text.trim_end().ends_with(':');
            other && (verbs::tells(plain) || named && shell::may_be_shell(info))
                || shell::is_shell(info) && orders(plain)
        }
        // So is a list that has no steps of its own.
        Kind::List(_) => {
            plain.text.trim_end().ends_with(':') && !statements::describes(&plain.text) && is_deed(plain)
        }
        _ => false,
    }
}

/// Whether the paragraph says what to do in its first or in its last sentence.
fn orders(plain: &Plain) -> bool {
    let text = plain.text.trim();
    if text.starts_with("!!!") || text.starts_with("???") || text.len() > 1_500 {
        return false;
    }
    let last = text.trim_end_matches([':', '.']).rfind(". ").map_or("", |at| &text[at + 2..]);
    verbs::tells(plain) || verbs::tells(&Plain::of(last))
}

/// Whether the paragraph says what to do, and is no remark.
fn is_deed(plain: &Plain) -> bool {
    const REMARKS: [&str; 17] = [
        "see", "note", "refer", "read", "remember", "learn", "consult", "use", "keep", "consider", "contact",
        "mind", "imagine", "assume", "suppose", "think", "know",
    ];
    // `For details on this, refer to that`, `When it is down, backups are somebody else's`.
    let (case, rest) = plain.text.split_once(", ").unwrap_or(("", &plain.text));
    let in_case = verbs::begins_with_clause(case);
    let order = if in_case { rest } else { &plain.text };
    let mut words = order.split_whitespace().map(|word| verbs::bare(word).to_lowercase());
    let first = words.find(|word| !verbs::is_before(word)).unwrap_or_default();
    // Behind words in bold, an order is a part of what they head.
    let headed = !plain.bold_lead().is_empty() && !verbs::begins_with_verb(&plain.text);
    let used = first == "use" && plain.names_a_command();
    let remarks = !used && REMARKS.contains(&first.as_str()) || in_case && statements::states(order);
    verbs::tells(plain) && !headed && !plain.is_link() && !remarks
}

/// Whether the paragraph says that it is what is done next.
fn comes_next(plain: &Plain) -> bool {
    let first = plain.text.split_whitespace().next().map_or("", verbs::bare).to_lowercase();
    matches!(first.as_str(), "then" | "next" | "finally" | "lastly" | "afterwards" | "now")
}
