//! Markdown (GitHub's flavour) that foreign text cannot break out of.

/// Makes foreign text one line of plain words: no markup, no HTML, no table bars, no links, no line breaks.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            // An entity stands everywhere, in a table and at the start of a line too.
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '.' | '!'
            | '~' | '=' | ':' | '@' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
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
        assert_eq!(escaped("[x](javascript:1)"), "\\[x\\]\\(javascript\\:1\\)");
        assert_eq!(escaped("# one\n1. two\n- three"), "\\# one 1\\. two \\- three");
        assert_eq!(escaped("&lt;"), "&amp;lt;");
    }

    #[test]
    fn a_table() {
        let cells = |it: [&str; 2]| it.map(str::to_owned).to_vec();
        let table = table(&cells(["step", "took"]), &[false, true], &[cells(["a", "1:00"])]);
        assert_eq!(table, "| step | took |\n| --- | ---: |\n| a | 1:00 |\n");
    }
}
