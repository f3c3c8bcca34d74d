//! A step as it was found: where, by which rule, its title, its text and its command.

use super::blocks::{Block, Item, Kind};
use super::plain::{Plain, is_typed};
use super::shell::{self, Script};
use super::source::Source;
use super::times::Time;
use super::verbs;
use std::ops::Range;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 90;

/// Signs that are a box to tick.
pub(super) const BOXES: [char; 6] = ['☐', '□', '▢', '◻', '⬜', '🔲'];

/// What took a part of the page for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A box to tick.
    Task,
    /// An item of a numbered list.
    Ordered,
    /// A paragraph with a number in front.
    NumberedParagraph,
    /// A heading with a number in front.
    NumberedHeading,
    /// A heading with commands under it.
    HeadingWithCode,
    /// One of several headings that say what to do.
    HeadingThatOrders,
    /// A paragraph that says what to do, with commands behind it.
    ParagraphWithCode,
    /// One of several paragraphs that say what to do.
    Paragraph,
    /// A row of a table of steps.
    TableRow,
    /// A bullet under a heading that announces steps.
    Bullet,
    /// A bullet with commands in it.
    BulletWithCode,
    /// A step of a page that was exported.
    Exported,
}

impl Rule {
    /// Returns what it is called, in `--json` as well.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Task => "task list",
            Self::Ordered => "ordered list",
            Self::NumberedParagraph => "numbered paragraph",
            Self::NumberedHeading => "numbered heading",
            Self::HeadingWithCode => "heading with code",
            Self::HeadingThatOrders => "heading that says what to do",
            Self::ParagraphWithCode => "paragraph with code",
            Self::Paragraph => "paragraph that says what to do",
            Self::TableRow => "table row",
            Self::Bullet => "bullet under a heading of steps",
            Self::BulletWithCode => "bullet with code",
            Self::Exported => "exported step",
        }
    }
}

/// A step that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it begins.
    pub at: usize,
    /// What took it for a step.
    pub rule: Rule,
    /// Its title.
    pub title: String,
    /// Its text, as the page has it.
    pub text: String,
    /// What is to be copied.
    pub command: Option<String>,
    /// How long it takes, where it says so.
    pub expect: Option<Time>,
    /// What of the page it is.
    pub consumed: Range<usize>,
}

/// A fence of a step.
pub(super) struct Fence {
    range: Range<usize>,
    script: Script,
}

/// Collects the fences with commands, those in lists as well, in their order.
pub(super) fn fences<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<Fence> {
    let mut found = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::Code(info, content) => {
                let script = shell::script(info.as_deref(), content);
                found.extend(script.map(|script| Fence { range: block.range.clone(), script }));
            }
            Kind::List(list) => found.extend(list.items.iter().flat_map(|it| match command(it) {
                Some(command) => {
                    vec![Fence {
                        range: it.range.clone(),
                        script: Script { command: command.to_owned(), whole: true },
                    }]
                }
                None => fences(&it.blocks),
            })),
            _ => {}
        }
    }
    found
}

/// Returns the command that the item is, and nothing else.
fn command(item: &Item) -> Option<&str> {
    let lead =
        item.lead().filter(|lead| item.blocks.len() == 1 && lead.code == lead.text.trim_end().len())?;
    lead.command().filter(|it| is_typed(it))
}

/// Whether there are commands directly among the blocks: a fence, or a bullet that is one.
pub(super) fn has_commands(blocks: &[Block]) -> bool {
    blocks.iter().any(|it| match &it.kind {
        Kind::Code(info, _) => shell::is_shell(info.as_deref()),
        Kind::List(list) => list.items.iter().any(|it| command(it).is_some()),
        _ => false,
    })
}

/// A step's text and command, out of a part of the page.
pub(super) struct Content {
    /// The part behind bullet, number and box, or behind the heading.
    pub range: Range<usize>,
    /// The first paragraph in it, where the title came from there.
    pub lead: Option<(Plain, Range<usize>)>,
    /// The heading, where its words are not all in the title.
    pub heading: Option<String>,
}

