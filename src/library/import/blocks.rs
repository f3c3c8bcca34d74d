//! From the events of the Markdown reader to blocks: headings, paragraphs, lists, fences, tables, each with its place.

use super::plain::{Plain, Style};
use super::tongues::Tongue;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Lists within lists that are told apart; what lies deeper is text of the item it is in.
const DEEPEST: usize = 12;

/// A part of the page.
#[derive(Debug)]
pub(super) struct Block {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A heading of this level.
    Heading(u8, Plain),
    /// A paragraph.
    Paragraph(Plain),
    /// A fence with its language; an indented block has none.
    Code(Option<String>, String),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A comment that is closed.
    Comment,
    /// Quotes, HTML, rulers.
    Other,
}

/// A list.
#[derive(Debug)]
pub(super) struct List {
    /// The first number, where it is ordered.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<Item>,
}

/// One item.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// Where it stands, its bullet or number included.
    pub range: Range<usize>,
    /// Whether it has a box to tick.
    pub task: bool,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The titles of the columns.
    pub header: Vec<Plain>,
    /// The rows below it.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands.
    pub range: Range<usize>,
    /// What its cells say, and where.
    pub cells: Vec<(Plain, Range<usize>)>,
}

impl Item {
    /// Returns the first paragraph, where the item begins with one.
    pub fn lead(&self) -> Option<&Plain> {
        match self.blocks.first().map(|it| &it.kind) {
            Some(Kind::Paragraph(plain)) => Some(plain),
            _ => None,
        }
    }
}

/// Takes the text apart.
pub(super) fn blocks(body: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder { body, tongue: Tongue::of(body), ..Builder::default() };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        builder.event(event, range);
    }
    builder.done
}

