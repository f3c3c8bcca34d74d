//! "Did you mean": the known name that a misspelt one comes closest to.

/// Longer words are not misspelt names, and comparing them would cost time that a hostile file could ask for.
const LONGEST: usize = 64;

/// Returns the name closest to `word` if at most about a third of the letters differ, upper and lower case alike.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word = if word.len() <= LONGEST { word.to_lowercase() } else { return None };
    let near = |name: &str| {
        let allowed = ((word.len().max(name.len()) + 1) / 3).max(1);
        if word.len().abs_diff(name.len()) > allowed {
            return None;
        }
        Some(strsim::osa_distance(&word, name)).filter(|&distance| distance <= allowed)
    };
    names
        .into_iter()
        .filter_map(|name| Some((near(name)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_wins() {
        let names = ["title", "text", "timeout", "two_person"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("Timeout", names), Some("timeout"));
        assert_eq!(nearest("two-person", names), Some("two_person"));
    }

    #[test]
    fn a_word_unlike_any_name_has_no_nearest() {
        assert_eq!(nearest("weight", ["title", "text"]), None);
        assert_eq!(nearest("", ["title"]), None);
        assert_eq!(nearest(&"title".repeat(20), ["title"]), None);
    }
}
