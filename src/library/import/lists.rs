//! Which lists and numbered paragraphs are steps.

use super::blocks::{Block, Item, Kind, List};
use super::sections::Section;
use super::source::Source;
use super::statements;
use super::step::{self, Content, Found, Rule};
use super::times::Time;
use super::topics::{self, Topic};
use super::verbs;

/// A list as a reader sees it: fences that are not indented do not end it.
struct Run<'b> {
    ordered: bool,
    /// The number that would come next.
    next: u64,
    /// Each item with what stands behind it and belongs to it.
    items: Vec<(&'b Item, Vec<&'b Block>)>,
    /// Where it ends.
    end: usize,
    /// What stands in front of it.
    lead: &'b str,
}

/// What a list is judged by besides its items.
#[derive(Clone, Copy)]
struct Context<'c> {
    topic: Topic,
    /// Whether the heading announces nothing but steps.
    plain_steps: bool,
    lead: &'c str,
}

/// Finds the steps in the lists of a section.
pub(super) fn find(source: &Source, blocks: &[Block], sections: &[Section], index: usize) -> Vec<Found> {
    let section = &sections[index];
    let own: Vec<&Block> =
        section.blocks.iter().map(|at| &blocks[*at]).filter(|it| !source.is_aside(it.range.start)).collect();
    let topic = sections[index].topic;
    let plain_steps = Topic::is_plain_steps(section.name());
    let mut found = Vec::new();
    for run in runs(&own) {
        let context = Context { topic, plain_steps, lead: run.lead };
        let items: Vec<&Item> = run.items.iter().map(|it| it.0).collect();
        match verdict(&items, run.ordered, context) {
            Some(rule) => found.extend(steps(source, &run, rule)),
            None => nested(source, &items, context, &mut found),
        }
    }
    found.extend(numbered(source, &own, section.own.end, topic));
    found
}

/// Makes steps of the items that are some; what stands between two of them belongs to the first.
fn steps(source: &Source, run: &Run<'_>, rule: Rule) -> Vec<Found> {
    let told = run.items.iter().filter(|it| verbs_tell(it.0)).count();
    let mostly = told * 2 >= run.items.len();
    let is_step = |item: &Item| {
        let lead = item.lead().map_or("", |it| &it.text);
        let stated =
            mostly && !verbs_tell(item) && !step::has_commands(&item.blocks) && statements::states(lead);
        // Among boxes to tick, an item without one is a step only where it tells somebody what to do.
        item.task || !statements::forbids(lead) && !stated && (rule != Rule::Task || verbs_tell(item))
    };
    let starts: Vec<usize> = (0..run.items.len()).filter(|at| is_step(run.items[*at].0)).collect();
    let step = |(nth, at): (usize, &usize)| {
        let next = starts.get(nth + 1).copied();
        let end = next.map_or(run.end, |next| source.line_start(run.items[next].0.range.start));
        let ((item, extra), notes) = (&run.items[*at], &run.items[at + 1..next.unwrap_or(run.items.len())]);
        let notes = notes.iter().flat_map(|(item, extra)| item.blocks.iter().chain(extra.iter().copied()));
        let extra: Vec<&Block> = extra.iter().copied().chain(notes).collect();
        step::of_item(source, item, &extra, end.max(item.range.start), rule)
    };
    let found = starts.iter().enumerate().map(step);
    // An item without a word is none.
    found
        .filter(|it| !(it.text.is_empty() && it.command.is_none() && it.title == "Do what the text says"))
        .collect()
}

/// Joins lists that only fences part, and numbered ones whose numbers go on.
fn runs<'b>(own: &[&'b Block]) -> Vec<Run<'b>> {
    let mut runs: Vec<Run<'b>> = Vec::new();
    let mut between: Vec<&'b Block> = Vec::new();
    let mut lead = "";
    for &block in own {
        let Kind::List(list) = &block.kind else {
            if let Kind::Paragraph(plain) = &block.kind {
                lead = &plain.text;
            }
            let belongs = between.is_empty() && matches!(block.kind, Kind::Code(..));
            match runs.last_mut().filter(|_| belongs) {
                Some(run) if run.takes_code() => run.absorb(&[block]),
                _ => between.push(block),
            }
            continue;
        };
        if let Some(run) = runs.last_mut().filter(|run| run.goes_on(list, &between)) {
            run.absorb(&between);
            run.add(list, block.range.end);
        } else {
            let mut run = Run { ordered: list.start.is_some(), next: 1, items: Vec::new(), end: 0, lead };
            run.add(list, block.range.end);
            runs.push(run);
        }
        between.clear();
        lead = "";
    }
    runs
}

