//! A report as one HTML page: no scripts, nothing that is loaded from anywhere, for the screen, a phone and paper.

use super::charts;
use crate::present::report::block::{Block, Entry, Kind, Printed, Row, Run, Runs, Table};
use crate::present::report::{Report, Section};
use crate::present::tone::{Tone, Toned};
use crate::report::html::Html;

/// Nothing may be loaded and nothing may run, not even where a fault let markup through; the style stands inside.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the report as an HTML page.
pub fn html(report: &Report) -> String {
    let mut html = Html::document();
    html.element("html", &[("lang", "en")], |html| {
        html.line();
        head(html, report);
        html.element("body", &[], |html| {
            html.line();
            charts::patterns(html);
            header(html, report);
            html.element("main", &[], |html| {
                html.line();
                html.element("div", &[("class", "first")], |html| sections(html, &report.first_page));
                contents(html, report);
                sections(html, &report.sections);
            });
            html.line();
            html.words("footer", &[], &report.colophon);
            html.line();
        });
    });
    html.line();
    html.finish()
}

fn head(html: &mut Html, report: &Report) {
    html.element("head", &[], |html| {
        html.line();
        html.empty("meta", &[("charset", "utf-8")]);
        html.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)]);
        html.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        html.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        html.empty("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        html.line();
        html.words("title", &[], &format!("{} · {} · drill report", report.title, report.environment.text));
        html.line();
        html.style(include_str!("style.css"));
        html.line();
    });
    html.line();
}

fn header(html: &mut Html, report: &Report) {
    html.element("header", &[], |html| {
        html.element("p", &[("class", "kicker")], |html| {
            html.text("Drill report ");
            toned(html, "strong", "environment", &report.environment);
        });
        html.words("h1", &[], &report.title);
        html.words(
            "p",
            &[("class", &format!("answer {}", class(report.headline.tone)))],
            &report.headline.text,
        );
        for line in &report.byline {
            html.words("p", &[("class", "byline")], line);
        }
        if !report.notices.is_empty() {
            html.element("ul", &[("class", "notices")], |html| {
                for notice in &report.notices {
                    toned(html, "li", "", notice);
                }
            });
        }
    });
    html.line();
}

/// Links to the parts; on paper they would lead nowhere.
fn contents(html: &mut Html, report: &Report) {
    html.element("nav", &[("aria-label", "Parts of this report")], |html| {
        for section in &report.sections {
            html.words("a", &[("href", &format!("#{}", section.id))], section.title);
            html.text(" ");
        }
    });
    html.line();
}

fn sections(html: &mut Html, sections: &[Section]) {
    for section in sections {
        html.element("section", &[("id", section.id)], |html| {
            html.words("h2", &[], section.title);
            html.line();
            for block in &section.blocks {
                self::block(html, block);
                html.line();
            }
        });
        html.line();
    }
}

fn block(html: &mut Html, block: &Block) {
    match block {
        Block::Remark(it) => toned(html, "p", "remark", it),
        Block::Pairs(pairs) => self::pairs(html, pairs),
        Block::Table(it) => table(html, it),
        Block::Entries(entries) => html.element("ul", &[("class", "entries")], |html| {
            for it in entries {
                entry(html, it);
                html.line();
            }
        }),
        Block::Bars(bars) => charts::bars(html, bars),
        Block::Gantt(it) => charts::gantt(html, it),
        Block::Curve(it) => {
            charts::curve(html, it);
            table(html, &it.table);
        }
        Block::Runs(steps) => steps.iter().for_each(|it| runs(html, it)),
    }
}

fn pairs(html: &mut Html, pairs: &[(String, Vec<Toned>)]) {
    html.element("dl", &[], |html| {
        for (name, texts) in pairs {
            html.element("div", &[], |html| {
                html.words("dt", &[], name);
                for text in texts {
                    toned(html, "dd", "", text);
                }
            });
            html.line();
        }
    });
}

