//! From the text of a procedure file to the procedure, or to everything that is wrong with it.

use super::links::{self, Reference};
use super::spots::Spots;
use super::step::{self, Draft};
use super::{also, probe, service, value};
use crate::drill::procedure::{Anchor, Component, Dependency, Phase, Procedure, Step};
use crate::present::code::Code;
use crate::present::problem::{Place, Problem};
use crate::present::section::{Section, read_whole};

/// The largest file, in bytes: room for a page of a megabyte and as many steps as there may be.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// The most steps.
pub const MAX_STEPS: usize = 5_000;

const PROCEDURE: [&str; 12] = [
    "id",
    "title",
    "scenario",
    "rto",
    "rpo",
    "clock",
    "environment",
    "component",
    "dependency",
    "probe",
    "also",
    "phase",
];
const PHASE: [&str; 3] = ["title", "text", "step"];

/// Reads a procedure; returns all problems, in the order of the text, where there is one.
///
/// A byte order mark at the start is tolerated: some editors write one.
pub fn parse(text: &str) -> Result<Procedure, Vec<Problem>> {
    parse_allowing(text, false)
}

/// Reads a procedure whose probes may ask link-local and metadata addresses where `link_local` says so: the user's
/// settings do, or its session was begun already and must stay readable.
pub fn parse_allowing(text: &str, link_local: bool) -> Result<Procedure, Vec<Problem>> {
    match parse_whole(text, link_local) {
        (Some((procedure, _)), problems) if problems.is_empty() => Ok(procedure),
        (_, problems) => Err(problems),
    }
}

/// Reads a procedure, and where everything of it stands, also where something is wrong with it: that is empty then.
pub(super) fn parse_whole(text: &str, link_local: bool) -> (Option<(Procedure, Spots)>, Vec<Problem>) {
    if text.len() > MAX_BYTES {
        let place = Place { line: 1, column: 1 };
        let message = format!("{} bytes are more than a procedure may have: {MAX_BYTES}", text.len());
        let hint = Some("split it into several procedures".to_owned());
        return (None, vec![Problem { code: Code::TooLarge, place, message, hint }]);
    }
    read_whole(text, "a procedure", &PROCEDURE, |section| {
        (procedure(&section, link_local), Spots::of(section.toml()))
    })
}

fn procedure(section: &Section<'_>, link_local: bool) -> Procedure {
    let environments = service::environments(section);
    let components = service::components(section);
    let dependencies = service::dependencies(section);
    let (phases, steps) = phases(section, &components, &dependencies);
    Procedure {
        id: value::id(section).value.into(),
        title: value::title(section),
        scenario: value::text(section, "scenario").unwrap_or_default(),
        rto: value::objective(section, "rto"),
        rpo: value::objective(section, "rpo"),
        clock: clock(section),
        probes: probe::probes(section, &environments, &dependencies, link_local),
        environments,
        also: also::also(section),
        components,
        dependencies,
        phases,
        steps,
        numbers: Vec::new(),
    }
}

fn clock(section: &Section<'_>) -> (Anchor, Anchor) {
    let usual = (Anchor::Declared, Anchor::Verified);
    let Some(list) = section.texts("clock") else { return usual };
    let anchors: Vec<Option<Anchor>> =
        list.value.iter().map(|word| value::named_anchor(section.problems, *word)).collect();
    match anchors[..] {
        [Some(from), Some(to)] if from < to => (from, to),
        [None, _] | [_, None] => usual,
        _ => {
            let hint = "the default is [\"declared\", \"verified\"]".to_owned();
            section.problems.add(list.offset, "the clock runs from one anchor to a later one", hint);
            usual
        }
    }
}

fn phases(
    section: &Section<'_>,
    components: &[Component],
    dependencies: &[Dependency],
) -> (Vec<Phase>, Vec<Step>) {
    let phases = section.tables("phase", "a phase", &PHASE);
    if phases.is_empty() {
        section.miss("phase", "begin one with [[phase]], and its steps with [[phase.step]]".to_owned());
    }
    let mut steps: Vec<(usize, Section<'_>)> = Vec::new();
    for (index, phase) in phases.iter().enumerate() {
        steps.extend(phase.tables("step", "a step", &step::STEP).into_iter().map(|step| (index, step)));
    }
    if let (Some(phase), true) = (phases.first(), steps.is_empty()) {
        phase.miss("step", "begin one with [[phase.step]]".to_owned());
    }
    if let Some((_, beyond)) = steps.get(MAX_STEPS) {
        let message =
            format!("{} steps are more than the {MAX_STEPS} that a procedure may have", steps.len());
        let hint = "split it into several procedures, or let a script do what it spells out";
        section.problems.add_as(Code::TooLarge, beyond.offset, message, hint.to_owned());
        steps.truncate(MAX_STEPS);
    }
    let drafts = steps.iter().map(|(phase, section)| step::draft(section, *phase)).collect();
    let phase = |section: &Section<'_>| Phase {
        title: value::title(section),
        text: value::text(section, "text").unwrap_or_default(),
    };
    (phases.iter().map(phase).collect(), linked(section, drafts, components, dependencies))
}

