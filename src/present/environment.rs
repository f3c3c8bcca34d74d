//! The name of an environment, which is in sight wherever something is done to it.

use super::cells;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::ids::EnvironmentName;

/// Writes the name as it stands in a line: a protected environment in capitals, so that it is told without colour.
pub fn environment(name: &EnvironmentName, protected: bool, charset: Charset) -> Toned {
    let label = cells::shown(name.as_str(), charset);
    if protected { Toned::new(label.to_uppercase(), Tone::Protected) } else { Toned::new(label, Tone::Plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_environment_is_told_in_words_and_in_tone() {
        let production = environment(&"production".into(), true, Charset::Unicode);
        assert_eq!(production, Toned::new("PRODUCTION", Tone::Protected));
        assert_eq!(environment(&"test".into(), false, Charset::Unicode), Toned::new("test", Tone::Plain));
    }
}
