//! What watches the service during a drill.

use super::links::Reference;
use super::{service, value};
use crate::drill::address::{AddressError, Endpoint};
use crate::drill::expand::expand;
use crate::drill::procedure::{Anchor, Dependency, Environment, Expected, Probe, ProbeTarget};
use crate::drill::redline::range;
use crate::drill::time::Span;
use crate::present::problem::shortened;
use crate::present::section::{At, Section};
use std::collections::BTreeMap;

const PROBE: [&str; 11] =
    ["id", "title", "run", "http", "tcp", "every", "timeout", "expected", "sets", "dependency", "secrets"];
/// How often a probe asks when the file does not say.
const EVERY: Span = Span::from_secs(10);
/// The shortest and the longest time between two questions.
const BOUNDS: (Span, Span) = (Span::from_secs(1), Span::from_secs(24 * 3_600));
/// The most probes: each is asked all the time, beside the drill.
const MAX_PROBES: usize = 64;
/// What is not in the file: facts of the session, known when the probe asks.
const FACTS: &str = "FIREDRILL_";

/// What a probe may name, and where it may reach.
struct Reader<'a> {
    dependencies: Reference<'a>,
    environments: &'a [Environment],
    link_local: bool,
}

/// Reads the probes; `link_local` allows them link-local and metadata addresses.
pub(super) fn probes(
    procedure: &Section<'_>,
    environments: &[Environment],
    dependencies: &[Dependency],
    link_local: bool,
) -> Vec<Probe> {
    let dependencies = Reference::new("dependency", dependencies.iter().map(|it| it.id.as_str()));
    let reader = Reader { dependencies, environments, link_local };
    let mut sections = procedure.tables("probe", "a probe", &PROBE);
    if let Some(beyond) = sections.get(MAX_PROBES) {
        let message =
            format!("{} probes are more than the {MAX_PROBES} that a procedure may have", sections.len());
        let hint = "let a command ask several things: `run = \"scripts/…\"`".to_owned();
        procedure.problems.add(beyond.offset, message, hint);
        sections.truncate(MAX_PROBES);
    }
    service::with_ids(procedure, "probe", &sections, |section, id| reader.probe(section, id))
}

impl Reader<'_> {
    fn probe(&self, section: &Section<'_>, id: &str) -> Probe {
        let secrets = value::variables(section, "secrets");
        let target = self.target(section, &secrets);
        let dependency =
            section.text("dependency").filter(|it| self.dependencies.check(section.problems, *it));
        Probe {
            id: id.to_owned(),
            title: section.has("title").then(|| value::title(section)),
            expected: expected(section, &target),
            target,
            every: every(section),
            timeout: value::span(section, "timeout"),
            sets: sets(section),
            dependency: dependency.map(|it| it.value.into()),
            secrets,
        }
    }

    fn target(&self, section: &Section<'_>, secrets: &[String]) -> ProbeTarget {
        let asked = ["run", "http", "tcp"].into_iter().filter(|key| section.has(key)).count();
        if asked != 1 {
            let hint = "`run` a command, or ask an `http` URL or a `tcp` host:port".to_owned();
            let message = format!("a probe asks one thing; this one asks {asked}");
            section.problems.add(section.offset, message, hint);
        }
        let url = self.address(section, "http", secrets, Endpoint::of_url).map(ProbeTarget::Http);
        let tcp = self.address(section, "tcp", secrets, Endpoint::of_tcp).map(ProbeTarget::Tcp);
        let run = value::command(section, "run").map(ProbeTarget::Run);
        run.or(url).or(tcp).unwrap_or_else(|| ProbeTarget::Run(String::new()))
    }

    /// Reads an address as every environment will have it.
    fn address(
        &self,
        section: &Section<'_>,
        key: &str,
        secrets: &[String],
        endpoint: fn(&str, bool) -> Result<Endpoint, AddressError>,
    ) -> Option<String> {
        let address = section.text(key)?;
        let none = BTreeMap::new();
        let environments = self.environments.iter().map(|it| (Some(&it.name), &it.vars));
        let anywhere = (!address.value.contains('$')).then_some((None, &none));
        // Without a variable it is the same address everywhere.
        let each = anywhere.into_iter().chain(environments.filter(|_| anywhere.is_none()));
        for (name, vars) in each {
            let place = name.map_or_else(String::new, |name| format!(" in environment {name}"));
            let (message, hint) = match expand(address.value, vars).map(|it| endpoint(&it, self.link_local)) {
                Ok(Ok(_)) => continue,
                Err(missing) if missing.0.starts_with(FACTS) || secrets.contains(&missing.0) => continue,
                Ok(Err(why)) => (format!("`{}` {why}{place}", shortened(address.value)), hint_for(why)),
                Err(missing) => {
                    let name = shortened(&missing.0);
                    let hint = format!(
                        "give it a value in the `vars` of every environment, name it in `secrets` where it comes from the shell, or write `$$` for a plain `$`: {key} = \"…$${name}…\""
                    );
                    (format!("`${name}` of `{key}` has no value{place}"), Some(hint))
                }
            };
            section.problems.add(address.offset, message, hint);
            break;
        }
        Some(address.value.to_owned())
    }
}

