//! Who is at the keyboard.

use super::variables::Variables;
use crate::drill::ids::PersonName;

/// What a person is called who cannot be told.
const NOBODY: &str = "someone";

/// Returns the name in `FIREDRILL_NAME`, else the login name (`USER`, `LOGNAME`, or what `/etc/passwd` has for the user
/// id, since cron jobs and containers often set neither), else `someone`.
pub fn person_name(variables: &Variables) -> PersonName {
    let accounts = || std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(variables, rustix::process::getuid().as_raw(), accounts)
}

fn name_of(variables: &Variables, user: u32, accounts: impl FnOnce() -> String) -> PersonName {
    let names = ["FIREDRILL_NAME", "USER", "LOGNAME"];
    let names = names.iter().filter_map(|name| variables.var(name));
    let mut names = names.map(|name| name.to_string_lossy().trim().to_owned());
    let name = names.find(|name| !name.is_empty()).or_else(|| login_name(&accounts(), user));
    PersonName::new(name.unwrap_or_else(|| NOBODY.to_owned()))
}

/// Finds the name of a user id in the lines of `/etc/passwd`: `name:password:id:…`.
fn login_name(accounts: &str, user: u32) -> Option<String> {
    let name = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(user)).then(|| name.to_owned())
    };
    accounts.lines().find_map(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: &str =
        "root:x:0:0:root:/root:/bin/sh\n# none\n:x:7::\nann:x:1000:1000::/home/ann:/bin/sh\n";

    #[test]
    fn a_given_name_goes_before_the_login_name() {
        let name = |pairs: [(&str, &str); 3]| {
            name_of(&Variables::from(pairs), 1000, || ACCOUNTS.to_owned()).to_string()
        };
        assert_eq!(name([("FIREDRILL_NAME", " Ann Lee "), ("USER", "ben"), ("LOGNAME", "c")]), "Ann Lee");
        assert_eq!(name([("FIREDRILL_NAME", " "), ("USER", "ben"), ("LOGNAME", "c")]), "ben");
        assert_eq!(name([("FIREDRILL_NAME", ""), ("USER", ""), ("LOGNAME", "c")]), "c");
        assert_eq!(name([("FIREDRILL_NAME", ""), ("USER", ""), ("LOGNAME", "")]), "ann");
    }

    #[test]
    fn an_unknown_user_is_someone() {
        let name =
            |user, accounts: &str| name_of(&Variables::default(), user, || accounts.to_owned()).to_string();
        assert_eq!(name(0, ACCOUNTS), "root");
        assert_eq!([name(7, ACCOUNTS), name(100, ACCOUNTS), name(0, "")], [NOBODY; 3]);
    }
}
