//! The report as a whole, part by part in the order in which it is read.

use super::block::{Block, Entry};
use super::subject::Subject;
use super::{bridge, drawing, life, opening, probes, record, scripts, steps, written};
use crate::present::environment::environment;
use crate::present::format;
use crate::present::headline::headline;
use crate::present::tone::Toned;

/// A part of the report under a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What links point to; permanent.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it holds; never nothing.
    pub blocks: Vec<Block>,
}

/// The report of a session, ready to print. Every text is safe to show, and no markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was restored.
    pub title: String,
    /// Where.
    pub environment: Toned,
    /// The answer in one sentence.
    pub headline: Toned,
    /// Which session, when, and who.
    pub byline: Vec<String>,
    /// What has to be known before the figures are believed.
    pub notices: Vec<Toned>,
    /// The first page: the figures, and the record for who audits them.
    pub first_page: Vec<Section>,
    /// Everything else; of what there is nothing to tell is left out.
    pub sections: Vec<Section>,
    /// When the report was made, and with what.
    pub colophon: String,
}

impl Report {
    /// Puts a session into words.
    pub fn of(subject: &Subject<'_>) -> Self {
        let (session, now) = (subject.session, subject.now);
        let place = session.opening().map(|it| environment(&it.environment, it.protected, subject.charset));
        let made = format::date_time(now.wall, now.utc_offset_s);
        let section = |id, title, blocks| Section { id, title, blocks };
        Self {
            title: subject.safe(&session.procedure().title),
            environment: place.unwrap_or_default(),
            headline: headline(session, now, subject.charset),
            byline: opening::byline(subject),
            notices: opening::notices(subject),
            first_page: vec![
                section("figures", "Objectives and actuals", vec![opening::figures(subject)]),
                section("record", "The record", vec![record::first_page(subject)]),
            ],
            sections: sections(subject),
            colophon: format!("Report of {made}, made by firedrill {}.", env!("CARGO_PKG_VERSION")),
        }
    }
}

fn sections(subject: &Subject<'_>) -> Vec<Section> {
    let section = |id, title, blocks: Vec<Option<Block>>| {
        let blocks: Vec<Block> = blocks.into_iter().flatten().collect();
        (!blocks.is_empty()).then_some(Section { id, title, blocks })
    };
    let list = |(id, title, entries): (&'static str, &'static str, Vec<Entry>)| {
        let blocks = (!entries.is_empty()).then(|| vec![Block::Entries(entries)]);
        blocks.map(|blocks| Section { id, title, blocks })
    };
    let told = [
        section("previous", "Compared with the session before", previous(subject)),
        section("curve", "How much of the service was back when", vec![drawing::curve(subject)]),
        section("timeline", "As it happened", vec![drawing::gantt(subject)]),
        section("probes", "When the service could be reached", vec![probes::changes(subject)]),
        section("minutes", "Where the time went", vec![bridge::minutes(subject)]),
        section("steps", "Steps", steps::steps(subject).into_iter().map(Some).collect()),
        section("scripts", "What was run", vec![scripts::runs(subject)]),
        section("guards", "Asked before destructive steps", vec![scripts::guards(subject)]),
    ];
    let around = [
        list(("looks", "Looked at from the user's side", life::looks(subject))),
        section("holds", "Holds", vec![life::holds(subject)]),
        section("roles", "Who took part", vec![life::roles(subject)]),
        section("anchors", "Anchors", vec![Some(life::anchors(subject))]),
    ];
    let written = written::lists(subject).into_iter().map(list);
    let record = record::lists(subject).into_iter().map(list);
    told.into_iter().chain(written).chain(around).chain(record).flatten().collect()
}

fn previous(subject: &Subject<'_>) -> Vec<Option<Block>> {
    let Some(against) = bridge::against(subject) else { return Vec::new() };
    vec![Some(against), bridge::bridge(subject).or_else(|| Some(bridge::no_totals(subject)))]
}
