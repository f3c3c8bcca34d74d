//! A whole drill in every format, and hostile text in each.

use super::{csv, html, markdown};
use crate::analysis::past::Past;
use crate::analysis::rehearsal::{
    Rehearsal, component, procedure, scripted_drill, step, watched, whole_drill,
};
use crate::drill::command::Command;
use crate::drill::fact::HoldCause;
use crate::drill::ids::SessionId;
use crate::drill::note::{Entry, Tag};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::script::{Outcome, Role};
use crate::present::json;
use crate::present::report::document::Document;
use crate::present::report::{Predecessor, Report, Section, Subject};
use crate::present::safe::{Charset, is_hidden};
use crate::present::show::{Chain, Head, Kept};
use std::collections::BTreeSet;

fn kept() -> Kept {
    let head = Head { writer: "w1".into(), seq: 40, hash: "c0ffee".into() };
    Kept { heads: vec![head], chain: Some(Chain::Ok), ..Kept::default() }
}

/// The drill before [`whole_drill`]: its step `a` was not there yet, and `old` is not there any more.
fn before() -> Rehearsal {
    let mut plan = procedure();
    plan.components = vec![component("database", 3), component("reports", 1)];
    plan.steps[0] = step("old", "Order the servers", &[]);
    let drill = Rehearsal::in_environment(plan, "production", |it| it.simulated = true).declare();
    let drill = drill.start("old").at(300).done("old").start("b").at(400).hold("b", HoldCause::Approval);
    drill.at(700).done("b").at(750).start("c").at(1_150).done("c").at(1_200).verify().finish()
}

/// Hands out the subject of a whole drill that is held against the one before.
fn with_subject<T>(read: impl FnOnce(&Subject<'_>) -> T) -> T {
    let (drill, before, kept) = (whole_drill(), before(), kept());
    let id = SessionId::from("00before00");
    let previous = Predecessor { id: &id, session: &before.session };
    read(&Subject::of(&drill.session, &Past::default(), Some(previous), &kept, &drill.now, Charset::Unicode))
}

/// Takes out what changes with every version.
fn timeless(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn a_whole_drill_as_markdown() {
    insta::assert_snapshot!("markdown", timeless(&with_subject(|it| markdown(&Report::of(it)))));
}

#[test]
fn a_whole_drill_as_csv() {
    insta::assert_snapshot!("csv", with_subject(|it| csv(&Document::of(it))).replace("\r\n", "\n"));
}

#[test]
fn a_whole_drill_as_json() {
    insta::assert_snapshot!("json", json::pretty(&with_subject(Document::of)).unwrap());
}

#[test]
fn a_whole_drill_as_html() {
    let html = timeless(&with_subject(|it| html(&Report::of(it))));
    let (head, body) = html.split_once("<style>").unwrap();
    let (_, body) = body.split_once("</style>").unwrap();
    insta::assert_snapshot!("html", format!("{head}<style>…</style>{body}"));
}

/// The parts of a report in which scripts, guards and probes are told.
fn with_scripted<T>(charset: Charset, read: impl FnOnce(&Report) -> T) -> T {
    let (drill, kept, past) = (scripted_drill(), kept(), Past::default());
    let subject = Subject::of(&drill.session, &past, None, &kept, &drill.now, charset);
    let mut report = Report::of(&subject);
    let told = |it: &Section| ["timeline", "probes", "scripts", "guards"].contains(&it.id);
    (report.first_page, report.sections) = (Vec::new(), report.sections.into_iter().filter(told).collect());
    read(&report)
}

#[test]
fn what_was_run_asked_and_seen_as_markdown() {
    insta::assert_snapshot!("scripted_markdown", timeless(&with_scripted(Charset::Unicode, markdown)));
}

#[test]
fn what_was_run_asked_and_seen_as_html() {
    let html = with_scripted(Charset::Unicode, html);
    is_harmless(&html);
    let main = html.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
    insta::assert_snapshot!("scripted_html", main);
}

#[test]
fn without_scripts_guards_and_probes_there_is_no_word_of_them() {
    with_subject(|subject| {
        let report = Report::of(subject);
        assert!(report.sections.iter().all(|it| !["probes", "scripts", "guards"].contains(&it.id)));
        assert!(!markdown(&report).contains("PROBES"));
    });
}

#[test]
fn a_probe_that_never_rests_is_drawn_in_few_strokes_and_told_in_few_rows() {
    let mut drill = Rehearsal::new(watched()).declare().start("a");
    for at in 0..100 {
        drill = drill.at(at).sees("clients", at % 2 == 0);
    }
    let (drill, kept, past) = (drill.done("a").verify().finish(), kept(), Past::default());
    let subject = Subject::of(&drill.session, &past, None, &kept, &drill.now, Charset::Unicode);
    let report = Report::of(&subject);
    let markdown = markdown(&report);
    assert!(markdown.contains("it changed 99 times; up 0:50, down 0:49"), "{markdown}");
    assert!(markdown.contains("**40 changes more, all of them in the JSON**"), "{markdown}");
    assert!(html(&report).matches("class=\"bar down\"").count() <= 51);
    let document = Document::of(&subject);
    assert_eq!(
        (document.show.probes[0].changes.len(), document.report.timeline.probes[0].seen.len()),
        (100, 100)
    );
}

#[test]
fn the_rows_of_csv_add_up() {
    let csv = with_subject(|it| csv(&Document::of(it)));
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let column = header.iter().position(|it| *it == "attributed_ms").unwrap();
    let (mut parts, mut clock) = (0, None);
    for row in rows {
        let ms: i64 = row[column].parse().unwrap();
        if row[0] == "clock" { clock = Some(ms) } else { parts += ms }
    }
    assert_eq!(Some(parts), clock);
}

/// One tag of a page: its name, whether it closes, and its attributes.
struct Markup {
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
}

/// Reads the tags of a page as a browser would: text has no `<`, values stand in double quotes.
fn tags(html: &str) -> Vec<Markup> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (tag, behind) = rest[at + 1..].split_once('>').expect("a tag that ends");
        rest = behind;
        if tag == "!DOCTYPE html" {
            continue;
        }
        let (closes, tag) = (tag.starts_with('/'), tag.trim_start_matches('/'));
        let (name, mut values) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((name, value)) = values.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a value that ends");
            attributes.push((name.trim().to_owned(), value.to_owned()));
            values = after;
        }
        assert_eq!(values.trim(), "", "{tag}");
        if name == "style" && !closes {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        tags.push(Markup { name: name.to_owned(), closes, attributes });
    }
    tags
}

