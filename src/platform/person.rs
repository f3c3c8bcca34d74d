//! Who is at the keyboard.

use super::variables::Variables;
use crate::drill::ids::PersonName;

/// What a person is called who cannot be told.
const NOBODY: &str = "someone";

/// Returns the name in `FIREDRILL_NAME`, else the login name (`USER`, `LOGNAME`), else `someone`.
pub fn person_name(variables: &Variables) -> PersonName {
    let names = ["FIREDRILL_NAME", "USER", "LOGNAME"];
    let names = names.iter().filter_map(|name| variables.var(name));
    let mut names = names.map(|name| name.to_string_lossy().trim().to_owned());
    PersonName::new(names.find(|name| !name.is_empty()).unwrap_or_else(|| NOBODY.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_name_goes_before_the_login_name() {
        let name = |pairs: [(&str, &str); 3]| person_name(&Variables::from(pairs)).to_string();
        assert_eq!(name([("FIREDRILL_NAME", " Ann Lee "), ("USER", "ann"), ("LOGNAME", "a")]), "Ann Lee");
        assert_eq!(name([("FIREDRILL_NAME", " "), ("USER", "ann"), ("LOGNAME", "a")]), "ann");
        assert_eq!(name([("FIREDRILL_NAME", ""), ("USER", ""), ("LOGNAME", "a")]), "a");
        assert_eq!(person_name(&Variables::default()).as_str(), NOBODY);
    }
}
