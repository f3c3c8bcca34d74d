//! Holds the drills that `tests/scenarios/*.toml` write down, and compares what the session says with what they expect.
//!
//! A scenario is a list of timed requests (`do`) and what must come out (`expect`). Times are true seconds since the
//! session began, whatever the clocks of the machine say meanwhile.

mod machine;
mod read;
mod told;

use firedrill::drill::event::Event;
use firedrill::drill::fact::Fact;
use firedrill::drill::session::Session;
use machine::Machine;
use read::Scenario;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

/// Holds a drill, and returns what is otherwise than expected.
fn hold(text: &str) -> Vec<String> {
    let scenario: Scenario = toml::from_str(text).unwrap();
    let procedure = Arc::new(scenario.procedure());
    let mut machine = Machine::new(Arc::clone(&procedure), scenario.opening());
    let mut wrong: Vec<String> =
        scenario.requests.iter().filter_map(|request| machine.take(request)).collect();
    let now = machine.at(scenario.expect.at);
    let told = told::all(&machine.session, &now);
    wrong.extend(differences(&scenario.expect.told, &told));
    let again = Session::fold(procedure, erased(&machine).into_iter().rev());
    if told::all(&again, &now) != told {
        wrong.push(format!(
            "folded anew, backwards and without what was erased: {:#?}",
            told::all(&again, &now)
        ));
    }
    wrong
}

/// The events as they are read once the bodies of the erased ones are gone.
fn erased(machine: &Machine) -> Vec<Event> {
    let is_gone = |event: &Event| {
        let erases =
            |it: &Event| matches!(&it.fact, Fact::EventRedacted { event: id, .. } if *id == event.id);
        machine.events.iter().any(erases)
    };
    let erase = |event: &Event| {
        let (kind, version, body) = event.encode();
        event.clone().with_body(&kind, version, (!is_gone(event)).then_some(body.as_str()))
    };
    machine.events.iter().map(erase).collect()
}

fn differences(expected: &BTreeMap<String, Vec<String>>, told: &BTreeMap<&str, Vec<String>>) -> Vec<String> {
    let one = |(name, expected): (&String, &Vec<String>)| match told.get(name.as_str()) {
        Some(told) if told == expected => None,
        Some(told) => Some(format!("{name}: expected {expected:#?}, and it is {told:#?}")),
        None => Some(format!("{name}: no such thing is told")),
    };
    expected.iter().filter_map(one).collect()
}

#[test]
fn all_scenarios_come_out_as_expected() {
    let mut held = 0;
    let mut wrong: Vec<String> = Vec::new();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios")).unwrap() {
        let path = file.unwrap().path();
        held += 1;
        let differences = hold(&fs::read_to_string(&path).unwrap());
        wrong.extend(differences.iter().map(|difference| format!("{}: {difference}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held > 20, "the scenarios are gone: {held}");
}

#[test]
fn a_scenario_that_is_wrong_is_told() {
    let wrong = hold(
        r#"
        title = "wrong in three places"
        do = [{ at = 0, ask = "declare" }, { at = 1, ask = "start b" }, { at = 2, ask = "start a", refused = "x" }]
        [expect]
        at = 10
        steps = ["a done 1-2"]
        "#,
    );
    assert_eq!(wrong.len(), 3, "{wrong:#?}");
}
