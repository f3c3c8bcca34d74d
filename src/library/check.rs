//! Everything that is wrong or doubtful in a procedure file, at once and in its place.

use super::error::LibraryError;
use super::find::{Found, Places};
use super::parse::{MAX_BYTES, parse_whole};
use super::read::bounded;
use super::scripts;
use super::spots::Spots;
use crate::analysis::check::{Spot, judge};
use crate::drill::procedure::Procedure;
use crate::present::check::worded;
use crate::present::code::{Code, Severity};
use crate::present::problem::{Place, Problem};
use crate::present::section::decode;
use std::collections::BTreeSet;
use std::path::Path;

/// A file that was checked.
#[derive(Debug)]
pub struct Checked {
    /// What it says, for showing its lines.
    pub text: String,
    /// Everything that was found: errors first, then warnings, each in the order of the text.
    pub problems: Vec<Problem>,
    /// The procedure; `None` where the text has no structure. With errors some of it may be empty.
    pub procedure: Option<Procedure>,
}

impl Checked {
    /// Whether nothing worse than a warning was found.
    pub fn is_fine(&self) -> bool {
        self.problems.iter().all(|it| it.severity() == Severity::Warning)
    }
}

/// Reads a procedure and looks for everything that is wrong in it, and beside it: its scripts.
///
/// *Errors*: only where the file cannot be had at all.
pub fn check(found: &Found, places: &Places) -> Result<Checked, LibraryError> {
    match found {
        Found::BuiltIn(built_in) => {
            let there = |path: &str| built_in.scripts.iter().any(|(script, _)| *script == path);
            Ok(checked(built_in.text.to_owned(), false, |procedure| scripts::built_in(procedure, there)))
        }
        Found::File(path) => {
            let bytes = bounded(path, MAX_BYTES)
                .map_err(|source| LibraryError::Unreadable { path: path.clone(), source })?;
            let bytes = bytes.ok_or_else(|| LibraryError::TooLarge { path: path.clone() })?;
            match decode(bytes) {
                Ok(text) => Ok(checked(text, places.link_local, |it| {
                    scripts::missing(it, path.parent().unwrap_or(Path::new("")))
                })),
                Err((text, problem)) => Ok(Checked { text, problems: vec![problem], procedure: None }),
            }
        }
    }
}

/// Checks a text; `beside` looks at the scripts of its procedure.
fn checked(
    text: String,
    link_local: bool,
    beside: impl FnOnce(&Procedure) -> Vec<scripts::Missing>,
) -> Checked {
    let (whole, mut problems) = parse_whole(&text, link_local);
    let mut procedure = None;
    if let Some((read, spots)) = whole {
        let more = found(&text, &read, &spots, beside(&read), &problems);
        problems.extend(more);
        procedure = Some(read);
    }
    problems.sort_by_key(|it| (it.severity(), it.place));
    Checked { text, problems, procedure }
}

/// Looks for what only a whole procedure shows. In a file with errors it holds back what may only follow from them: what
/// is about the whole, and what is about a step that could not be read.
fn found(
    text: &str,
    procedure: &Procedure,
    spots: &Spots,
    missing: Vec<scripts::Missing>,
    errors: &[Problem],
) -> Vec<Problem> {
    let lines = Lines::of(text);
    let circles_alone = errors.iter().all(|it| it.code == Code::Cycle);
    let broken: BTreeSet<usize> = errors
        .iter()
        .filter(|it| it.code != Code::Cycle)
        .filter_map(|it| spots.step_around(lines.offset(text, it.place)))
        .collect();
    let tells = |spot: &Spot<'_>, code: Code| match spot {
        Spot::Step(at, _) => !broken.contains(at),
        Spot::Rto(_) => errors.is_empty(),
        Spot::Component(_) | Spot::Clock => circles_alone,
        Spot::Dependency(_) => errors.is_empty() || code == Code::DependencyWithoutAlternative,
    };
    let mut problems = Vec::new();
    for finding in judge(procedure) {
        let told = worded(&finding.what);
        if tells(&finding.spot, told.code) {
            let place = lines.place(text, offset(spots, &finding.spot));
            problems.push(Problem { code: told.code, place, message: told.message, hint: Some(told.hint) });
        }
    }
    for missing in missing {
        let part = match missing.whose {
            scripts::Whose::Step(at) => spots.steps.get(at),
            scripts::Whose::Probe(at) => spots.probes.get(at),
            scripts::Whose::Also(_) => None,
        };
        let also = match missing.whose {
            scripts::Whose::Also(at) => spots.also.get(at).copied(),
            _ => None,
        };
        let offset = part.map(|it| it.at(missing.key)).or(also).unwrap_or_default();
        let (code, message, hint) = missing.told();
        problems.push(Problem { code, place: lines.place(text, offset), message, hint: Some(hint) });
    }
    problems
}