#[derive(Default)]
struct Builder<'b> {
    body: &'b str,
    tongue: Tongue,
    done: Vec<Block>,
    /// The lists that are open, with the item that is open in each.
    open: Vec<(List, usize, Option<Item>)>,
    /// The paragraph, heading or cell that is open.
    inline: Option<(Plain, Range<usize>)>,
    code: Option<(Option<String>, String)>,
    table: Option<Table>,
    style: Style,
    /// How deep in quotes, in HTML or in lists too deep to look at.
    ignored: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.ignored > 0 {
            match event {
                Event::Start(_) => self.ignored += 1,
                Event::End(_) => self.leave(range),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::TaskListMarker(_) => {
                if let Some((_, _, Some(item))) = self.open.last_mut() {
                    item.task = true;
                }
            }
            Event::Rule => self.add(Kind::Other, range),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text, &range),
            },
            Event::Code(code) => {
                let style = self.style;
                self.inline(&range).push_code(&code, style);
            }
            Event::SoftBreak | Event::HardBreak => self.text(" ", &range),
            Event::InlineHtml(html) | Event::Html(html) => self.text(&html, &range),
            _ => {}
        }
    }

    fn leave(&mut self, range: Range<usize>) {
        self.ignored -= 1;
        if self.ignored == 0 {
            let html = self.body[range.clone()].trim();
            let comment = html.starts_with("<!--") && html.ends_with("-->");
            self.add(if comment { Kind::Comment } else { Kind::Other }, range);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong => self.style.bold += 1,
            Tag::Link { dest_url, .. } => {
                self.style.link += 1;
                let plain = self.inline(&range);
                plain.links += 1;
                plain.anchors += usize::from(dest_url.starts_with('#'));
            }
            Tag::Image { .. } => self.inline(&range).links += 1,
            Tag::Emphasis | Tag::Strikethrough | Tag::TableHead => {}
            Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell => {
                self.close_paragraph();
                self.inline = Some((Plain { tongue: self.tongue, ..Plain::default() }, range));
            }
            Tag::CodeBlock(kind) => {
                self.close_paragraph();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.to_string()),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some((info, String::new()));
            }
            Tag::List(start) if self.open.len() < DEEPEST => {
                self.close_paragraph();
                self.open.push((List { start, items: Vec::new() }, range.start, None));
            }
            Tag::Item => {
                if let Some((_, _, item)) = self.open.last_mut() {
                    *item = Some(Item { range, ..Item::default() });
                }
            }
            Tag::Table(_) => {
                self.close_paragraph();
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { range, cells: Vec::new() });
                }
            }
            _ => {
                self.close_paragraph();
                self.ignored = 1;
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => self.style.bold = self.style.bold.saturating_sub(1),
            TagEnd::Link => self.style.link = self.style.link.saturating_sub(1),
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(level) => {
                let (plain, _) = self.inline.take().unwrap_or_default();
                self.add(Kind::Heading(level as u8, plain), range);
            }
            TagEnd::TableCell => {
                let (plain, _) = self.inline.take().unwrap_or_default();
                match self.table.as_mut().map(|it| (it.rows.last_mut(), &mut it.header)) {
                    Some((Some(row), _)) => row.cells.push((plain, range)),
                    Some((None, header)) => header.push(plain),
                    None => {}
                }
            }
            TagEnd::Table => {
                let table = self.table.take().unwrap_or_default();
                self.add(Kind::Table(table), range);
            }
            TagEnd::CodeBlock => {
                let (info, code) = self.code.take().unwrap_or_default();
                self.add(Kind::Code(info, code), range);
            }
            TagEnd::Item => {
                self.close_paragraph();
                if let Some((list, _, item)) = self.open.last_mut() {
                    list.items.extend(item.take());
                }
            }
            TagEnd::List(_) => {
                self.close_paragraph();
                if let Some((list, start, _)) = self.open.pop() {
                    self.add(Kind::List(list), start..range.end);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let style = self.style;
        self.inline(range).push(text, style);
    }

    /// Returns the text that is open; an item of a tight list has its words without a paragraph.
    fn inline(&mut self, range: &Range<usize>) -> &mut Plain {
        let tongue = self.tongue;
        let empty = || (Plain { tongue, ..Plain::default() }, range.clone());
        let (plain, whole) = self.inline.get_or_insert_with(empty);
        whole.end = whole.end.max(range.end);
        plain
    }

    fn close_paragraph(&mut self) {
        if let Some((plain, range)) = self.inline.take() {
            self.add(Kind::Paragraph(plain), range);
        }
    }

    fn add(&mut self, kind: Kind, range: Range<usize>) {
        let block = Block { kind, range };
        match self.open.last_mut() {
            Some((_, _, Some(item))) => item.blocks.push(block),
            _ => self.done.push(block),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(blocks: &[Block]) -> String {
        let kind = |block: &Block| match &block.kind {
            Kind::Heading(level, plain) => format!("h{level}({})", plain.text),
            Kind::Paragraph(plain) => format!("p({})", plain.text),
            Kind::Code(info, code) => format!("code({info:?} {})", code.trim()),
            Kind::List(list) => {
                let item = |it: &Item| format!("{}{}", if it.task { "[ ] " } else { "" }, kinds(&it.blocks));
                format!(
                    "list{:?}({})",
                    list.start,
                    list.items.iter().map(item).collect::<Vec<_>>().join(" | ")
                )
            }
            Kind::Table(table) => format!("table({} of {})", table.rows.len(), table.header.len()),
            Kind::Comment => "comment".to_owned(),
            Kind::Other => "other".to_owned(),
        };
        blocks.iter().map(kind).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_page_falls_into_blocks() {
        let page = "# A `b`\n\n1. [ ] x\n   ```sh\n   y\n   ```\n2. z\n   - n\n\n> q\n\n<!-- c -->\n\n|a|b|\n|-|-|\n|1|2|\n";
        let expected = "h1(A `b`) list1([ ] p(x) code(Some(\"sh\") y) | p(z) listNone(p(n))) other comment table(1 of 2)";
        let expected = expected.replace("list1", "listSome(1)");
        assert_eq!(kinds(&blocks(page)), expected);
    }

    #[test]
    fn what_is_nested_too_deep_is_text() {
        let page: String = (0..10_000).map(|_| "- ").collect::<String>() + "x\n";
        assert_eq!(blocks(&page).len(), 1);
        assert_eq!(blocks(&(">".repeat(10_000) + "x\n")).len(), 1);
    }
}
