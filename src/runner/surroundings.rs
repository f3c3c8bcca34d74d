//! The environment in which scripts run: what is on a short list, what the procedure says, and what the session is.

use std::collections::BTreeMap;

/// Where programs are looked for, unless `vars` say otherwise.
pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What is passed on of our own environment; everything else stays behind, passwords and agents above all.
const PASSED: [&str; 10] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TMPDIR",
    "TZ",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
];

/// Returns the whole environment of a script: a fixed `PATH`, `LANG` and `TERM`, the short list and the declared secrets
/// of our own variables, the procedure's `vars`, and the facts of the session, each over those before it.
pub fn surroundings(
    own: &BTreeMap<String, String>,
    vars: &BTreeMap<String, String>,
    secrets: &[String],
    facts: &[(String, String)],
) -> BTreeMap<String, String> {
    let fixed = [("PATH", PATH), ("LANG", "C.UTF-8"), ("TERM", "dumb")];
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let passed = PASSED.iter().copied().chain(secrets.iter().map(String::as_str));
    let passed = passed.filter_map(|name| Some((name.to_owned(), own.get(name)?.clone())));
    let vars = vars.iter().map(|(name, value)| (name.clone(), value.clone()));
    fixed.into_iter().chain(passed).chain(vars).chain(facts.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_is_listed_or_declared_is_passed_on() {
        let own = map(&[
            ("HOME", "/home/mara"),
            ("PATH", "/evil"),
            ("PGPASSWORD", "x"),
            ("DATABASE_URL", "x"),
            ("LD_PRELOAD", "x"),
            ("SSH_AUTH_SOCK", "x"),
            ("DB_PASSWORD", "hunter22"),
            ("FIREDRILL_STORE", "old"),
        ]);
        let vars = map(&[("BUCKET", "b"), ("HOME", "/srv")]);
        let facts = [("FIREDRILL_STORE".to_owned(), "/s.db".to_owned())];
        let all = surroundings(&own, &vars, &["DB_PASSWORD".to_owned()], &facts);
        let expected = map(&[
            ("PATH", PATH),
            ("LANG", "C.UTF-8"),
            ("TERM", "dumb"),
            ("HOME", "/srv"),
            ("BUCKET", "b"),
            ("DB_PASSWORD", "hunter22"),
            ("FIREDRILL_STORE", "/s.db"),
        ]);
        assert_eq!(all, expected);
    }
}