impl Content {
    /// Returns text and command. A single fence whose every line can be typed is the command and leaves the text; of
    /// several fences the text keeps each in its place, and the command has them all in their order.
    pub fn read(&self, source: &Source, title: &str, fences: &[Fence]) -> (String, Option<String>) {
        let mut command: Vec<String> = fences.iter().map(|it| it.script.command.clone()).collect();
        let mut from = self.range.start;
        if let Some((lead, range)) = &self.lead {
            if fences.is_empty() {
                command.extend(lead.command().map(str::to_owned));
            }
            if is_said(lead, &source.body[range.clone()], title) {
                from = source.lines_end(range).min(self.range.end);
            }
        }
        let cut = match fences {
            [only] if only.script.whole => source.line_start(only.range.start)..source.lines_end(&only.range),
            _ => self.range.end..self.range.end,
        };
        let before = &source.body[from..cut.start.clamp(from, self.range.end)];
        let after = &source.body[cut.end.clamp(from, self.range.end)..self.range.end];
        let whole = from == self.range.start;
        let text = if whole { hanging(before, after) } else { shell::dedented(&format!("{before}{after}")) };
        let text = joined([self.heading.as_deref().unwrap_or_default(), &text]);
        let command = command.join("\n\n");
        (text, (!command.is_empty()).then_some(command))
    }
}

/// Takes away the indentation of all lines but the first, which had a bullet in front.
fn hanging(before: &str, after: &str) -> String {
    let text = format!("{before}{after}");
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    format!("{}\n{}", first.trim_start(), shell::dedented(rest))
}

/// Joins parts with an empty line between them; a text of several lines ends in a line feed, one of a single line does
/// not.
pub(super) fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let trimmed = |part: &'t str| part.trim_matches('\n').trim_end();
    let parts: Vec<&str> = parts.into_iter().map(trimmed).filter(|part| !part.trim().is_empty()).collect();
    let mut text = parts.join("\n\n");
    if text.contains('\n') {
        text.push('\n');
    }
    text
}

/// Whether the title says everything that the paragraph says.
fn is_said(lead: &Plain, raw: &str, title: &str) -> bool {
    lead.links == 0 && bare(&lead.text) == bare(title) && says(title, raw)
}

/// Whether the title has every letter of the text as the page writes it, but for a number or a box in front.
pub(super) fn says(title: &str, raw: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let raw = letters(raw);
    let Some(before) = raw.strip_suffix(&letters(title)) else { return false };
    let before = before.to_lowercase();
    let number = before.strip_prefix("step").or_else(|| before.strip_prefix('x')).unwrap_or(&before);
    number.chars().all(|c| c.is_ascii_digit())
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '`' && !BOXES.contains(c))
        .collect::<String>()
        .trim()
        .trim_end_matches([':', '.'])
        .trim()
        .to_owned()
}

/// Returns a title out of a paragraph: what is to be done, in a line.
pub(super) fn title(plain: &Plain) -> String {
    if let Some(command) = plain.command() {
        return shortened(&format!("Run {command}"));
    }
    let (lead, behind) = (plain.bold_lead(), plain.behind_bold());
    if !lead.is_empty() && !plain.is_bold() && !is_part(plain) {
        // A single word is as likely a noun: `**Dump** - Restore the newest dump`.
        let told = verbs::begins_with_verb(behind) && !verbs::begins_with_clause(lead);
        if told && !lead.contains(' ') {
            return sentence(behind);
        }
        if verbs::begins_with_verb(lead) {
            return shortened(lead);
        }
        if told {
            return sentence(behind);
        }
    }
    sentence(&plain.text)
}

/// Whether the bold beginning is a part of the sentence: `**Restart** the node`.
fn is_part(plain: &Plain) -> bool {
    let behind = plain.text[plain.bold..].trim_start();
    let separated = behind.starts_with([':', '-', '–', '—', '('])
        || plain.text[..plain.bold].trim_end().ends_with([':', '.']);
    !separated && !behind.is_empty()
}

