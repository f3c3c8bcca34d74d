//! Words that can be pasted into a shell.

/// Quotes a word for the shell, where it needs that. The result is as foreign as the word: make it safe before it is shown.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:,~".contains(c);
    if !word.is_empty() && !word.starts_with('~') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_the_shell_would_split_is_quoted() {
        assert_eq!(quoted("/home/ann/sample.db"), "/home/ann/sample.db");
        assert_eq!(quoted("/home/ann's disk/x"), "'/home/ann'\\''s disk/x'");
        assert_eq!(quoted("~/x"), "'~/x'");
        assert_eq!(quoted(""), "''");
    }
}
