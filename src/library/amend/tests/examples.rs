//! What a person expects of a file after it took redlines in.

use crate::drill::command::Command;
use crate::drill::ids::EventId;
use crate::drill::redline::{Key, Place, Value};
use crate::drill::stage::Drill;
use crate::library::amend::{amend, apply};
use crate::library::parse;

const HEAD: &str = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n";

const FILE: &str = r#"# The wiki.
id = "p"
title = "P"

[environment.test]

[[phase]]
title = "Restore"

# Makes an empty one.
[[phase.step]]
id     = "create"
title  = "Create the cluster"   # takes a while
run    = 'create.sh --size "small"'
# what was seen last time
expect = "10m"

# --- the data ---

# The dump of the night.
[[phase.step]] # slow
id     = "load"
title  = "Load the dump"
text   = """
Look at the size.
"""
secrets = [
  "PGPASSWORD", # of the owner
]

[[phase.step]]
id     = "index"
title  = "Build the index"
after  = ["load"]

[[phase]]
title = "Verify"
# Ask Jo.

[[phase.step]]
id    = "look"
title = "Look at it"
"#;

#[expect(clippy::unnecessary_wraps, reason = "a key may have no value")]
fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn set(step: &str, key: Key, value: Option<Value>) -> Command {
    Command::AmendStep { step: step.into(), changes: vec![(key, value)], why: None }
}

fn insert(step: &str, title: &str, phase: usize, below: Option<&str>) -> Command {
    let place = Place { phase, below: below.map(Into::into) };
    Command::InsertStep { step: step.into(), title: title.to_owned(), place, was: Vec::new(), start: false }
}

fn to(step: &str, phase: usize, below: Option<&str>) -> Command {
    Command::MoveStep { step: step.into(), to: Place { phase, below: below.map(Into::into) } }
}

fn dropped(step: &str) -> Command {
    Command::DropStep { step: step.into(), why: "gone".to_owned() }
}

/// The text after all of it, or why not.
fn shipped(file: &str, commands: impl IntoIterator<Item = Command>) -> Result<String, String> {
    let drill = commands.into_iter().fold(Drill::of(parse(file).unwrap()), Drill::does);
    let redlines = drill.session.redlines();
    let all: Vec<EventId> = redlines.iter().map(|it| it.id).collect();
    apply(file, redlines, &all).map(|it| it.text).map_err(|error| error.to_string())
}

/// The lines that are only in the first text, with `-`, and only in the second, with `+`.
fn diff(old: &str, new: &str) -> Vec<String> {
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    while !old.is_empty() && old.first() == new.first() {
        (old, new) = (old[1..].to_vec(), new[1..].to_vec());
    }
    while !old.is_empty() && old.last() == new.last() {
        (_, _) = (old.pop(), new.pop());
    }
    let old = old.iter().map(|line| format!("-{line}"));
    old.chain(new.iter().map(|line| format!("+{line}"))).collect()
}

#[track_caller]
fn differs(command: Command, lines: &[&str]) {
    let new = shipped(FILE, [command]).unwrap();
    assert_eq!(diff(FILE, &new), lines);
}

#[test]
fn a_changed_key_changes_its_value_alone() {
    differs(
        set("create", Key::Title, text("Make the cluster")),
        &[
            "-title  = \"Create the cluster\"   # takes a while",
            "+title  = \"Make the cluster\"   # takes a while",
        ],
    );
    differs(
        set("create", Key::Run, text("make.sh \"$SIZE\"")),
        &["-run    = 'create.sh --size \"small\"'", "+run    = 'make.sh \"$SIZE\"'"],
    );
    differs(
        set("load", Key::Secrets, Some(Value::List(vec!["PGPASSWORD".to_owned(), "TOKEN".to_owned()]))),
        &["+  \"TOKEN\","],
    );
}

#[test]
fn a_new_key_stands_where_files_have_it_in_the_manner_of_the_others() {
    differs(set("create", Key::Check, text("check.sh")), &["+check  = \"check.sh\""]);
    differs(set("create", Key::Destructive, Some(Value::Flag(true))), &["+destructive = true"]);
    differs(
        set("create", Key::Text, text("Look.\nAnd wait.\n")),
        &["+text   = \"\"\"", "+Look.", "+And wait.", "+\"\"\""],
    );
}

#[test]
fn a_removed_key_takes_its_line() {
    differs(set("create", Key::Expect, None), &["-expect = \"10m\""]);
    differs(set("load", Key::Text, None), &["-text   = \"\"\"", "-Look at the size.", "-\"\"\""]);
}

#[test]
fn a_step_is_put_in_in_the_style_of_its_neighbours() {
    let block = ["+[[phase.step]]", "+id     = \"x\"", "+title  = \"Wait\"", "+"];
    differs(
        insert("x", "Wait", 0, Some("index")),
        &["+[[phase.step]]", "+id     = \"x\"", "+title  = \"Wait\"", "+"],
    );
    differs(insert("x", "Wait", 0, Some("create")), &block);
    let close = format!(
        "{HEAD}[[phase]]\ntitle=\"A\"\n  [[phase.step]]\n  id='a'\n  title='A'\n  [[phase.step]]\n  id='b'\n  title='B'"
    );
    let new = shipped(&close, [insert("x", "It's time", 0, Some("b"))]).unwrap();
    assert_eq!(new, format!("{close}\n  [[phase.step]]\n  id=\"x\"\n  title=\"It's time\""));
    let first = shipped(&close, [insert("x", "Go", 0, None)]).unwrap();
    assert!(
        first.contains(
            "title=\"A\"\n  [[phase.step]]\n  id=\"x\"\n  title=\"Go\"\n  [[phase.step]]\n  id='a'"
        ),
        "{first}"
    );
}

