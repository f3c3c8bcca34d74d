//! Markdown (GitHub's flavour) that foreign text cannot break out of.

/// Makes foreign text one line of plain words: no markup, no HTML, no table bars, no links, no line breaks. What could
/// not be markup where it stands (`0:08:20`, `well-known`) stays as it is, so that the source can be read as well.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            // An entity stands everywhere, in a table and at the start of a line too.
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            c => {
                if may_be_markup(&text[..at], c, chars.peek().map(|(_, next)| *next)) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

/// Whether a character could mean something behind `before`, which a line begins with, and before `next`.
fn may_be_markup(before: &str, c: char, next: Option<char>) -> bool {
    let head = before.trim_start();
    let last = before.chars().last();
    match c {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '~' | '@' | '$' => true,
        // A list, a rule, or what makes a heading of the line before.
        '-' | '+' | '=' => head.is_empty(),
        // A numbered list, and an address that becomes a link by itself.
        '.' | ')' if !head.is_empty() && head.len() < 10 && head.bytes().all(|it| it.is_ascii_digit()) => {
            true
        }
        '.' => before.get(before.len().saturating_sub(3)..).is_some_and(|it| it.eq_ignore_ascii_case("www")),
        '(' => last == Some(']'),
        // `http://`, `mailto:` and `:name:`, but not a time, nor the end of a word.
        ':' => {
            let in_number =
                last.is_some_and(|it| it.is_ascii_digit()) && next.is_some_and(|it| it.is_ascii_digit());
            !in_number && next.is_some_and(|it| !it.is_whitespace())
        }
        _ => false,
    }
}

/// Writes a table; the cells are Markdown already. Numbers stand right where `right` says so.
pub fn table(heads: &[String], right: &[bool], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rules =
        heads.iter().enumerate().map(|(at, _)| if right.get(at) == Some(&true) { "---:" } else { "---" });
    let rule = format!("| {} |\n", rules.collect::<Vec<_>>().join(" | "));
    line(heads) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_instead_of_meant() {
        assert_eq!(escaped("a | b"), "a &#124; b");
        assert_eq!(escaped("<script>x</script>"), "&lt;script&gt;x&lt;/script&gt;");
        assert_eq!(escaped("[x](javascript:1)"), "\\[x\\]\\(javascript\\:1)");
        assert_eq!(escaped("# one\n1. two\n- three"), "\\# one 1. two - three");
        assert_eq!(escaped("1. two"), "1\\. two");
        assert_eq!(escaped("12) two"), "12\\) two");
        assert_eq!(
            [escaped("- a"), escaped("+ a"), escaped(" ---"), escaped("===")],
            ["\\- a", "\\+ a", " \\---", "\\==="]
        );
        assert_eq!(
            escaped("https://x WWW.x.org mailto:a@b :tada: @all"),
            "https\\://x WWW\\.x.org mailto\\:a\\@b \\:tada: \\@all"
        );
        assert_eq!(escaped("&lt;"), "&amp;lt;");
    }

    #[test]
    fn what_cannot_be_markup_stays_readable() {
        for text in [
            "VERIFIED 0:08:20 (assumed)",
            "2026-05-28 13:54:55 +02:00",
            "was: a well-known name, v1.2!",
            "−1:52 + 3",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn a_table() {
        let cells = |it: [&str; 2]| it.map(str::to_owned).to_vec();
        let table = table(&cells(["step", "took"]), &[false, true], &[cells(["a", "1:00"])]);
        assert_eq!(table, "| step | took |\n| --- | ---: |\n| a | 1:00 |\n");
    }
}