const ELEMENTS: &str = "html head meta title style body svg defs pattern rect line text header p strong h1 h2 ul li \
    main div section table caption thead tbody tr th td dl dt dd nav a span b bdi footer h3 details summary pre";
const ATTRIBUTES: &str = "lang charset http-equiv content name class id width height patternUnits patternTransform \
    aria-hidden aria-label role open tabindex scope colspan data-head href x y x1 x2 y1 y2 rx text-anchor";

/// Holds a page to the elements and attributes that are ours: nothing runs, nothing is loaded, everything is closed.
fn is_harmless(html: &str) {
    let known = |list: &str, name: &str| list.split_whitespace().any(|it| it == name);
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    for tag in tags(html) {
        assert!(known(ELEMENTS, &tag.name), "<{}>", tag.name);
        for (name, value) in &tag.attributes {
            assert!(known(ATTRIBUTES, name), "{} {name}", tag.name);
            assert!(name != "href" || value.starts_with('#'), "{value}");
            assert!(name != "id" || ids.insert(value.clone()), "{value} twice");
        }
        match (tag.closes, tag.name.as_str()) {
            (_, "meta") => {}
            (true, name) => assert_eq!(open.pop().as_deref(), Some(name)),
            (false, name) => open.push(name.to_owned()),
        }
    }
    assert_eq!(open, [""; 0]);
    let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    assert!(
        !style.contains("@import") && !style.contains("url(h") && !style.contains("//"),
        "it loads nothing"
    );
    assert!(!html.contains(|c| c != '\n' && is_hidden(c)));
}

