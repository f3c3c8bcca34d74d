//! Which lists and numbered paragraphs are steps.

use super::blocks::{Block, Item, Kind, List};
use super::numbers;
use super::plain::Plain;
use super::sections::Section;
use super::shell;
use super::source::Source;
use super::statements;
use super::step::{self, Found, Rule};
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
    /// Whether the heading is numbered and stands among things to do, with the list right under it.
    counted: bool,
    /// Whether the heading says what is needed before the steps.
    before: bool,
    lead: &'c str,
}

/// Finds the bullets of a section that all say what to do, whatever its heading announces.
pub(super) fn orders(source: &Source, blocks: &[Block], sections: &[Section], index: usize) -> Vec<Found> {
    let own = sections[index].blocks.iter().map(|at| &blocks[*at]);
    let own: Vec<&Block> = own.filter(|it| !source.is_aside(it.range.start)).collect();
    let told = |run: &Run<'_>| {
        let links = run.items.iter().filter(|it| it.0.lead().is_some_and(Plain::is_link)).count();
        run.items.len() > 1 && links == 0 && run.items.iter().all(|it| verbs_tell(it.0))
    };
    let runs = runs(&own).into_iter().filter(|it| told(it) && !statements::describes(it.lead));
    runs.flat_map(|run| steps(source, &run, Rule::Bullet)).collect()
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
        let counted =
            run.lead.is_empty() && topic == Topic::Doing && numbers::number(section.name()).is_some();
        let before = Topic::is_before(section.name());
        let context = Context { topic, plain_steps, counted, before, lead: run.lead };
        let items: Vec<&Item> = run.items.iter().map(|it| it.0).collect();
        match verdict(&run, context) {
            Some(rule) => found.extend(steps(source, &run, rule)),
            None => nested(source, &items, context, &mut found),
        }
    }
    let numbered = numbers::paragraphs(source, &own, section.own.end, topic, &found);
    found.extend(numbered);
    found
}

/// Makes steps of the items that are some; what stands between two of them belongs to the first.
fn steps(source: &Source, run: &Run<'_>, rule: Rule) -> Vec<Found> {
    let told = run.items.iter().filter(|it| verbs_tell(it.0)).count();
    let mostly = told >= 2 && told * 3 >= run.items.len();
    let is_step = |item: &Item| {
        let lead = item.lead();
        let tells_of = lead.is_some_and(|it| statements::states(&it.text));
        let stated = mostly && tells_of && !verbs_tell(item) && !step::has_commands(&item.blocks);
        // Among boxes to tick, an item without one is a step only where it tells somebody what to do.
        let boxed = item.task || lead.is_some_and(|lead| lead.text.starts_with(step::BOXES));
        boxed || !lead.is_some_and(forbids) && !stated && (rule != Rule::Task || verbs_tell(item))
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

fn forbids(plain: &Plain) -> bool {
    statements::forbids(&plain.text) || plain.tongue.forbids(&plain.text)
}

/// Whether the item says what to do, or what not to do.
fn verbs_tell(item: &Item) -> bool {
    item.lead().is_some_and(|lead| verbs::tells(lead) || forbids(lead))
}

/// Decides whether the items are steps, and by which rule.
fn verdict(run: &Run<'_>, context: Context<'_>) -> Option<Rule> {
    let items: Vec<&Item> = run.items.iter().map(|it| it.0).collect();
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
    let tasks = count(&|it| it.task || it.lead().is_some_and(|lead| lead.text.starts_with(step::BOXES)));
    if tasks * 2 >= all {
        return (topic != Topic::Knowing || told * 2 >= all).then_some(Rule::Task);
    }
    let links = count(&|it| it.lead().is_some_and(Plain::is_link));
    let announced = topics::announces(context.lead);
    let coded: Vec<&Item> = run.items.iter().filter(|it| has_code(it)).map(|it| it.0).collect();
    let code = coded.len();
    let deeds = context.before && code == all && told == all;
    if topic == Topic::Knowing && !announced && !deeds {
        return None;
    }
    let groups = count(&|it| it.blocks.iter().any(|block| matches!(block.kind, Kind::List(_))));
    if groups * 10 >= all * 6 && told * 3 < all && code == 0 {
        return None;
    }
    if run.ordered {
        let steps = told * 3 >= all
            || code * 3 >= all
            || context.plain_steps
            || context.counted
            || (announced && links * 2 < all);
        return (steps && (told > 0 || code > 0 || links * 2 < all)).then_some(Rule::Ordered);
    }
    if links * 2 > all {
        return None;
    }
    // A label with a command below it is like a heading with one.
    let labels = coded.iter().filter(|it| it.lead().is_some_and(|lead| lead.text.trim_end().ends_with(':')));
    if code * 2 >= all && (told * 2 >= all || labels.count() * 2 >= all || topic == Topic::Doing) {
        return Some(Rule::BulletWithCode);
    }
    let expected =
        topic == Topic::Doing && told * 10 >= all * 6 && (all > 1 || code > 0 || context.plain_steps);
    let asked = announced || topics::is_case(context.lead);
    (expected || asked && told * 2 >= all).then_some(Rule::Bullet)
}

/// Whether the item has commands in it, in bullets below it or right behind it.
fn has_code((item, extra): &(&Item, Vec<&Block>)) -> bool {
    let fence =
        |block: &&Block| matches!(&block.kind, Kind::Code(info, _) if shell::may_be_shell(info.as_deref()));
    step::has_commands(&item.blocks) || extra.iter().any(fence)
}

fn is_list_of_tasks(kind: &Kind) -> bool {
    matches!(kind, Kind::List(list) if list.items.iter().all(|it| it.task))
}

/// Whether the line in front of a list is its heading: short, with a colon; or a word or two and nothing else.
fn names_a_list(lead: &str) -> bool {
    let lead = lead.trim();
    let most = if lead.ends_with(':') { 4 } else { 2 };
    lead.split_whitespace().count() <= most && !lead.contains(". ") && Topic::of(lead) != Topic::Neutral
}

/// Finds the steps within items that only group them.
fn nested(source: &Source, items: &[&Item], context: Context<'_>, found: &mut Vec<Found>) {
    for item in items {
        let lead = item.lead().map_or("", |it| &it.text);
        if !item.blocks.iter().any(|it| matches!(it.kind, Kind::List(_))) {
            continue;
        }
        let own = Topic::of(lead);
        let kept = own == Topic::Neutral || context.topic == Topic::Listing;
        let topic = if kept { context.topic } else { own };
        let inner: Vec<&Block> = item.blocks.iter().collect();
        for run in runs(&inner) {
            let items: Vec<&Item> = run.items.iter().map(|it| it.0).collect();
            let context =
                Context { topic, plain_steps: false, counted: false, before: context.before, lead: "" };
            match verdict(&run, context) {
                Some(rule) => found.extend(steps(source, &run, rule)),
                None => nested(source, &items, context, found),
            }
        }
    }
}
