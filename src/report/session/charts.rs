//! The drawings as SVG, by hand. Places are per cent of the width, so that a drawing fits any column and its letters are
//! never stretched; what a colour means a pattern or a word says as well.

use super::page::toned;
use crate::present::report::block::{Axis, Bar, Curve, Gantt, Lane, Place, Stretch, Stroke};
use crate::present::tone::Tone;
use crate::report::html::Html;

/// How high a lane is.
const LANE: &str = "22";
/// How high the curve is, and where its top and its bottom lie.
const CURVE: u32 = 200;
const TOP: u32 = 6;
/// How high a row of letters is.
const LETTERS: usize = 15;

/// Writes what all drawings share: hatching.
pub fn patterns(html: &mut Html) {
    html.element(
        "svg",
        &[("class", "patterns"), ("aria-hidden", "true"), ("width", "0"), ("height", "0")],
        |html| {
            html.element("defs", &[], |html| {
                for (id, turn) in [("hatch-failed", "rotate(45)"), ("hatch-held", "rotate(-45)")] {
                    let pattern = [
                        ("id", id),
                        ("width", "5"),
                        ("height", "5"),
                        ("patternUnits", "userSpaceOnUse"),
                        ("patternTransform", turn),
                    ];
                    html.element("pattern", &pattern, |html| {
                        html.words("rect", &[("class", "ground"), ("width", "5"), ("height", "5")], "");
                        html.words("rect", &[("class", "line"), ("width", "2"), ("height", "5")], "");
                    });
                }
            });
        },
    );
    html.line();
}

/// Draws the steps on the clock: a table whose rows are lanes, so that it breaks between pages and can be read aloud.
pub fn gantt(html: &mut Html, gantt: &Gantt) {
    legend(html, gantt);
    html.element("table", &[("class", "gantt")], |html| {
        html.words("caption", &[], "Steps on the recovery clock");
        html.element("thead", &[], |html| {
            html.element("tr", &[], |html| {
                html.words("th", &[("scope", "col")], "step");
                html.element("th", &[("scope", "col"), ("class", "lane")], |html| head(html, &gantt.axis));
                html.words("th", &[("scope", "col"), ("class", "figure")], "took");
            });
        });
        html.line();
        for (phase, lanes) in &gantt.phases {
            html.element("tbody", &[], |html| {
                html.element("tr", &[], |html| {
                    html.words("th", &[("scope", "rowgroup"), ("class", "phase")], phase);
                    html.element("td", &[("class", "lane")], |html| {
                        let drawing = [("aria-hidden", "true"), ("width", "100%"), ("height", "28")];
                        html.element("svg", &drawing, |html| lines(html, &gantt.axis, "100%"));
                    });
                    html.words("td", &[], "");
                });
                html.line();
                for lane in lanes {
                    self::lane(html, &gantt.axis, lane);
                    html.line();
                }
            });
        }
    });
    stakes(html, &gantt.axis);
}

fn legend(html: &mut Html, gantt: &Gantt) {
    html.element("p", &[("class", "legend")], |html| {
        for stroke in &gantt.legend {
            html.element("span", &[], |html| {
                html.element("svg", &[("width", "22"), ("height", "10"), ("aria-hidden", "true")], |html| {
                    rect(html, *stroke, ["1", "20", "1", "8"], "");
                });
                html.text(stroke.word());
            });
            html.text(" ");
        }
    });
    html.line();
}

/// The head of the clock: letters of the anchors above, times below.
fn head(html: &mut Html, axis: &Axis) {
    let rows = axis.stakes.iter().map(|it| it.row + 1).max().unwrap_or_default();
    let height = (rows * LETTERS + 18).to_string();
    let label = axis.ticks.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(", ");
    let label = format!("The clock: {label}");
    html.element(
        "svg",
        &[("role", "img"), ("aria-label", &label), ("width", "100%"), ("height", &height)],
        |html| {
            let base = (rows * LETTERS + 13).to_string();
            times(html, axis, &base);
            for stake in &axis.stakes {
                let below = (stake.row * LETTERS + 12).to_string();
                let at = per_cent(stake.at.0);
                let attributes = [
                    ("class", "letter"),
                    ("x", at.as_str()),
                    ("y", &below),
                    ("text-anchor", anchor(stake.at)),
                ];
                html.words("text", &attributes, &stake.letter.to_string());
            }
        },
    );
}