/// Returns where a finding is shown.
fn offset(spots: &Spots, spot: &Spot<'_>) -> usize {
    match spot {
        Spot::Clock => spots.top.at("clock"),
        Spot::Rto(None) => spots.top.at("rto"),
        Spot::Rto(Some(name)) => spots.environments.get(name.as_str()).map_or(0, |it| it.at("rto")),
        Spot::Component(at) => spots.components.get(*at).map_or(0, |it| it.at("id")),
        Spot::Dependency(at) => spots.dependencies.get(*at).map_or(0, |it| it.at("id")),
        Spot::Step(at, "after") => spots.steps.get(*at).map_or(0, |it| it.at_either("after", "id")),
        Spot::Step(at, key) => spots.steps.get(*at).map_or(0, |it| it.at(key)),
    }
}

/// Where each line begins: to count them anew for every finding would take long in a long file.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn place(&self, text: &str, offset: usize) -> Place {
        let line = self.0.partition_point(|start| *start <= offset).max(1) - 1;
        let column = Place::of(&text[self.0[line]..], offset - self.0[line]).column;
        Place { line: line + 1, column }
    }

    fn offset(&self, text: &str, place: Place) -> usize {
        let start = self.0.get(place.line - 1).copied().unwrap_or(text.len());
        let before = text[start..].chars().take(place.column - 1).map(char::len_utf8).sum::<usize>();
        start + before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::built_in::BUILT_IN;
    use proptest::prelude::*;

    fn found_in(text: &str) -> Vec<Problem> {
        checked(text.to_owned(), false, |_| Vec::new()).problems
    }

    #[test]
    fn what_is_built_in_is_without_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().to_owned();
        let places = Places { project: nowhere.clone(), user: nowhere, link_local: false };
        for built_in in &BUILT_IN {
            let checked = check(&Found::BuiltIn(built_in), &places).unwrap();
            assert_eq!(checked.problems, [], "{}", built_in.id);
        }
    }

    #[test]
    fn places_are_counted_as_problems_count_them() {
        for text in ["", "a", "\u{feff}aé\r\nb\n\nc", "\n", "é\n日本"] {
            let lines = Lines::of(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let place = Place::of(text, offset);
                assert_eq!(lines.place(text, offset), place, "{text:?} {offset}");
                if !text[offset..].starts_with('\u{feff}') && !text.starts_with('\u{feff}') {
                    assert_eq!(lines.offset(text, place), offset, "{text:?} {offset}");
                }
            }
        }
    }

    /// A procedure of pieces that are now right and now wrong.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "id = \"x\"\n",
            "title = \"The x\"\n",
            "[[phase]]\n",
            "[[phase.step]]\n",
            "id = \"a\"\n",
            "id = \"b\"\n",
            "after = [\"a\"]\n",
            "after = [\"b\", \"z\"]\n",
            "after = []\n",
            "after = [\"c\"]\n",
            "id = \"c\"\n",
            "run = \"./x.sh\"\n",
            "run = 3\n",
            "expect = \"3h\"\n",
            "rto = \"1h\"\n",
            "[environment.t]\n",
            "protected = true\n",
            "destructive = true\n",
            "[[component]]\n",
            "[[dependency]]\n",
            "marks = \"verified\"\n",
            "identity = { run = \"x\", equals = \"$S ${\" }\n",
            "secrets = [\"S\"]\n",
            "clock = [\"outage\", \"cleaned-up\"]\n",
            "phase = [1, {}, { step = [3, {}] }]\n",
            "[[probe]]\n",
            "also = [\"x\", \"/y\"]\n",
            "= \u{202e}\n",
            "x = \"\"\"\n",
        ]);
        prop::collection::vec(piece, 0..30).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_answered_with_places_inside_it(text in prop_oneof![any::<String>(), pieces()]) {
            let lines = text.lines().count().max(1) + 1;
            for problem in found_in(&text) {
                prop_assert!((1..=lines).contains(&problem.place.line) && problem.place.column > 0, "{problem:?}");
            }
        }

        #[test]
        fn a_shipped_procedure_with_a_part_cut_out_is_answered(at in 0..5_usize, from in 0..4_000_usize, length in 0..400_usize) {
            let text = BUILT_IN[at].text;
            let (from, to) = (text.floor_char_boundary(from), text.floor_char_boundary(from + length));
            let cut = format!("{}{}", &text[..from], &text[to..]);
            let checked = checked(cut, false, |it| scripts::built_in(it, |_| false));
            prop_assert!(checked.problems.is_sorted_by_key(|it| (it.severity(), it.place)));
        }
    }
}