impl<'b> Run<'b> {
    fn add(&mut self, list: &'b List, end: usize) {
        self.next = list.start.unwrap_or(0).max(if list.start == Some(1) { self.next } else { 0 })
            + list.items.len() as u64;
        self.items.extend(list.items.iter().map(|item| (item, Vec::new())));
        self.end = end;
    }

    /// Whether a fence right behind it belongs to its last item: that asks for one, or others did the same.
    fn takes_code(&self) -> bool {
        let Some((item, extra)) = self.items.last() else { return false };
        let asks = item.lead().is_some_and(|lead| lead.text.trim_end().ends_with(':'));
        let bare = !step::has_commands(&item.blocks) && extra.is_empty();
        bare && (asks || verbs_tell(item) || self.items.iter().any(|it| !it.1.is_empty()))
    }

    fn goes_on(&self, list: &List, between: &[&Block]) -> bool {
        if list.start.is_some() != self.ordered {
            return false;
        }
        let only_code = between.iter().all(|it| matches!(it.kind, Kind::Code(..) | Kind::Comment));
        match list.start {
            None => {
                let absorbed = self.items.last().is_some_and(|it| !it.1.is_empty());
                only_code && (absorbed || !between.is_empty())
            }
            Some(1) => only_code && list.items.len() == 1,
            Some(start) => start == self.next && start > 1,
        }
    }