fn times(html: &mut Html, axis: &Axis, base: &str) {
    for (number, tick) in axis.ticks.iter().enumerate() {
        let end = match tick.at.0 {
            0..=300 => " first",
            9_500.. => " last",
            _ => "",
        };
        // On a phone there is room for every other one.
        let class = format!("tick{end}{}", if number % 2 == 1 { " odd" } else { "" });
        html.words("text", &[("class", &class), ("x", &per_cent(tick.at.0)), ("y", base)], &tick.text);
    }
}

/// A text at an end of the axis stays inside of it.
const fn anchor(at: Place) -> &'static str {
    match at.0 {
        0..=400 => "start",
        9_300.. => "end",
        _ => "middle",
    }
}

fn lane(html: &mut Html, axis: &Axis, lane: &Lane) {
    html.element("tr", &[], |html| {
        html.element("th", &[("scope", "row")], |html| {
            toned(html, "span", "sign", &lane.sign);
            html.text(" ");
            if let Some(number) = lane.number {
                html.text(&format!("{number} "));
            }
            html.words("bdi", &[], &lane.title);
        });
        html.element("td", &[("class", "lane")], |html| {
            let drawing =
                [("role", "img"), ("aria-label", lane.words.as_str()), ("width", "100%"), ("height", LANE)];
            html.element("svg", &drawing, |html| {
                lines(html, axis, "100%");
                for (stroke, stretch) in &lane.strokes {
                    bar(html, *stroke, *stretch);
                }
                if let Some(at) = lane.left_out {
                    let at = per_cent(at.0);
                    let mark =
                        [("class", "left-out"), ("x", at.as_str()), ("y", "15"), ("text-anchor", "middle")];
                    html.words("text", &mark, "–");
                }
            });
        });
        html.words("td", &[("class", "figure")], &lane.value);
    });
}

fn bar(html: &mut Html, stroke: Stroke, stretch: Stretch) {
    let (from, to) = (stretch.from.0, stretch.to.0);
    // What is too short to see gets a fifth of a per cent.
    let width = (to - from).max(20);
    let from = from.min(Place::WHOLE - width);
    let (y, height) = match stroke {
        Stroke::Held | Stroke::Up => ("7", "8"),
        _ => ("4", "14"),
    };
    rect(html, stroke, [&per_cent(from), &per_cent(width), y, height], stroke.word());
}

fn rect(html: &mut Html, stroke: Stroke, [x, width, y, height]: [&str; 4], title: &str) {
    let class = match stroke {
        Stroke::Done => "bar done",
        Stroke::Failed => "bar failed",
        Stroke::Skipped => "bar skipped",
        Stroke::Running => "bar running",
        Stroke::Held => "bar held",
        Stroke::Up => "bar up",
        Stroke::Down => "bar down",
    };
    let attributes =
        [("class", class), ("x", x), ("y", y), ("width", width), ("height", height), ("rx", "1.5")];
    html.element("rect", &attributes, |html| {
        if !title.is_empty() {
            html.words("title", &[], title);
        }
    });
}

/// The lines that go through a whole drawing: faint ones at the times, strong ones at the anchors.
fn lines(html: &mut Html, axis: &Axis, height: &str) {
    let ticks = axis.ticks.iter().map(|it| ("grid", it.at));
    let stakes = axis.stakes.iter().map(|it| ("stake", it.at));
    for (class, at) in ticks.chain(stakes) {
        let x = per_cent(at.0);
        html.words("line", &[("class", class), ("x1", &x), ("x2", &x), ("y1", "0"), ("y2", height)], "");
    }
}

/// Says what each letter is.
fn stakes(html: &mut Html, axis: &Axis) {
    html.element("ul", &[("class", "stakes")], |html| {
        for stake in &axis.stakes {
            html.element("li", &[], |html| {
                html.words("b", &[], &stake.letter.to_string());
                html.text(" ");
                html.text(&stake.words);
            });
        }
        for words in &axis.far_off {
            html.words("li", &[], &format!("Not drawn, too far off: {words}"));
        }
    });
}