#[test]
fn a_page_runs_nothing_and_loads_nothing() {
    let html = with_subject(|it| html(&Report::of(it)));
    is_harmless(&html);
    assert!(html.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"));
    assert!(html.contains("<html lang=\"en\">") && html.contains("width=device-width"));
}

#[test]
fn the_auditor_finds_the_record_on_the_first_page() {
    let html = with_subject(|it| html(&Report::of(it)));
    let first = html.split_once("<div class=\"first\">").unwrap().1.split_once("<nav").unwrap().0;
    for told in [
        "writer w1, event 40: c0ffee",
        "<dt>events</dt><dd>33</dd>",
        "ok: every digest",
        "simulated",
        "(late, written 14:01:35)",
        "1 Create the cluster: 13:55:05 to 13:58:15 → 13:55:05 to 13:58:05: forgot to press",
        "redacted ",
        "the wall clock was set by −0:00:30",
        "<dt>left out</dt><dd>no</dd>",
        "firedrill verify 01z0zajkmt",
    ] {
        assert!(first.contains(told), "{told}: {first}");
    }
}

const NASTY: [&str; 11] = [
    "</style><script>alert(1)</script>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='x",
    "a --> <!-- b ]]> &lt;b&gt; &#60;",
    "a\u{202e}txt.exe\u{2066}\u{200b}\u{feff}\0\x1b[2J",
    "| a | b |\n# head\n- x\n\n<img src=x>",
    "[x](javascript:alert(1)) ![i](http://evil/x.png) `code` **b** http://evil/ www.evil.com",
    "=cmd|' /C calc'!A0",
    "+1,\"2\"\r\n@SUM(A1)",
    "\t=1+1",
    "{{ 7*7 }} {% x %} ${x}",
];

/// A drill in which every text that somebody can type is hostile.
fn nasty(text: &str) -> Rehearsal {
    let marks = format!("{text}{}", "\u{301}".repeat(500));
    let plan = Procedure {
        phases: vec![text.into()],
        title: text.to_owned(),
        probes: watched().probes,
        components: vec![crate::drill::procedure::Component { title: text.into(), ..component("c", 1) }],
        steps: vec![
            Step { restores: vec!["c".into()], ..step("a", &marks, &[]) },
            Step { run: Some(text.into()), ..step("b", text, &[]) },
        ],
        ..procedure()
    };
    let note = |tag| {
        let entry =
            Entry { step: Some("a".into()), tag, text: text.into(), who: Some(text.into()), due: None };
        Command::WriteNote { entry }
    };
    let drill =
        Rehearsal::in_environment(plan, "test", |it| it.owner = "Mara".into()).declare().start("a").at(60);
    let drill = drill.does(note(Tag::Action)).tells_of(30, note(Tag::Plain)).done("a").start("b");
    let seen = Command::ReportProbe { probe: "clients".into(), up: false, reading: text.into() };
    let drill = drill.does(seen).runs("b", Role::Run);
    let printed = format!("{text}\n```\n~~~\n</details></pre>\n{text}");
    let drill = drill.ends(Outcome::CouldNotStart { why: text.into() }, &printed);
    let why = || text.to_owned();
    let held = Command::HoldStep { step: "b".into(), cause: HoldCause::Deciding, text: why() };
    let drill = drill.does(held).at(70).does(Command::FailStep { step: "b".into(), why: why() });
    let drill = drill.does(Command::Exclude { why: why() });
    let verify = Command::Verify { by: text.into(), how: why(), passed: true };
    let drill = drill
        .does(Command::SetRecoveryPoint { newest: crate::analysis::rehearsal::BEGINNING, source: why() });
    drill.does(verify).does(Command::HandOver { to: text.into(), why: why() })
}

/// Takes the folds out of Markdown, in which everything is text until the fence is closed.
fn unfolded(markdown: &str) -> String {
    let (mut own, mut fence) = (String::new(), None);
    for line in markdown.lines() {
        match fence {
            Some(end) if line == end => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => fence = line.strip_suffix("text"),
            None if line == "</details>" => {}
            None => own.extend([
                line.strip_prefix("<details><summary>What it printed</summary>").unwrap_or(line),
                "\n",
            ]),
        }
    }
    assert_eq!(fence, None, "a fence is left open");
    own
}

#[test]
fn hostile_text_breaks_out_of_no_format() {
    for text in NASTY {
        let (drill, kept) = (nasty(text), kept());
        let past = Past::default();
        let subject = Subject::of(&drill.session, &past, None, &kept, &drill.now, Charset::Unicode);
        let (report, document) = (Report::of(&subject), Document::of(&subject));
        is_harmless(&html(&report));
        let markdown = markdown(&report);
        assert!(!markdown.contains(|c| c != '\n' && is_hidden(c)), "{markdown}");
        let own = unfolded(&markdown).replace("<br>", "");
        assert!(!own.contains('<') && !own.contains("](") && !own.contains("http:"), "{markdown}");
        for line in own.lines().filter(|line| line.starts_with('|')) {
            let bars = line.matches('|').count();
            assert!((3..=10).contains(&bars), "{line}");
        }
        let csv = csv(&document);
        assert!(!csv.contains(|c| !matches!(c, '\r' | '\n') && is_hidden(c)), "{csv}");
        assert_eq!(csv.matches("\r\n").count(), 5, "a header, two steps, between, clock: {csv}");
        for cell in csv.split([',', '\n']).map(|cell| cell.trim_start_matches(['"', ' '])) {
            let number = cell.trim_end_matches(['\r', '"']).parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '@', '-', '\t']), "{cell}");
        }
        let json = json::pretty(&document).unwrap();
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["notes"][0]["text"].as_str(), Some(text), "JSON keeps it as it was");
    }
}

#[test]
fn a_line_of_a_megabyte_is_cut_for_readers_and_kept_in_json() {
    let text = "x".repeat(1 << 20);
    let (drill, kept) = (nasty(&text), kept());
    let past = Past::default();
    let subject = Subject::of(&drill.session, &past, None, &kept, &drill.now, Charset::Unicode);
    let report = Report::of(&subject);
    assert!(html(&report).len() < 3 << 20 && markdown(&report).len() < 3 << 20);
    assert!(json::pretty(&Document::of(&subject)).unwrap().contains(&text));
}

#[test]
fn markdown_is_ascii_where_that_was_asked_for() {
    let (drill, before, kept) = (whole_drill(), before(), kept());
    let id = SessionId::from("00before00");
    let previous = Predecessor { id: &id, session: &before.session };
    let past = Past::default();
    let subject = Subject::of(&drill.session, &past, Some(previous), &kept, &drill.now, Charset::Ascii);
    let markdown = markdown(&Report::of(&subject)).replace('−', "-");
    assert!(markdown.is_ascii(), "{:?}", markdown.chars().find(|c| !c.is_ascii()));
}