#[test]
fn a_dropped_step_takes_its_comments_and_no_others() {
    let new = shipped(FILE, [dropped("load")]).unwrap();
    let gone = FILE.find("\n# The dump").unwrap()..FILE.find("\n[[phase.step]]\nid     = \"index\"").unwrap();
    let expected = format!("{}{}", &FILE[..gone.start], &FILE[gone.end..]);
    assert_eq!(new, expected.replace("after  = [\"load\"]", "after  = [\"create\"]"));
    assert!(new.contains("# --- the data ---"));
}

#[test]
fn a_phase_that_loses_all_its_steps_goes_with_them() {
    let new = shipped(FILE, [dropped("look")]).unwrap();
    assert_eq!(new, FILE[..FILE.find("\n[[phase]]\ntitle = \"Verify\"").unwrap()]);
}

#[test]
fn a_moved_step_takes_its_comments_along() {
    let new =
        shipped(FILE, [to("create", 1, Some("look")), set("create", Key::Expect, text("20m"))]).unwrap();
    let from = FILE.find("\n# Makes").unwrap();
    let until = FILE.find("\n# --- the data").unwrap();
    let block = &FILE[from..until].replace("10m", "20m");
    assert_eq!(new, format!("{}{}{block}", &FILE[..from], &FILE[until..]));
}

#[test]
fn two_steps_become_one() {
    let new = shipped(FILE, [Command::MergeStep { step: "index".into(), into: "load".into() }]).unwrap();
    assert!(new.contains("]\nwas     = [\"index\"]\n") || new.contains("]\nwas = [\"index\"]\n"), "{new}");
    assert!(!new.contains("Build the index"));
}

#[test]
fn steps_in_braces_are_refused_by_their_line() {
    let file = format!(
        "{HEAD}[[phase]]\ntitle = \"A\"\nstep = [\n  {{ id = \"a\", title = \"A\" }},\n  {{ id = \"b\", title = \"B\" }},\n]\n"
    );
    let title = shipped(&file, [set("a", Key::Title, text("Go"))]).unwrap();
    assert!(title.contains("  { id = \"a\", title = \"Go\" },\n"), "{title}");
    for command in [set("b", Key::Run, text("x")), dropped("b"), to("b", 0, None)] {
        let why = shipped(&file, [command]).unwrap_err();
        assert!(why.contains("line 8 writes `b` in braces") && why.contains("[[phase.step]]"), "{why}");
    }
    let why = shipped(&file, [insert("x", "Wait", 0, None)]).unwrap_err();
    assert!(why.contains("line 4 writes"), "{why}");
}

#[test]
fn a_step_that_is_interrupted_is_refused_by_its_line() {
    let file = format!(
        "{HEAD}[[phase]]\ntitle = \"A\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n[[component]]\nid = \"c\"\n[phase.step.identity]\nrun = \"w\"\nequals = \"x\"\n[[phase.step]]\nid = \"b\"\ntitle = \"B\"\n"
    );
    let why = shipped(&file, [dropped("a")]).unwrap_err();
    assert_eq!(why, "the step a is interrupted by another table in line 9: put its own tables together");
    assert!(shipped(&file, [set("a", Key::Identity, None)]).unwrap().contains("id = \"c\"\n[[phase.step]]"));
}

#[test]
fn commands_of_several_lines_have_no_carriage_returns() {
    let file = FILE.replace('\n', "\r\n");
    let commands =
        [set("create", Key::Run, text("a.sh\nb.sh")), set("create", Key::Text, text("One.\nTwo."))];
    let new = shipped(&file, commands).unwrap();
    assert!(new.contains("run    = \"a.sh\\nb.sh\"\r\n"), "{new}");
    assert!(new.contains("text   = \"\"\"\r\nOne.\r\nTwo.\"\"\"\r\n"), "{new}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
}

#[test]
fn what_the_file_could_not_say_is_refused() {
    let why = shipped(FILE, [set("create", Key::Run, text("../x.sh"))]).unwrap_err();
    assert!(
        why.starts_with("with these redlines the file would be no procedure: line 14, column 10: "),
        "{why}"
    );
}

#[test]
fn values_are_written_without_a_session_too() {
    let was = Some(Value::List(vec!["boot".to_owned()]));
    let new = amend(FILE, &[("look".into(), Key::Was, was)]).unwrap();
    assert_eq!(diff(FILE, &new), ["+was   = [\"boot\"]"]);
    let why = amend(FILE, &[("moon".into(), Key::Was, None)]).unwrap_err().to_string();
    assert!(why.ends_with("there is no step moon"), "{why}");
}