/// Draws how much of the service was back when.
pub fn curve(html: &mut Html, curve: &Curve) {
    html.element("div", &[("class", "curve")], |html| {
        html.element("div", &[("class", "scale"), ("aria-hidden", "true")], |html| {
            for text in ["100%", "50%", "0%"] {
                html.words("span", &[], text);
            }
        });
        html.element("div", &[("class", "plot")], |html| {
            let rows = curve.axis.stakes.iter().map(|it| it.row + 1).max().unwrap_or_default();
            let height = (CURVE + 2 * TOP).to_string();
            let letters = (rows * LETTERS + 18).to_string();
            let letters_label = [("aria-hidden", "true"), ("width", "100%"), ("height", letters.as_str())];
            let drawing = [
                ("role", "img"),
                ("aria-label", curve.words.as_str()),
                ("width", "100%"),
                ("height", &height),
            ];
            html.element("svg", &drawing, |html| {
                for share in [0, Place::WHOLE / 2, Place::WHOLE] {
                    let y = level(Place(share));
                    html.words(
                        "line",
                        &[("class", "grid"), ("x1", "0"), ("x2", "100%"), ("y1", &y), ("y2", &y)],
                        "",
                    );
                }
                lines(html, &curve.axis, &height);
                steps(html, curve);
            });
            html.element("svg", &letters_label, |html| {
                times(html, &curve.axis, "12");
                for stake in &curve.axis.stakes {
                    let (x, y) = (per_cent(stake.at.0), (stake.row * LETTERS + 28).to_string());
                    let letter = [
                        ("class", "letter"),
                        ("x", x.as_str()),
                        ("y", &y),
                        ("text-anchor", anchor(stake.at)),
                    ];
                    html.words("text", &letter, &stake.letter.to_string());
                }
            });
        });
    });
    html.line();
    stakes(html, &curve.axis);
}

/// The area below the curve, and the curve: a line for each level, and one from level to level.
fn steps(html: &mut Html, curve: &Curve) {
    for it in &curve.levels {
        let (x, width) = (per_cent(it.stretch.from.0), per_cent(it.stretch.to.0 - it.stretch.from.0));
        let height = (it.height.0 * CURVE / Place::WHOLE).to_string();
        let area = [
            ("class", "area"),
            ("x", x.as_str()),
            ("y", &level(it.height)),
            ("width", &width),
            ("height", &height),
        ];
        html.words("rect", &area, "");
    }
    let line = |html: &mut Html, (x1, x2): (Place, Place), (y1, y2): (Place, Place)| {
        let ends = [per_cent(x1.0), per_cent(x2.0), level(y1), level(y2)];
        let ends = [("x1", ends[0].as_str()), ("x2", &ends[1]), ("y1", &ends[2]), ("y2", &ends[3])];
        html.words("line", &[[("class", "edge")].as_slice(), &ends].concat(), "");
    };
    let mut before = None;
    for it in &curve.levels {
        let (from, to) = (it.stretch.from, it.stretch.to);
        if let Some(before) = before {
            line(html, (from, from), (before, it.height));
        }
        line(html, (from, to), (it.height, it.height));
        before = Some(it.height);
    }
}

/// How far below the top of the drawing a level lies.
fn level(height: Place) -> String {
    (TOP + CURVE - height.0 * CURVE / Place::WHOLE).to_string()
}

/// Draws lengths beside each other, each with its words.
pub fn bars(html: &mut Html, bars: &[Bar]) {
    html.element("table", &[("class", "bars")], |html| {
        html.element("tbody", &[], |html| {
            for bar in bars {
                let class = if bar.sum { "sum" } else { "part" };
                html.element("tr", &[("class", class)], |html| {
                    html.element("th", &[("scope", "row")], |html| {
                        html.text(&bar.name);
                        if !bar.behind.is_empty() {
                            html.words("span", &[("class", "why")], &bar.behind);
                        }
                    });
                    toned(html, "td", "figure", &bar.value);
                    html.element("td", &[("class", "lane")], |html| drawn(html, bar));
                });
                html.line();
            }
        });
    });
}

fn drawn(html: &mut Html, bar: &Bar) {
    let class = match (bar.sum, bar.value.tone) {
        (true, _) => "bar whole",
        (_, Tone::Ahead) => "bar ahead",
        (_, Tone::Behind) => "bar behind",
        _ => "bar done",
    };
    html.element("svg", &[("aria-hidden", "true"), ("width", "100%"), ("height", "18")], |html| {
        let width = (bar.stretch.to.0 - bar.stretch.from.0).max(20);
        let (x, width) = (per_cent(bar.stretch.from.0.min(Place::WHOLE - width)), per_cent(width));
        let place = [
            ("class", class),
            ("x", x.as_str()),
            ("y", "3"),
            ("width", &width),
            ("height", "12"),
            ("rx", "1.5"),
        ];
        html.words("rect", &place, "");
    });
}

/// Writes hundredths of a per cent: `12.05%`.
fn per_cent(place: u32) -> String {
    format!("{}.{:02}%", place / 100, place % 100)
}