fn hint_for(why: AddressError) -> Option<String> {
    let hint = "whoever needs that allows it in the settings: [probes] link-local = true";
    (why == AddressError::Guarded).then(|| hint.to_owned())
}

fn every(section: &Section<'_>) -> Span {
    let Some(every) = value::span(section, "every") else { return EVERY };
    let (least, most) = BOUNDS;
    if every < least || every > most {
        let offset = section.text("every").map_or(section.offset, |it| it.offset);
        let hint = "from 1s to 1d; without it a probe asks every 10s".to_owned();
        section.problems.add(offset, "a probe cannot ask that often or that seldom", hint);
    }
    every
}

fn sets(section: &Section<'_>) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for word in section.one_or_more("sets").map_or_else(Vec::new, |list| list.value) {
        let Some(anchor) = value::named_anchor(section.problems, word) else { continue };
        if !matches!(anchor, Anchor::Outage | Anchor::Verified) {
            let hint = "a probe sees the service go and come back: `outage`, `verified` or both; a step `marks` the others";
            let message = format!("a probe cannot set `{}`", anchor.word());
            section.problems.add(word.offset, message, hint.to_owned());
        } else if anchors.contains(&anchor) {
            section.problems.add(word.offset, format!("`{}` is named twice", anchor.word()), None);
        }
        anchors.push(anchor);
    }
    anchors
}

fn expected(section: &Section<'_>, target: &ProbeTarget) -> Option<Expected> {
    let expected: At<&str> = section.text_or_whole("expected")?;
    let (message, hint) = match target {
        ProbeTarget::Http(_) => {
            match range(expected.value).map(|(least, most)| (status(least), status(most))) {
                Some((Some(least), Some(most))) => return Some(Expected::Status(least, most)),
                _ => (
                    format!("`{}` is no HTTP status", shortened(expected.value)),
                    "write one, or the first and the last that are good: 200, or \"200..299\"",
                ),
            }
        }
        ProbeTarget::Run(_) if expected.value.trim().is_empty() => {
            ("`expected` of a probe is empty".to_owned(), "leave it out where exit 0 is enough")
        }
        ProbeTarget::Run(_) => return Some(Expected::Output(expected.value.to_owned())),
        ProbeTarget::Tcp(_) => (
            "a `tcp` probe has no `expected`: it connects, and that is all".to_owned(),
            "leave it out, or ask with `http` or `run`",
        ),
    };
    section.problems.add(expected.offset, message, hint.to_owned());
    None
}

fn status(number: u64) -> Option<u16> {
    u16::try_from(number).ok().filter(|status| (100..=599).contains(status))
}

#[cfg(test)]
mod tests {
    use super::super::parse::{parse, parse_allowing};
    use super::*;
    use crate::present::problem::Problem;

    const BASE: &str = r#"id = "wiki"
title = "Wiki"
[environment.test]
vars = { HOST = "wiki.test" }
[environment.production]
vars = { HOST = "wiki.example", META = "169.254.169.254" }
[[phase]]
title = "P"
[[phase.step]]
id = "a"
title = "A"
[[probe]]
id = "p"
"#;

    fn probe(lines: &str) -> Probe {
        let found = parse(&format!("{BASE}{lines}"));
        found.unwrap_or_else(|problems| panic!("{lines}: {problems:#?}")).probes.remove(0)
    }

    /// What is wrong with a probe that has these lines, the first of which is line 14.
    fn problems(lines: &str) -> Vec<String> {
        let shown = |it: Problem| format!("{}:{} {}", it.place.line, it.place.column, it.message);
        parse(&format!("{BASE}{lines}")).err().unwrap_or_default().into_iter().map(shown).collect()
    }

    #[track_caller]
    fn one(lines: &str, start: &str) {
        let found = problems(lines);
        assert!(found.len() == 1 && found[0].starts_with(start), "{lines}: {found:#?}");
    }

    #[test]
    fn a_probe_says_little_and_means_the_usual() {
        let it = probe("tcp = \"db:5432\"\n");
        assert_eq!((it.name(), it.every, it.patience()), ("p", Span::from_secs(10), Span::from_secs(5)));
        assert_eq!((it.expected.as_ref(), it.status(), it.sets.len()), (None, (200, 399), 0));
    }

