//! Variables in a text.

use std::collections::BTreeMap;

/// Replaces `$NAME` and `${NAME}` (and `$$` by `$`); the error is the first name that there is no variable of.
pub fn expand(text: &str, vars: &BTreeMap<String, String>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        expanded.push_str(before);
        if let Some(behind) = behind.strip_prefix('$') {
            expanded.push('$');
            rest = behind;
            continue;
        }
        let (name, after) = match behind.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some(split) => split,
            None => behind.split_at(
                behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len()),
            ),
        };
        expanded.push_str(vars.get(name).ok_or_else(|| name.to_owned())?);
        rest = after;
    }
    Ok(expanded + rest)
}
