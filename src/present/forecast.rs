//! When a drill will end, in words.

use super::ascii;
use super::format;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::forecast::Forecast;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// Says between which wall times the drill will end, the chance to meet the objective, and on how many drills that rests:
/// `14:44 – 14:57 · chance > 95% · 7 drills`; and shorter, `14:44–14:57 >95%, 7 drills`.
pub fn row(session: &Session, it: &Forecast, now: &Moment, charset: Charset) -> (Toned, String) {
    let (early, late) = (wall(session, it.early, now), wall(session, it.late, now));
    let (chance, drills) = (it.chance.map(chance), drills(it));
    let ends = if early == late { early } else { format!("{early} – {late}") };
    let long = [Some(ends.clone()), chance.as_ref().map(|it| format!("chance {it}")), Some(drills.clone())];
    let long = long.into_iter().flatten().collect::<Vec<_>>().join(dot(charset));
    let sure = chance.map(|it| format!(" {}", it.replace(' ', ""))).unwrap_or_default();
    let short = format!("{}{sure}, {drills}", ends.replace(" – ", "–"));
    let short = ascii::signs(&short, charset).into_owned();
    (Toned::new(ascii::signs(&long, charset), tone(it)), short)
}

/// Explains the forecast in a sentence: `Expected end 14:50; of ten such drills eight end between 14:44 and
/// 14:57. …`.
pub fn explained(session: &Session, it: &Forecast, now: &Moment, charset: Charset) -> String {
    let [early, expected, late] = [it.early, it.expected, it.late].map(|at| wall(session, at, now));
    let chance = match (it.chance, session.rto()) {
        (Some(share), Some(rto)) => {
            format!(" The chance to meet the RTO of {} is {}.", rto.text, chance(share))
        }
        _ => String::new(),
    };
    let basis = match (it.drills, it.estimates) {
        (0, _) => "That rests on the written estimates alone.".to_owned(),
        (_, 0) => format!("That rests on {}.", drills(it)),
        (_, 1) => format!(
            "That rests on {}, and for 1 step on its written estimate.",
            format::count(it.drills, "drill")
        ),
        (_, n) => {
            format!(
                "That rests on {}, and for {n} steps on their written estimates.",
                format::count(it.drills, "drill")
            )
        }
    };
    let told = format!(
        "Expected end {expected}; of ten such drills eight end between {early} and {late}.{chance} {basis}"
    );
    ascii::signs(&told, charset).into_owned()
}

fn wall(session: &Session, on_clock: Span, now: &Moment) -> String {
    let elapsed = session.clock(now).elapsed.span;
    format::wall_minute(now.wall + (on_clock - elapsed), now.utc_offset_s)
}

/// Rounds a chance to five per cent, and never says that it is sure.
fn chance(share: f64) -> String {
    match share * 100.0 {
        it if it > 95.0 => "> 95%".to_owned(),
        it if it < 5.0 => "< 5%".to_owned(),
        it => format!("{:.0}%", (it / 5.0).round() * 5.0),
    }
}

fn drills(it: &Forecast) -> String {
    match (it.drills, it.estimates) {
        (0, _) => "estimates".to_owned(),
        (drills, 0) => format::count(drills, "drill"),
        (drills, estimates) => format!("{} + {estimates} est.", format::count(drills, "drill")),
    }
}

const fn tone(it: &Forecast) -> Tone {
    match it.chance {
        Some(chance) if chance < 0.2 => Tone::Behind,
        Some(chance) if chance < 0.5 => Tone::Warned,
        _ => Tone::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    fn forecast(chance: Option<f64>, drills: usize, estimates: usize) -> Forecast {
        let s = Span::from_secs;
        Forecast { early: s(3_000), expected: s(3_400), late: s(3_780), chance, drills, estimates }
    }

    fn told(it: &Forecast) -> (Toned, String) {
        // 13:54:55 is when it was declared.
        let drill = Rehearsal::new(procedure()).declare().at(1_200);
        row(&drill.session, it, &drill.now, Charset::Unicode)
    }

    #[test]
    fn a_range_a_chance_and_what_they_rest_on() {
        let sure = forecast(Some(0.999), 7, 0);
        let long = Toned::new("14:44 – 14:57 · chance > 95% · 7 drills", Tone::Plain);
        assert_eq!(told(&sure), (long, "14:44–14:57 >95%, 7 drills".to_owned()));
        let long = |it: &Forecast| (told(it).0.text, told(it).0.tone);
        let doubtful = long(&forecast(Some(0.431), 1, 0));
        assert_eq!(doubtful, ("14:44 – 14:57 · chance 45% · 1 drill".to_owned(), Tone::Warned));
        let hopeless = long(&forecast(Some(0.001), 0, 3));
        assert_eq!(hopeless, ("14:44 – 14:57 · chance < 5% · estimates".to_owned(), Tone::Behind));
        assert_eq!(long(&forecast(None, 4, 2)).0, "14:44 – 14:57 · 4 drills + 2 est.");
        let soon = Forecast { late: Span::from_secs(3_001), ..sure };
        assert_eq!(long(&soon).0, "14:44 · chance > 95% · 7 drills");
    }

    #[test]
    fn in_a_sentence() {
        let drill = Rehearsal::new(procedure()).declare().at(1_200);
        let told = explained(&drill.session, &forecast(Some(0.8), 4, 1), &drill.now, Charset::Unicode);
        assert_eq!(
            told,
            "Expected end 14:51; of ten such drills eight end between 14:44 and 14:57. The chance to meet the RTO of 1h \
             is 80%. That rests on 4 drills, and for 1 step on its written estimate."
        );
    }

    #[test]
    fn a_chance_is_never_certain() {
        assert_eq!(
            [1.0, 0.96, 0.95, 0.5, 0.05, 0.0].map(chance),
            ["> 95%", "> 95%", "95%", "50%", "5%", "< 5%"]
        );
    }
}
