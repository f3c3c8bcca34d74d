//! Splits a line as a shell would: spaces separate, quotes and backslashes keep together.

/// Returns the words; `None` where a quote is not closed.
pub fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => word.push(chars.next()?),
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_and_backslashes_keep_together() {
        let split = |line| words(line).unwrap();
        assert_eq!(split("step done 7"), ["step", "done", "7"]);
        assert_eq!(split("  a\t\"b c\" 'd \\ e' f\\ g \"\""), ["a", "b c", "d \\ e", "f g", ""]);
        assert_eq!(split("\"say \\\"x\\\"\""), ["say \"x\""]);
        assert_eq!(split(""), Vec::<String>::new());
        assert_eq!(words("it's late"), None);
        assert_eq!(words("\"open"), None);
    }

    proptest! {
        #[test]
        fn any_line_is_split_or_not(line in ".*") {
            words(&line);
        }

        #[test]
        fn a_quoted_word_comes_out_as_it_was(word in "[^']*") {
            prop_assert_eq!(words(&format!("'{word}'")), Some(vec![word]));
        }
    }
}
