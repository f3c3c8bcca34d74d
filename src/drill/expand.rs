//! Variables in a text of the procedure: an address that is asked, a value that is compared.
//!
//! Commands are not for this: they get their variables as environment variables, never pasted into the text.

use std::collections::BTreeMap;

/// A text names a variable that has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no variable `{0}`; give it a value in the environment's `vars`, or write `$$` for a plain `$`"
)]
pub struct MissingVariable(pub String);

/// Puts values in for `$NAME` and `${NAME}`; `$$` stands for `$`, and a `$` before anything else for itself.
///
/// Values are put in as they are: a `$` in them means nothing. What stands in braces is a name, whatever it looks like,
/// so that `${NAME:-x}` of the shell is missed and not passed on.
pub fn expand(text: &str, vars: &BTreeMap<String, String>) -> Result<String, MissingVariable> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = behind.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (name, after) = match behind.strip_prefix('{') {
            Some(inner) => inner.split_once('}').ok_or_else(|| MissingVariable(behind.to_owned()))?,
            None => behind.split_at(plain_name(behind)),
        };
        rest = after;
        if name.is_empty() && !behind.starts_with('{') {
            out.push('$');
            continue;
        }
        out.push_str(vars.get(name).ok_or_else(|| MissingVariable(name.to_owned()))?);
    }
    out.push_str(rest);
    Ok(out)
}

/// Returns how many bytes at the start of the text name a variable.
fn plain_name(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> Result<String, String> {
        let vars = [("HOST", "wiki"), ("A_1", "$HOST"), ("EMPTY", "")];
        let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        expand(text, &vars).map_err(|missing| missing.0)
    }

    #[test]
    fn values_are_put_in() {
        for (text, expected) in [
            ("", ""),
            ("http://$HOST/health", "http://wiki/health"),
            ("${HOST}s$HOST", "wikiswiki"),
            ("$A_1 $EMPTY.", "$HOST ."),
            ("$$HOST $5 $ ü$", "$HOST $5 $ ü$"),
            ("$$$HOST", "$wiki"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_is_named() {
        for (text, missing) in [
            ("http://$HOSTS/", "HOSTS"),
            ("$host", "host"),
            ("${HOST:-x}", "HOST:-x"),
            ("${}", ""),
            ("a${HOST", "{HOST"),
            ("${$HOST}", "$HOST"),
        ] {
            assert_eq!(expanded(text).as_ref().map_err(String::as_str), Err(missing), "{text}");
        }
    }
}
