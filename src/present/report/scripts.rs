//! What was run, and what was asked before it: every script with how it ended and what it printed, every guard with its
//! answer.

use super::block::{Block, Kind, Printed, Row, Run, Runs, Table};
use super::subject::Subject;
use crate::drill::checklist::Stamp;
use crate::drill::script::{GuardAnswer, Output};
use crate::drill::scripts::Script;
use crate::present::guard;
use crate::present::printout::{grouped, kept};
use crate::present::script::{named, state};
use crate::present::tone::{Tone, Toned};

/// Lines of the output are not broken: whoever prints them does that.
const ENDLESS: usize = 100_000;

/// Lists what was run, step by step in the order of the procedure.
pub(super) fn runs(subject: &Subject<'_>) -> Option<Block> {
    let steps = subject.session.procedure().steps.iter().enumerate();
    let of_step = |(at, step): (usize, &crate::drill::procedure::Step)| {
        let scripts = subject.session.scripts().iter().filter(|it| it.asked.step == step.id);
        let runs: Vec<Run> = scripts.map(|it| run(subject, it)).collect();
        (!runs.is_empty()).then(|| Runs { step: subject.step(at), runs })
    };
    let all: Vec<Runs> = steps.filter_map(of_step).collect();
    (!all.is_empty()).then_some(Block::Runs(all))
}

fn run(subject: &Subject<'_>, script: &Script) -> Run {
    let session = subject.session;
    let output = script.ended().map(|ended| &ended.output);
    let by = subject.safe(script.stamp.by.as_str());
    let by = if script.asked.automatic { format!("by itself, {by} drove") } else { by };
    let size = output.map(size);
    let hash =
        output.and_then(|it| it.sha256.as_ref()).map(|it| format!("SHA-256 {}", subject.safe(it.as_str())));
    Run {
        time: subject.time(&script.stamp.moment),
        command: named(script, subject.charset),
        state: state(session, script, session.ended().unwrap_or(subject.now), subject.charset),
        about: [Some(by), size, hash].into_iter().flatten().collect(),
        printed: output.map(|it| printed(subject, it)).unwrap_or_default(),
    }
}

fn size(output: &Output) -> String {
    match output.bytes {
        0 => "it printed nothing".to_owned(),
        1 => "1 byte printed".to_owned(),
        bytes => format!("{} bytes printed", grouped(bytes)),
    }
}

/// Returns what was kept of the output, without its colours.
fn printed(subject: &Subject<'_>, output: &Output) -> Vec<Printed> {
    if output.bytes == 0 {
        return Vec::new();
    }
    let rows = kept(output, ENDLESS, subject.charset).into_iter();
    let line = |row: crate::present::printout::Row| match row.remark {
        Some(remark) => Printed::LeftOut(subject.own(remark.text)),
        None => Printed::Line(row.spans.into_iter().map(|span| span.text).collect()),
    };
    rows.map(line).collect()
}

/// Lists what guards asked, and what was answered.
pub(super) fn guards(subject: &Subject<'_>) -> Option<Block> {
    let row = |(answer, stamp): &(GuardAnswer, Stamp)| {
        let at = subject.session.checklist().position(&answer.step);
        let plain = |text: String| Toned::new(text, Tone::Plain);
        let mut cells = vec![
            plain(subject.time(&stamp.moment)),
            plain(at.map(|at| subject.step(at)).unwrap_or_default()),
            plain(answer.guard.word().to_owned()),
        ];
        cells.extend(guard::answer(answer, subject.charset));
        cells.push(plain(subject.safe(stamp.by.as_str())));
        Row::Cells(cells)
    };
    let table = Table {
        caption: "What was asked before destructive steps".to_owned(),
        heads: vec![
            ("at", Kind::Brief),
            ("step", Kind::Words),
            ("guard", Kind::Brief),
            ("question", Kind::Words),
            ("answer", Kind::Words),
            ("by", Kind::Words),
        ],
        names: 1,
        rows: subject.session.guards().iter().map(row).collect(),
    };
    (!table.rows.is_empty()).then(|| Block::Table(table.closed_up()))
}
