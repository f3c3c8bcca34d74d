//! Comma-separated values (RFC 4180) that a spreadsheet cannot mistake for formulas.

/// What a spreadsheet takes for the beginning of a formula, as OWASP's page on CSV injection lists it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a table: a line per row, all with CRLF, as RFC 4180 has it.
pub fn table<R, C>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let line = |row: R| row.into_iter().map(|it| cell(it.as_ref())).collect::<Vec<_>>().join(",") + "\r\n";
    rows.into_iter().map(line).collect()
}

/// Writes one cell. A text that a spreadsheet would calculate gets an apostrophe before it, unless it is a number.
fn cell(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let formula = first.is_some_and(|it| FORMULA.contains(&it)) && text.parse::<f64>().is_err();
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\r', '\n', ';', '\t'])
        || guarded.starts_with(' ')
        || guarded.ends_with(' ')
    {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_quoted_where_they_must() {
        assert_eq!(table([vec!["a", "b,c"], vec!["say \"x\"", ""]]), "a,\"b,c\"\r\n\"say \"\"x\"\"\",\r\n");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
    }

    #[test]
    fn nothing_is_calculated() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\u{feff}=1"] {
            assert!(cell(text).trim_start_matches('"').starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("-42"), "-42", "a number is one");
        assert_eq!(cell("−1:52"), "−1:52");
    }

    proptest! {
        #[test]
        fn a_cell_stays_one_cell(text in "\\PC*", other in "[a-z]*") {
            let line = table([[text.as_str(), other.as_str()]]);
            let rest = line.strip_suffix(&format!(",{other}\r\n")).unwrap();
            let quoted = rest.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            prop_assert!(quoted.is_some() || !rest.contains([',', '"', '\r', '\n']));
        }
    }
}
