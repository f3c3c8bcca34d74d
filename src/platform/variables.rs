//! The environment variables, as a value: whoever needs one is handed all of them, so that tests can make them up.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// A set of environment variables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<OsString, OsString>);

impl Variables {
    /// Copies those of this process.
    pub fn of_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// Returns all of them that are text.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let text = |text: &OsString| text.to_str().map(str::to_owned);
        self.0.iter().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect()
    }

    /// Returns a variable; one that is set to nothing counts as not set.
    pub fn var(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Variables {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_none() {
        let variables = Variables::from([("A", ""), ("B", "b")]);
        assert_eq!(variables.var("A"), None);
        assert_eq!(variables.var("B"), Some(OsStr::new("b")));
        assert_eq!(variables.var("C"), None);
    }

    #[test]
    fn a_process_has_a_path() {
        assert!(Variables::of_process().var("PATH").is_some());
    }
}