fn linked(
    section: &Section<'_>,
    mut drafts: Vec<Draft<'_>>,
    components: &[Component],
    dependencies: &[Dependency],
) -> Vec<Step> {
    let problems = section.problems;
    value::refuse_twice(problems, "step", drafts.iter().map(|draft| draft.id));
    let components = Reference::new("component", components.iter().map(|it| it.id.as_str()));
    let dependencies = Reference::new("dependency", dependencies.iter().map(|it| it.id.as_str()));
    links::order(problems, &mut drafts);
    let finish = |mut draft: Draft<'_>| {
        let restores = components.resolve(problems, &draft.restores);
        let needs = dependencies.resolve(problems, &draft.needs);
        draft.step.restores = restores.iter().map(|name| name.value.into()).collect();
        draft.step.needs = needs.iter().map(|name| name.value.into()).collect();
        draft.step
    };
    drafts.into_iter().map(finish).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::ids::StepId;
    use crate::drill::time::Span;
    use proptest::prelude::*;

    /// A procedure with a component, a dependency and two steps; 21 lines, the last table is the second step.
    const BASE: &str = r#"id = "wiki"
title = "Restore the wiki"
[environment.test]
[environment.production]
protected = true
rto = "2h"
vars = { HOST = "wiki" }
[[component]]
id = "database"
[[dependency]]
id = "storage"
[[phase]]
title = "Restore"
[[phase.step]]
id = "create"
title = "Create the cluster"
restores = ["database"]
needs = ["storage"]
[[phase.step]]
id = "load"
title = "Load the dump"
"#;

    /// The problems as `line:column message (hint)`.
    fn problems(text: &str) -> Vec<String> {
        let shown = |it: &Problem| {
            let hint = it.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}:{} {}{hint}", it.place.line, it.place.column, it.message)
        };
        parse(text).err().unwrap_or_default().iter().map(shown).collect()
    }

    /// Asserts that the base with these lines behind it, from line 22 on, has one problem: at this place, with these
    /// words in it.
    fn one(lines: &str, place: &str, words: &[&str]) {
        let found = problems(&format!("{BASE}{lines}\n"));
        assert_eq!(found.len(), 1, "{lines}: {found:#?}");
        assert!(found[0].starts_with(&format!("{place} ")), "{lines}: not at {place}: {}", found[0]);
        for word in words {
            assert!(found[0].contains(word), "{lines}: `{word}` is not in: {}", found[0]);
        }
    }

    #[test]
    fn a_procedure_is_read_whole() {
        let text = BASE.to_owned()
            + r#"
text = "Look."
command = "pg_restore dump"
run = "scripts/restore.sh"
check = "scripts/check.sh"
automatic = true
timeout = "30m"
expect = "12m"
after = []
secrets = ["PGPASSWORD"]
destructive = true
identity = { run = "scripts/whoami.sh", equals = "$HOST" }
preview = { run = "scripts/what.sh", count = "3..5" }
marks = "restored"
was = ["load-dump"]
[[probe]]
id = "clients"
http = "https://wiki.example/health"
every = "1500ms"
sets = "verified"
dependency = "storage"
"#;
        let procedure = parse(&text).unwrap();
        let names: Vec<&str> = procedure.environments.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["test", "production"], "in the order of the file");
        assert_eq!(procedure.environments[1].rto.as_ref().unwrap().text, "2h");
        assert_eq!(procedure.environments[1].vars["HOST"], "wiki");
        assert_eq!(procedure.clock, (Anchor::Declared, Anchor::Verified));
        assert_eq!(procedure.components[0].title, "database");
        assert_eq!(procedure.components[0].weight, 1);
        assert_eq!(procedure.probes[0].every, Span::from_millis(1_500));
        let [create, load] = &procedure.steps[..] else { panic!("two steps") };
        assert_eq!((create.restores[0].as_str(), create.needs[0].as_str()), ("database", "storage"));
        assert!(load.automatic && load.destructive && load.after.is_empty());
        assert_eq!(load.preview.as_ref().unwrap().count, (3, 5));
        assert_eq!(load.was[0].as_str(), "load-dump");
    }

    #[test]
    fn a_step_comes_after_the_one_before_it_across_phases() {
        let text =
            format!("{BASE}[[phase]]\ntitle = \"Verify\"\n[[phase.step]]\nid = \"look\"\ntitle = \"Look\"\n");
        let procedure = parse(&text).unwrap();
        let after: Vec<Vec<&str>> =
            procedure.steps.iter().map(|step| step.after.iter().map(StepId::as_str).collect()).collect();
        assert_eq!(after, [vec![], vec!["create"], vec!["load"]]);
        assert_eq!(procedure.steps[2].phase, 1);
    }

    #[test]
    fn a_phase_may_say_what_holds_for_its_steps() {
        let text = BASE.replace("title = \"Restore\"", "title = \"Restore\"\ntext = \"Tell the *hotline*.\"");
        let phase = &parse(&text).unwrap().phases[0];
        assert_eq!((phase.title.as_str(), phase.text.as_str()), ("Restore", "Tell the *hotline*."));
        assert_eq!(parse(BASE).unwrap().phases, [Phase::from("Restore")], "nobody has to");
        one("[[phase]]\ntitle = \"x\"\ntext = 3", "24:8", &["`text` of a phase must be text"]);
    }

    #[test]
    fn a_byte_order_mark_and_carriage_returns_are_tolerated() {
        let text = format!("\u{feff}{}", BASE.replace('\n', "\r\n"));
        assert_eq!(problems(&text), [""; 0]);
        assert_eq!(problems(&text.replacen("title", "titel", 1)).len(), 2);
    }

    #[test]
    fn what_must_be_there_is_missed() {
        let found = problems("");
        let missing: Vec<bool> = ["id", "title", "environment", "phase"]
            .iter()
            .map(|key| found.iter().any(|it| it.contains(&format!("1:1 a procedure needs `{key}`"))))
            .collect();
        assert_eq!((missing, found.len()), (vec![true; 4], 4), "{found:#?}");
        assert!(problems("id='a'\ntitle='a'\nphase=[]\nenvironment={}\n").len() == 2);
        one("[[phase.step]]\nid = \"x\"", "22:1", &["a step needs `title`"]);
        one("[[phase]]", "22:1", &["a phase needs `title`"]);
        one("[[component]]", "22:1", &["a component needs `id`", "history hangs on it"]);
        one("preview = { run = \"x\" }", "22:11", &["a preview needs `count`"]);
        one("[[phase]]\ntitle = \" \"", "23:9", &["the title of a phase is empty"]);
        let no_steps: String = BASE.split_inclusive('\n').take(13).collect();
        assert_eq!(problems(&no_steps), ["12:1 a phase needs `step` (begin one with [[phase.step]])"]);
    }

    #[test]
    fn further_files_are_read_and_lie_in_the_folder() {
        let also = |list: &str| format!("also = [{list}]\n{BASE}");
        assert_eq!(parse(&also("\"lib/*.sh\", \"a.sql\"")).unwrap().also, ["lib/*.sh", "a.sql"]);
        let found = problems(&also("\"/x\", \"\", \"a/../x\""));
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].starts_with("1:9 `/x` in `also` is an absolute path (name files"), "{found:#?}");
        assert!(found[2].starts_with("1:19 `a/../x` in `also` leaves"), "{found:#?}");
    }

    #[test]
    fn unknown_keys_are_errors_with_the_nearest_name() {
        one("titel = \"x\"", "22:1", &["unknown key `titel` in a step", "did you mean `title`?"]);
        one("colour = \"x\"", "22:1", &["unknown key `colour`", "known here: id, title"]);
        one("[[fase]]", "22:3", &["unknown key `fase` in a procedure", "`phase`"]);
        one("[environment.x]\nvar = {}", "23:1", &["in an environment", "`vars`"]);
        one(
            "identity = { run = \"x\", equals = \"y\", equal = \"z\" }",
            "22:39",
            &["in an identity", "`equals`"],
        );
    }

    #[test]
    fn wrong_kinds_are_named() {
        one("text = 3", "22:8", &["`text` of a step must be text in quotes; this is a whole number"]);
        one("automatic = \"yes\"", "22:13", &["must be true or false; this is text"]);
        one("after = \"create\"", "22:9", &["must be a list of texts", "this is text"]);
        one("secrets = [\"A\", 3]", "22:17", &["`secrets`", "this is a whole number"]);
        one("[environment.x]\nvars = { A = 1 }", "23:14", &["`A` of the vars must be text"]);
        one(
            "[[component]]\nid = \"x\"\nweight = 1.5",
            "24:10",
            &["a whole number from 1 to", "with a point"],
        );
        assert!(problems("probe = \"file:///etc/passwd\"")[0].starts_with("1:1"));
        assert!(problems("probe = \"file:///etc/passwd\"").iter().any(|it| it.starts_with("1:9 `probe`")));
    }

    #[test]
    fn bad_values_are_named() {
        one("timeout = \"4 h\"", "22:11", &["`4 h` is no duration", "write 4s, 4m, 4h or 4d"]);
        one("expect = \"0s\"", "22:10", &["more than no time"]);
        one("marks = \"restord\"", "22:9", &["no anchor `restord`", "`restored`"]);
        one("secrets = [\"A B\"]", "22:12", &["`A B` cannot name an environment variable"]);
        one("was = [\"../x\"]", "22:8", &["`../x` cannot be an id"]);
        one("run = \"\"", "22:7", &["`run` of a step is empty"]);
        one("[[phase.step]]\nid = \"../../x\"\ntitle = \"x\"", "23:6", &["`../../x` cannot be an id"]);
        one("[environment.\"a/b\"]", "22:14", &["cannot be an environment's name"]);
        for weight in ["0", "-1", "99999999999999999999999999999999", "0xffffffffffffffffffff"] {
            one(
                &format!("[[component]]\nid = \"x\"\nweight = {weight}"),
                "24:10",
                &["a whole number from 1 to"],
            );
        }
        for count in ["5..3", "3...5", "+3", "", "..", "3..", "99999999999999999999"] {
            let lines = format!("preview = {{ run = \"x\", count = \"{count}\" }}");
            one(&lines, "22:32", &["is no range of counts", "`3..5`"]);
        }
    }

    #[test]
    fn a_clock_runs_from_an_anchor_to_a_later_one() {
        let with = |clock: &str| format!("clock = {clock}\n{BASE}");
        assert_eq!(
            parse(&with("[\"outage\", \"restored\"]")).unwrap().clock,
            (Anchor::Outage, Anchor::Restored)
        );
        let bad = ["[]", "[\"declared\"]", "[\"declared\", \"declared\"]", "[\"verified\", \"declared\"]"];
        for clock in bad {
            assert_eq!(problems(&with(clock)).len(), 1, "{clock}");
            assert!(problems(&with(clock))[0].starts_with("1:9 the clock runs"), "{clock}");
        }
        assert!(problems(&with("[\"declared\", \"verifed\"]"))[0].contains("`verified`"));
    }

    #[test]
    fn an_id_stands_once() {
        one(
            "[[phase.step]]\nid = \"create\"\ntitle = \"x\"",
            "23:6",
            &["another step", "in line 15", "of its own"],
        );
        one("[[component]]\nid = \"database\"", "23:6", &["another component", "in line 9"]);
        one("[[dependency]]\nid = \"storage\"", "23:6", &["another dependency", "in line 11"]);
        one(
            "after = [\"create\"]\n[[phase.step]]\nid = \"create\"\ntitle = \"x\"",
            "24:6",
            &["another step already, in line 15"],
        );
    }

    #[test]
    fn what_is_named_must_exist() {
        one("after = [\"creat\"]", "22:10", &["there is no step `creat`", "did you mean `create`?"]);
        one("restores = [\"data-base\"]", "22:13", &["there is no component", "`database`"]);
        one("needs = [\"network\"]", "22:10", &["there is no dependency `network`", "define a dependency"]);
        one(
            "[[probe]]\nid = \"p\"\nrun = \"x\"\ndependency = \"store\"",
            "25:14",
            &["no dependency", "`storage`"],
        );
        one("after = [\"create\", \"create\"]", "22:20", &["`create` is named twice"]);
    }

    #[test]
    fn circles_are_named_as_a_path() {
        one("after = [\"load\"]", "22:10", &["wait for each other", "load → load"]);
        let text = BASE.replacen("restores =", "after = [\"load\"]\nrestores =", 1);
        assert_eq!(problems(&text).len(), 1);
        assert!(problems(&text)[0].starts_with("17:10 "), "where it is written, not where it follows");
        assert!(problems(&text)[0].contains("create → load → create"));
        let step = |id: &str, more: &str| format!("[[phase.step]]\nid = \"{id}\"\ntitle = \"x\"\n{more}");
        let steps =
            [step("a", "after = [\"d\"]\n"), step("b", "after = [\"d\"]\n"), step("c", ""), step("d", "")];
        let text = BASE.split_inclusive('\n').take(13).collect::<String>() + &steps.concat();
        let found = problems(&text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("21:10 ") && found[0].contains("d → c → b → d"), "{found:#?}");
    }

    #[test]
    fn an_automatic_step_needs_something_to_run_and_to_check() {
        one("automatic = true", "22:13", &["needs `run` and `check`"]);
        one("run = \"x\"\nautomatic = true", "23:13", &["needs `check`"]);
    }

    #[test]
    fn commands_and_probes_stay_where_they_belong() {
        one(
            "run = \"/bin/rm -rf x\"",
            "22:7",
            &["`run` of a step", "an absolute path", "scripts/restore.sh"],
        );
        one("check = \"scripts/../../x\"", "22:9", &["leaves the procedure's folder"]);
        one("recovery_point = \"/x\"", "22:18", &["an absolute path"]);
        one("identity = { run = \"../x\", equals = \"y\" }", "22:20", &["`run` of an identity"]);
        one("preview = { run = \"/x\", count = \"1\" }", "22:19", &["`run` of a preview"]);
        let probe = "[[probe]]\nid = \"p\"\n";
        one(&format!("{probe}run = \"/x\""), "24:7", &["`run` of a probe"]);
        one(&format!("{probe}http = \"file:///etc/passwd\""), "24:8", &["neither http:// nor https://"]);
        one(&format!("{probe}http = \"http://169.254.169.254/\""), "24:8", &["link-local or metadata"]);
        one(&format!("{probe}tcp = \"[fd00:ec2::254]:80\""), "24:7", &["link-local or metadata"]);
        one(probe.trim_end(), "22:1", &["asks one thing; this one asks 0"]);
        one(&format!("{probe}run = \"x\"\ntcp = \"a:1\""), "22:1", &["asks one thing; this one asks 2"]);
    }

    #[test]
    fn too_much_is_refused_with_what_to_do() {
        let found =
            problems(&format!("{BASE}{}", numbered(5_000, "[[phase.step]]\nid = \"s#\"\ntitle = \"S\"\n")));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains("5002 steps are more than the 5000") && found[0].contains("split it"),
            "{found:#?}"
        );
        let found = problems(&format!("{BASE}{}", "#".repeat(MAX_BYTES)));
        assert!(found[0].contains("bytes") && found[0].contains("split it"), "{found:#?}");
    }

    #[test]
    fn hostile_shapes_are_answered() {
        let shapes = [
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}", "{a=".repeat(100_000)),
            format!("[{}]", "a.".repeat(100_000)),
            "[[phase.step]]\n".repeat(60_000),
            format!("phase = [{}]", "{},".repeat(300_000)),
            format!("after = [{}]", "\"x\",".repeat(200_000)),
            "=\n".repeat(500_000),
            numbered(100_000, "k#=1\n"),
            format!(
                "{BASE}{}",
                numbered(4_998, "[[phase.step]]\nid = \"step-#\"\ntitle = \"S\"\nafter = [\"stap-#\"]\n")
            ),
            format!("{BASE}after = [{}]", numbered(80_000, "\"bad-#\",")),
        ];
        for text in shapes {
            let found = problems(&text).len();
            assert!((1..=200).contains(&found), "{found}: {}…", &text[..20]);
        }
    }

    /// The piece again and again, with the number of each in place of the `#`.
    fn numbered(count: usize, piece: &str) -> String {
        (0..count).flat_map(|n| [piece.replace('#', &n.to_string())]).collect()
    }

    proptest! {
        #[test]
        fn any_text_is_answered_and_every_place_lies_in_it(
            text in prop_oneof![".*", mutilated()],
        ) {
            let lines: Vec<&str> = text.split('\n').collect();
            for problem in parse(&text).err().unwrap_or_default() {
                let Place { line, column } = problem.place;
                prop_assert!((1..=lines.len()).contains(&line), "{problem:?}");
                prop_assert!((1..=lines[line - 1].chars().count() + 1).contains(&column), "{problem:?}");
            }
        }
    }

    /// The base with a piece of it replaced by something else.
    fn mutilated() -> impl Strategy<Value = String> {
        (0..BASE.len(), 0..40_usize, prop_oneof!["\\PC{0,8}", "[\\[\\]{}=\"\n.#,']{0,8}"]).prop_map(
            |(at, length, put)| {
                let end = (at + length).min(BASE.len());
                format!("{}{put}{}", &BASE[..at], &BASE[end..])
            },
        )
    }
}