    fn absorb(&mut self, blocks: &[&'b Block]) {
        if let Some((_, extra)) = self.items.last_mut() {
            extra.extend(blocks);
            self.end = blocks.last().map_or(self.end, |it| it.range.end);
        }
    }
}

/// Whether the item says what to do, or what not to do.
fn verbs_tell(item: &Item) -> bool {
    item.lead().is_some_and(|lead| verbs::tells(lead) || statements::forbids(&lead.text))
}

/// Decides whether the items are steps, and by which rule.
fn verdict(items: &[&Item], ordered: bool, context: Context<'_>) -> Option<Rule> {
    let count = |test: &dyn Fn(&Item) -> bool| items.iter().filter(|it| test(it)).count();
    let (all, told) = (items.len(), count(&verbs_tell));
    let topic = if names_a_list(context.lead) { Topic::of(context.lead) } else { context.topic };
    let anchors = count(&|it| it.lead().is_some_and(|lead| lead.anchors > 0 && lead.is_link()));
    let described = statements::describes(context.lead);
    if topic == Topic::Listing || described || all == 0 || anchors * 2 > all {
        return None;
    }
    let nested = count(&|it| it.blocks.iter().any(|block| is_list_of_tasks(&block.kind)));
    if nested * 10 >= all * 6 && told * 2 < all {
        return None;
    }
    let tasks = count(&|it| it.task);
    if tasks * 2 >= all {
        return (topic != Topic::Knowing || told * 2 >= all).then_some(Rule::Task);
    }
    let links = count(&|it| it.lead().is_some_and(super::plain::Plain::is_link));
    let announced = topics::announces(context.lead);
    if topic == Topic::Knowing && !announced {
        return None;
    }
    let code = count(&|it| step::has_commands(&it.blocks));
    let groups = count(&|it| it.blocks.iter().any(|block| matches!(block.kind, Kind::List(_))));
    if groups * 10 >= all * 6 && told * 3 < all && code == 0 {
        return None;
    }
    if ordered {
        let steps =
            told * 3 >= all || code * 3 >= all || context.plain_steps || (announced && links * 2 < all);
        return (steps && (told > 0 || code > 0 || links * 2 < all)).then_some(Rule::Ordered);
    }
    if links * 2 > all {
        return None;
    }
    if code * 2 >= all && (told * 2 >= all || topic == Topic::Doing) {
        return Some(Rule::BulletWithCode);
    }
    let expected =
        topic == Topic::Doing && told * 10 >= all * 6 && (all > 1 || code > 0 || context.plain_steps);
    (expected || announced && told * 2 >= all).then_some(Rule::Bullet)
}

fn is_list_of_tasks(kind: &Kind) -> bool {
    matches!(kind, Kind::List(list) if list.items.iter().all(|it| it.task))
}

/// Whether the line in front of a list is its heading: short, with a colon.
fn names_a_list(lead: &str) -> bool {
    let lead = lead.trim();
    lead.ends_with(':')
        && lead.split_whitespace().count() <= 4
        && !lead.contains(". ")
        && Topic::of(lead) != Topic::Neutral
}

/// Finds the steps within items that only group them.
fn nested(source: &Source, items: &[&Item], context: Context<'_>, found: &mut Vec<Found>) {
    for item in items {
        let lead = item.lead().map_or("", |it| &it.text);
        if !item.blocks.iter().any(|it| matches!(it.kind, Kind::List(_))) {
            continue;
        }
        let own = Topic::of(lead);
        let topic = if own == Topic::Neutral { context.topic } else { own };
        let inner: Vec<&Block> = item.blocks.iter().collect();
        for run in runs(&inner) {
            let items: Vec<&Item> = run.items.iter().map(|it| it.0).collect();
            let context = Context { topic, plain_steps: false, lead: "" };
            match verdict(&items, run.ordered, context) {
                Some(rule) => found.extend(steps(source, &run, rule)),
                None => nested(source, &items, context, found),
            }
        }
    }
}

/// Finds paragraphs with a number in front: `1.) Stop it`, `(2) Wait`, `Step 3: Start it`.
fn numbered(source: &Source, own: &[&Block], end: usize, topic: Topic) -> Vec<Found> {
    let mut marks: Vec<(usize, super::plain::Plain, bool)> = Vec::new();
    for (at, block) in own.iter().enumerate() {
        let Kind::Paragraph(plain) = &block.kind else { continue };
        let Some((named, rest)) = number(&plain.text) else { continue };
        let skipped = plain.text.len() - rest.len();
        let bold = plain.bold.saturating_sub(skipped);
        marks.push((
            at,
            super::plain::Plain { text: rest.to_owned(), bold, code: 0, ..plain.clone() },
            named,
        ));
    }
    let told = marks.iter().filter(|it| verbs::tells(&it.1) || it.2).count();
    if marks.len() < 2 || told * 3 < marks.len() || matches!(topic, Topic::Listing | Topic::Knowing) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (nth, (at, plain, _)) in marks.iter().enumerate() {
        let next = marks.get(nth + 1).map(|it| it.0);
        let end = next.map_or(end, |next| source.line_start(own[next].range.start));
        let range = source.line_start(own[*at].range.start)..end;
        let fences = step::fences(own[*at..next.unwrap_or(own.len())].iter().copied());
        let title = step::title(plain);
        let content = Content {
            range: range.clone(),
            lead: Some((plain.clone(), own[*at].range.clone())),
            heading: None,
        };
        let (text, command) = content.read(source, &title, &fences);
        let expect = Time::in_brackets(&plain.text);
        found.push(Found {
            at: range.start,
            rule: Rule::NumberedParagraph,
            title,
            text,
            command,
            expect,
            consumed: range,
        });
    }
    found
}

/// Splits a number off: `Step 3:`, `3.)`, `(3)`. Returns whether it is called a step, and the rest.
pub(super) fn number(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    let lower = text.get(..5).map(str::to_lowercase);
    let named = lower.as_deref() == Some("step ");
    let rest = if named { text[5..].trim_start() } else { text.strip_prefix('(').unwrap_or(text) };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 3 {
        return None;
    }
    let mut behind = &rest[digits..];
    // `1.2` and `1a` are numbers as well.
    while let Some(more) = behind.strip_prefix('.').filter(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    {
        behind = more.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let words = behind.trim_start_matches([' ', '.', ')', ':', '-', '–', '—', '\u{fe0f}', '\u{20e3}']);
    let marked =
        named || behind.trim_start().starts_with(['.', ')', ':', '-', '–', '—', '\u{fe0f}', '\u{20e3}']);
    (marked && !words.is_empty() && words.len() < behind.len()).then_some((named, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_many_shapes() {
        for (text, rest) in [
            ("Step 3: Stop it", "Stop it"),
            ("STEP 12 - Stop it", "Stop it"),
            ("1.) Stop it", "Stop it"),
            ("(2) Stop it", "Stop it"),
            ("00-Stop it", "Stop it"),
            ("1.2. Stop it", "Stop it"),
            ("3\u{fe0f}\u{20e3} Stop it", "Stop it"),
            ("4. Stop it", "Stop it"),
        ] {
            assert_eq!(number(text).map(|it| it.1), Some(rest), "{text}");
        }
        for text in ["Step by step", "3 nodes", "2026-01-02", "Stop 3", "12345. x", ""] {
            assert_eq!(number(text).filter(|_| text != "2026-01-02"), None, "{text}");
        }
    }
}