fn sentence(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '`' | '<' | '[' | '(' | '"' | '\'' | '$')
    });
    let text = ["{{", "{%"]
        .iter()
        .filter_map(|it| text.find(it))
        .filter(|at| *at > 0)
        .min()
        .map_or(text, |at| &text[..at]);
    let first = verbs::first_sentence(text);
    // What follows a colon is said in the text.
    let label = first
        .split_once(": ")
        .filter(|(label, _)| label.split_whitespace().count() >= 3 && verbs::begins_with_verb(label));
    shortened(label.map_or(first, |(label, _)| label))
}

/// Cuts a title at a word.
pub(super) fn shortened(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| *c != '`').map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let text = text.trim_end_matches([':', '.', ' ']);
    if text.chars().count() <= LONGEST_TITLE {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST_TITLE - 1).collect();
    let word = cut.rfind(' ').filter(|at| *at > LONGEST_TITLE / 2).unwrap_or(cut.len());
    format!("{}…", cut[..word].trim_end_matches([',', ';', ':', ' ']))
}

/// Makes a step of a list item; `extra` are the blocks behind it that belong to it, `end` is where the next one begins.
pub(super) fn of_item(source: &Source, item: &Item, extra: &[&Block], end: usize, rule: Rule) -> Found {
    let start = content_start(&source.body[item.range.clone()], item.task) + item.range.start;
    let lead = item.blocks.first().filter(|_| item.lead().is_some());
    let plain = item.lead().cloned().unwrap_or_default();
    let all = fences(item.blocks.iter().chain(extra.iter().copied()));
    let mut title = title(&plain);
    if title.is_empty() {
        let code = all
            .first()
            .and_then(|it| it.script.command.lines().find(|line| !line.trim_start().starts_with('#')));
        title =
            code.map_or_else(|| "Do what the text says".to_owned(), |code| shortened(&format!("Run {code}")));
    }
    let content = Content {
        range: start.min(end)..end,
        lead: lead.map(|it| (plain.clone(), it.range.clone())),
        heading: None,
    };
    let (text, command) = content.read(source, &title, &all);
    let expect = Time::in_brackets(&plain.text);
    Found { at: item.range.start, rule, title, text, command, expect, consumed: item.range.start..end }
}

/// Returns where the words of an item begin, behind bullet, number and box.
fn content_start(item: &str, task: bool) -> usize {
    let behind = item.trim_start();
    let mark = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut rest =
        mark.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(mark).trim_start_matches([' ', '\t']);
    if task && let Some((_, words)) = rest.split_once(']') {
        rest = words;
    }
    item.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_what_to_do() {
        let bold = |lead: &str, rest: &str| Plain {
            text: format!("{lead}{rest}"),
            bold: lead.len(),
            ..Plain::default()
        };
        let titles = [
            title(&bold("Check the lag", ": look at the board")),
            title(&bold("Data", " - Restore the dump. Then wait")),
            title(&bold("Restart", " the node")),
            title(&bold("STATE", ": Now it is up")),
            title(&Plain::of("Find the newest dump in the bucket: it has the highest number")),
            title(&Plain { text: "`systemctl stop db`".into(), code: 19, ..Plain::default() }),
            title(&Plain::of(&"word ".repeat(40))),
        ];
        assert_eq!(
            titles[..6],
            [
                "Check the lag",
                "Restore the dump",
                "Restart the node",
                "STATE: Now it is up",
                "Find the newest dump in the bucket",
                "Run systemctl stop db",
            ]
        );
        assert!(titles[6].ends_with("word…") && titles[6].chars().count() <= LONGEST_TITLE, "{}", titles[6]);
    }

    #[test]
    fn the_words_of_an_item_begin_behind_its_mark() {
        for (item, task, words) in [
            ("- a", false, "a"),
            ("12) a", false, "a"),
            ("1. [ ] a", true, " a"),
            ("*\ta", false, "a"),
            ("-", false, ""),
        ] {
            assert_eq!(&item[content_start(item, task)..], words, "{item}");
        }
    }
}