    #[test]
    fn a_probe_says_what_it_wants() {
        let it = probe(
            "title = \"Clients\"\nhttp = \"https://$HOST/\"\nevery = \"2s\"\nexpected = \"200..299\"\nsets = [\"outage\", \"verified\"]\nsecrets = [\"TOKEN\"]\n",
        );
        assert_eq!((it.name(), it.status()), ("Clients", (200, 299)));
        assert_eq!(it.patience(), Span::from_secs(2), "an answer is there before the next question");
        assert_eq!(it.sets, [Anchor::Outage, Anchor::Verified]);
        assert_eq!(it.secrets, ["TOKEN"]);
        assert_eq!(it.target, ProbeTarget::Http("https://$HOST/".to_owned()), "variables are put in later");
        assert_eq!(probe("http = \"http://x\"\nexpected = 204").status(), (204, 204));
        let it = probe("run = \"ask\"\nexpected = \"ready\"\ntimeout = \"1m\"\nsets = \"verified\"");
        assert_eq!(it.expected, Some(Expected::Output("ready".to_owned())));
        assert_eq!((it.patience(), &it.sets[..]), (Span::from_secs(60), &[Anchor::Verified][..]));
    }

    #[test]
    fn what_a_probe_cannot_expect() {
        one("tcp = \"a:1\"\nexpected = 200", "15:12 a `tcp` probe has no `expected`");
        for status in ["\"ok\"", "99", "600", "\"299..200\"", "-200", "0xc8", "\"200-299\""] {
            one(&format!("http = \"http://a\"\nexpected = {status}"), "15:12 `");
        }
        one("run = \"a\"\nexpected = \" \"", "15:12 `expected` of a probe is empty");
        one("run = \"a\"\nexpected = true", "15:12 `expected` of a probe must be text in quotes, or a whole");
    }

    #[test]
    fn what_a_probe_cannot_set() {
        for anchor in ["detected", "declared", "restored", "cleaned-up"] {
            one(&format!("run = \"a\"\nsets = \"{anchor}\""), &format!("15:8 a probe cannot set `{anchor}`"));
        }
        one("run = \"a\"\nsets = [\"verified\", \"restored\"]", "15:21 a probe cannot set `restored`");
        one("run = \"a\"\nsets = [\"outage\", \"outage\"]", "15:19 `outage` is named twice");
        one("run = \"a\"\nsets = \"outrage\"", "15:8 there is no anchor `outrage`");
        one("run = \"a\"\nsets = 1", "15:8 `sets` of a probe must be text in quotes, or a list of texts");
    }

    #[test]
    fn a_probe_asks_neither_all_the_time_nor_never() {
        for every in ["999ms", "24h1ms"] {
            one(&format!("run = \"a\"\nevery = \"{every}\""), "15:9 a probe cannot ask that often");
        }
        for every in ["1s", "1d"] {
            assert_eq!(problems(&format!("run = \"a\"\nevery = \"{every}\"")), [""; 0]);
        }
        let more: String =
            (0..64).flat_map(|n| [format!("[[probe]]\nid = \"p{n}\"\nrun = \"a\"\n")]).collect();
        one(&format!("run = \"a\"\n{more}"), "204:1 65 probes are more than the 64");
    }

    #[test]
    fn an_address_is_looked_at_as_every_environment_has_it() {
        assert_eq!(problems("http = \"http://${HOST}:80/\"\n"), [""; 0]);
        one("tcp = \"$HOSTS:80\"", "14:7 `$HOSTS` of `tcp` has no value in environment test");
        one("tcp = \"$META:80\"", "14:7 `$META` of `tcp` has no value in environment test");
        let text = BASE.replace("\"wiki.test\"", "\"wiki.test\", META = \"10.0.0.1\"");
        let found = parse(&format!("{text}tcp = \"$META:80\"")).unwrap_err();
        assert!(
            found[0].message.starts_with("`$META:80` is a link-local or metadata address")
                && found[0].message.ends_with("in environment production"),
            "{found:?}"
        );
        assert!(found[0].hint.as_ref().unwrap().contains("link-local = true"));
        assert!(parse_allowing(&format!("{text}tcp = \"$META:80\""), true).is_ok());
    }

    #[test]
    fn what_is_known_only_later_is_looked_at_later() {
        assert_eq!(
            problems("http = \"http://me:$PW@$HOST/$FIREDRILL_SESSION\"\nsecrets = [\"PW\"]"),
            [""; 0]
        );
        one("http = \"http://me:$PW@$HOST/\"", "14:8 `$PW` of `http` has no value in environment test");
    }
}
