//! A session as CI systems read it: the XML that Ant's `JUnit` task began with, as [testmoapp describes it][format].
//!
//! [format]: https://github.com/testmoapp/junitxml

use crate::analysis::splits::segment;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::ids::StepId;
use crate::drill::procedure::{Number, Step};
use crate::drill::session::Session;
use crate::drill::time::Moment;
use std::fmt::Write as _;

/// Writes a session as a suite: a case for every step, and one that failed for every missed objective.
pub fn write(session: &Session, now: &Moment, missed: &[String]) -> String {
    let steps: Vec<String> = session
        .procedure()
        .steps
        .iter()
        .zip(session.checklist().iter())
        .enumerate()
        .map(|(at, (step, progress))| case(session, now, session.procedure().number_at(at), step, progress))
        .collect();
    let objectives: Vec<String> = missed
        .iter()
        .map(|said| {
            format!(
                "    <testcase classname=\"objectives\" name=\"{0}\"><failure message=\"{0}\"/></testcase>\n",
                text(said)
            )
        })
        .collect();
    let count =
        |state: &[StepState]| session.checklist().iter().filter(|it| state.contains(&it.state)).count();
    let opening = session.opening();
    let name = opening.map(|it| format!("{}/{}", it.procedure, it.environment)).unwrap_or_default();
    let head = format!(
        "name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{}\"",
        text(&name),
        steps.len() + objectives.len(),
        count(&[StepState::Failed]) + objectives.len(),
        count(&[StepState::Pending, StepState::Running, StepState::Skipped, StepState::Dropped]),
        seconds(session.clock(now).elapsed.span.millis()),
    );
    let cases = steps.concat() + &objectives.concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite {head}>\n{cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(session: &Session, now: &Moment, number: Number, step: &Step, progress: &Progress) -> String {
    let took = segment(session, progress, now).map(|it| it.span.millis()).unwrap_or_default();
    let phase = session.procedure().phases.get(step.phase).map_or("", |it| it.title.as_str());
    let mut case = format!(
        "    <testcase classname=\"{}\" name=\"{number} {}\" time=\"{}\">",
        text(phase),
        text(&step.title),
        seconds(took)
    );
    let why = progress.reason.as_deref().unwrap_or_default();
    let tail = match progress.state {
        StepState::Done => String::new(),
        StepState::Failed => {
            format!("<failure message=\"{}\">{}</failure>", text(why), text(&printed(session, &step.id)))
        }
        StepState::Skipped => format!("<skipped message=\"{}\"/>", text(why)),
        StepState::Dropped => format!("<skipped message=\"dropped: {}\"/>", text(why)),
        StepState::Pending | StepState::Running => "<skipped message=\"not done\"/>".to_owned(),
    };
    // Writing into a string cannot fail.
    let _ = writeln!(case, "{tail}</testcase>");
    case
}

/// Returns the end of what the last script of a step printed.
fn printed(session: &Session, step: &StepId) -> String {
    let ended = session.scripts().of(step).find_map(|script| script.ended());
    ended.map_or_else(String::new, |ended| ended.output.head.clone() + &ended.output.tail)
}

fn seconds(millis: i64) -> String {
    let millis = millis.max(0);
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

/// Escapes text, and leaves out what XML 1.0 (§2.2) cannot hold at all.
fn text(raw: &str) -> String {
    let legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let mut safe = String::with_capacity(raw.len());
    for c in raw.chars().filter(legal) {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::Command;
    use crate::drill::stage::{Drill, ask, plan};

    #[test]
    fn steps_are_cases_and_missed_objectives_failed_ones() {
        let mut plan = plan();
        plan.steps[0].title = "Do <a> & \"b\"\u{1b}".to_owned();
        let drill = Drill::of(plan).does(Command::Declare).does(ask::start("a")).at(7).does(ask::done("a"));
        let drill = drill.does(ask::start("b")).at(9).does(ask::fail("b")).does(ask::skip("c"));
        let xml = write(&drill.session, &drill.now, &["RTO 1s was missed".to_owned()]);
        let expected = [
            "<testsuite name=\"plan/test\" tests=\"7\" failures=\"2\" skipped=\"4\" time=\"9.000\">",
            "<testcase classname=\"Restore\" name=\"1 Do &lt;a&gt; &amp; &quot;b&quot;\" time=\"7.000\"></testcase>",
            "name=\"2 Do b\" time=\"2.000\"><failure message=",
            "name=\"4 Do d\" time=\"0.000\"><skipped message=\"not done\"/></testcase>",
            "<testcase classname=\"objectives\" name=\"RTO 1s was missed\"><failure message=\"RTO 1s was missed\"/>",
        ];
        for part in expected {
            assert!(xml.contains(part), "{part}\n{xml}");
        }
    }
}
