//! The text of a page: without front matter, with the lines that only markup or a remark stand in.

use std::ops::Range;

/// A page, ready to be taken apart.
#[derive(Debug)]
pub(super) struct Source {
    /// The text behind the front matter; every line ends in a line feed.
    pub body: String,
    /// Lines in front of it.
    skipped: usize,
    /// Offsets at which the lines of the body begin.
    lines: Vec<usize>,
    /// The title that the front matter names.
    pub title: Option<String>,
    /// The parts that are remarks: admonitions in `:::`, in shortcodes, in templating.
    pub asides: Vec<Range<usize>>,
}

/// Names of shortcodes and of template blocks that mark a remark.
const REMARKS: [&str; 14] = [
    "note",
    "warning",
    "caution",
    "alert",
    "hint",
    "callout",
    "admonition",
    "tip",
    "info",
    "danger",
    "notice",
    "important",
    "warn",
    "panel",
];

impl Source {
    /// Takes the front matter off, and a byte order mark.
    pub fn new(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
        let (front, body) = split_front(&text);
        let mut body = body.to_owned();
        if !body.ends_with('\n') {
            body.push('\n');
        }
        let lines = std::iter::once(0).chain(body.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let asides = asides(&body);
        Self { skipped: front.matches('\n').count(), title: front_title(front), lines, asides, body }
    }

    /// Returns the line of the file, from 1, that the offset is in.
    pub fn line(&self, offset: usize) -> usize {
        self.skipped + self.lines.partition_point(|start| *start <= offset)
    }

    /// Returns where the line begins that the offset is in.
    pub fn line_start(&self, offset: usize) -> usize {
        let at = self.lines.partition_point(|start| *start <= offset);
        self.lines.get(at.saturating_sub(1)).copied().unwrap_or(0)
    }

    /// Returns where the line ends that the last byte of the range is in; the next one begins there.
    pub fn lines_end(&self, range: &Range<usize>) -> usize {
        let last = range.end.saturating_sub(1).max(range.start);
        let at = self.lines.partition_point(|start| *start <= last);
        self.lines.get(at).copied().unwrap_or(self.body.len())
    }

    /// Whether what stands there is a remark.
    pub fn is_aside(&self, offset: usize) -> bool {
        let at = self.asides.partition_point(|range| range.start <= offset);
        at > 0 && self.asides[at - 1].contains(&offset)
    }
}

/// Splits YAML (`---`) or TOML (`+++`) at the beginning from the page.
fn split_front(text: &str) -> (&str, &str) {
    for fence in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(fence).and_then(|it| it.strip_prefix('\n')) else { continue };
        let mut end = fence.len() + 1;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if line.trim_end() == fence {
                return text.split_at(end);
            }
        }
    }
    ("", text)
}

fn front_title(front: &str) -> Option<String> {
    let value = front.lines().find_map(|line| {
        let (key, value) = line.split_once([':', '='])?;
        (key.trim() == "title").then(|| value.trim())
    })?;
    let bare = value.trim_matches(['"', '\'']).trim();
    (!bare.is_empty() && !bare.contains("{{")).then(|| bare.to_owned())
}

/// Finds the remarks by their lines, outside of fences.
fn asides(body: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut fence, mut open): (Option<&str>, Option<(usize, String)>) = (None, None);
    let mut block: Option<(usize, Range<usize>)> = None;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let (start, bare) = (at, line.trim());
        at += line.len();
        let ticks = ["```", "~~~"].into_iter().find(|it| bare.starts_with(it));
        match (fence, ticks) {
            (None, Some(ticks)) => fence = Some(ticks),
            (Some(fenced), Some(ticks)) if fenced == ticks && bare.trim_matches(['`', '~']).is_empty() => {
                fence = None;
            }
            _ => {}
        }
        // `!!! note` holds what is indented below it.
        if let Some((indent, range)) = &mut block {
            let indented = line.len() - line.trim_start().len() > *indent;
            if bare.is_empty() || indented {
                range.end = if bare.is_empty() { range.end } else { at };
                continue;
            }
            found.extend(block.take().map(|it| it.1));
        }
        if fence.is_some() {
            continue;
        }
        if open.is_none() && ["!!! ", "??? ", "???+ "].iter().any(|it| bare.starts_with(it)) {
            block = Some((line.len() - line.trim_start().len(), start..at));
        } else if let Some((began, closing)) = &open {
            if bare == closing || (closing != ":::" && bare.replace(' ', "").contains(closing.as_str())) {
                found.push(*began..at);
                open = None;
            }
        } else if let Some(closing) = opens(bare) {
            open = Some((start, closing));
        }
    }
    found.extend(block.map(|it| it.1));
    found
}

/// Returns how the remark ends that the line begins.
fn opens(line: &str) -> Option<String> {
    if let Some(name) = line.strip_prefix(":::") {
        return (!name.trim_matches(':').trim().is_empty()).then(|| ":::".to_owned());
    }
    if line == ">>>" {
        return Some(">>>".to_owned());
    }
    let inner =
        line.strip_prefix("{{<").or_else(|| line.strip_prefix("{{%")).or_else(|| line.strip_prefix("{%"))?;
    let name: String = inner.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    if !REMARKS.contains(&name.to_lowercase().as_str()) || line.contains("/>}}") {
        return None;
    }
    let closed = [format!("/{name}"), format!("end{name}")];
    let bare = line.replace(' ', "");
    if closed.iter().any(|it| bare.contains(it.as_str())) {
        return None;
    }
    let [short, liquid] = closed;
    Some(if line.starts_with("{{") { short } else { liquid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_no_part_of_the_page_but_names_it() {
        let source = Source::new("---\ntitle: \"Restore the wiki\"\nweight: 3\n---\n# X\n");
        assert_eq!((source.body.as_str(), source.title.as_deref()), ("# X\n", Some("Restore the wiki")));
        assert_eq!(source.line(0), 5);
        assert_eq!(Source::new("+++\ntitle = 'A'\n+++\nb").title.as_deref(), Some("A"));
        assert_eq!(Source::new("---\nno end\n").body, "---\nno end\n");
    }

    #[test]
    fn marks_and_carriage_returns_go() {
        let source = Source::new("\u{feff}a\r\nb\rc");
        assert_eq!(source.body, "a\nb\nc\n");
        assert_eq!([0, 2, 4, 6].map(|at| source.line(at)), [1, 2, 3, 4]);
        assert_eq!((source.line_start(3), source.lines_end(&(2..3))), (2, 4));
    }

    #[test]
    fn remarks_are_found_by_their_ends() {
        let asides = |text: &str| Source::new(text).asides.len();
        assert_eq!(asides(":::note\n- a\n:::\n\n:::\n"), 1);
        assert_eq!(asides("{{< note >}}\n1. x\n{{< /note >}}\n"), 1);
        assert_eq!(asides("{% hint style=\"info\" %}\n1. x\n{% endhint %}\n"), 1);
        assert_eq!(asides("!!! note\n\n    1. x\n    2. y\n\n??? tip\n    z\n1. w\n"), 2);
        assert_eq!(asides("{% if x %}\n1. x\n{% endif %}\n"), 0);
        assert_eq!(asides("```\n:::note\n:::\n```\n"), 0);
        let source = Source::new("a\n:::tip\nb\n:::\nc\n");
        assert_eq!([0, 2, 9, 15].map(|at| source.is_aside(at)), [false, true, true, false]);
    }
}
