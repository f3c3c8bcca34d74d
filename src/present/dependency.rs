//! Something of others that a restore hangs on, in words.

use super::cells;
use super::safe::Charset;
use super::sign::dot;
use crate::drill::procedure::Dependency;

/// Returns what people call it.
pub fn title(dependency: &Dependency, charset: Charset) -> String {
    cells::shown(&dependency.title, charset)
}

/// Returns what has to be known of it: `third party · instead: The mirror bucket`; `None` where there is nothing.
pub fn remark(dependency: &Dependency, charset: Charset) -> Option<String> {
    let party = dependency.third_party.then(|| "third party".to_owned());
    let alternative = dependency.alternative.as_deref();
    let instead = alternative.map(|it| format!("instead: {}", cells::shown(it, charset)));
    let told: Vec<_> = [party, instead].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(dot(charset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_to_know_is_told() {
        let mut it =
            Dependency { id: "s".into(), title: "Stor\x07age".into(), third_party: true, alternative: None };
        assert_eq!(title(&it, Charset::Unicode), "Stor␇age");
        assert_eq!(remark(&it, Charset::Unicode).as_deref(), Some("third party"));
        it.alternative = Some("The mirror".into());
        assert_eq!(remark(&it, Charset::Ascii).as_deref(), Some("third party - instead: The mirror"));
        it = Dependency { third_party: false, alternative: None, ..it };
        assert_eq!(remark(&it, Charset::Unicode), None);
    }
}