fn table(html: &mut Html, table: &Table) {
    // Whoever cannot use a mouse scrolls it by keys, so it takes the focus and has a name.
    let around =
        [("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", table.caption.as_str())];
    html.element("div", &around, |html| {
        html.element("table", &[], |html| {
            html.words("caption", &[], &table.caption);
            html.element("thead", &[], |html| {
                html.element("tr", &[], |html| {
                    for (head, kind) in &table.heads {
                        // A head without words stands above signs.
                        let attributes = [("scope", "col"), ("class", kind_class(*kind))];
                        html.words("th", &attributes, head);
                    }
                });
            });
            html.line();
            for group in table.rows.chunk_by(|_, next| !matches!(next, Row::Heading(_))) {
                html.element("tbody", &[], |html| {
                    for row in group {
                        self::row(html, table, row);
                        html.line();
                    }
                });
            }
        });
    });
}

fn row(html: &mut Html, table: &Table, row: &Row) {
    html.element("tr", &[], |html| match row {
        Row::Heading(text) => {
            let span = table.heads.len().to_string();
            html.words("th", &[("scope", "rowgroup"), ("class", "phase"), ("colspan", &span)], text);
        }
        Row::Cells(cells) => {
            for (at, (cell, (head, kind))) in cells.iter().zip(&table.heads).enumerate() {
                let class = format!("{} {}", kind_class(*kind), class(cell.tone));
                let class = class.trim();
                if at == table.names {
                    html.words("th", &[("scope", "row"), ("class", class)], &cell.text);
                } else {
                    // On a phone rows are read one below the other, each cell after its head.
                    html.words("td", &[("class", class), ("data-head", head)], &cell.text);
                }
            }
        }
    });
}

fn entry(html: &mut Html, entry: &Entry) {
    html.element("li", &[], |html| {
        if !entry.time.is_empty() {
            html.words("span", &[("class", "time")], &entry.time);
            html.text(" ");
        }
        html.element("div", &[("class", "told")], |html| {
            toned(html, "p", "", &entry.text);
            if !entry.about.is_empty() {
                html.element("p", &[("class", "about")], |html| {
                    for (at, part) in entry.about.iter().enumerate() {
                        html.text(if at == 0 { "" } else { " · " });
                        // What is written from right to left turns nothing else around.
                        html.words("bdi", &[], part);
                    }
                });
            }
            for aside in &entry.asides {
                html.words("p", &[("class", "aside")], aside);
            }
        });
    });
}

fn runs(html: &mut Html, step: &Runs) {
    html.words("h3", &[], &step.step);
    html.element("ul", &[("class", "entries")], |html| {
        for it in &step.runs {
            run(html, it);
            html.line();
        }
    });
}

/// A script, and what it printed in a fold; that of one that failed stands open.
fn run(html: &mut Html, run: &Run) {
    html.element("li", &[], |html| {
        html.words("span", &[("class", "time")], &run.time);
        html.text(" ");
        html.element("div", &[("class", "told")], |html| {
            html.element("p", &[], |html| {
                html.words("bdi", &[("class", "command")], &run.command);
                html.text(" ");
                toned(html, "span", "state", &run.state);
            });
            html.element("p", &[("class", "about")], |html| {
                for (at, part) in run.about.iter().enumerate() {
                    html.text(if at == 0 { "" } else { " · " });
                    html.words("bdi", &[], part);
                }
            });
            if !run.printed.is_empty() {
                let open: &[_] = if run.state.tone == Tone::Failed { &[("open", "")] } else { &[] };
                html.element("details", open, |html| printed(html, &run.printed));
            }
        });
    });
}

fn printed(html: &mut Html, lines: &[Printed]) {
    html.words("summary", &[], "What it printed");
    html.element("pre", &[], |html| {
        // The first line break behind the tag is none of the text.
        html.line();
        for line in lines {
            match line {
                Printed::Line(text) => html.text(text),
                Printed::LeftOut(text) => html.words("span", &[("class", "muted")], text),
            }
            html.line();
        }
    });
}

/// Writes words in their tone; `more` is a further class.
pub(super) fn toned(html: &mut Html, name: &'static str, more: &str, text: &Toned) {
    let class = format!("{more} {}", class(text.tone));
    match class.trim() {
        "" => html.words(name, &[], &text.text),
        class => html.words(name, &[("class", class)], &text.text),
    }
}

/// Returns the class of a tone: its name in a configuration file.
pub(super) fn class(tone: Tone) -> &'static str {
    Tone::NAMED.iter().find(|(_, it)| *it == tone && tone != Tone::Plain).map_or("", |(name, _)| name)
}

const fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Words => "words",
        Kind::Brief => "brief",
        Kind::Figure => "figure",
    }
}
