//! What the probes see, in words and as a bar of the session so far.
//!
//! ```text
//!  clients down since 0:42 ███████▁▁  storage up █████████
//! ```

use super::cells;
use super::deeds::number;
use super::format;
use super::page::padded;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::analysis::watch::Watch;
use crate::drill::ids::DependencyId;
use crate::drill::probes::Sighting;
use crate::drill::procedure::{Probe, Procedure};
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// The most cells of a bar.
const LONGEST: usize = 40;

/// The fewest cells that say anything.
const SHORTEST: usize = 5;

/// The most cells that the name of a probe takes.
const NAME: usize = 24;

/// Whether the procedure has probes at all.
pub fn has_any(session: &Session) -> bool {
    !session.procedure().probes.is_empty()
}

/// Until when the probes looked: the end of the drill, or now.
fn until<'a>(session: &'a Session, now: &'a Moment) -> &'a Moment {
    session.ended().unwrap_or(now)
}

/// Says what a probe saw last: `up`, `down since 0:42`, or `?` where it never looked.
fn state(session: &Session, probe: &str, now: &Moment) -> Toned {
    match session.probes().last(probe) {
        None => Toned::new("?", Tone::Muted),
        Some(Sighting { up: true, .. }) => Toned::new("up", Tone::Done),
        Some(last) => Toned::new(format!("down since {}", since(session, last, now)), Tone::Failed),
    }
}

fn since(session: &Session, sighting: &Sighting, now: &Moment) -> String {
    format::step(session.timeline().between(&sighting.moment, until(session, now)).span)
}

/// Writes all probes in one line of at most `width` cells, those that are down first; where there is no room for all, how
/// many there are besides.
pub fn strip(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Toned> {
    let is_down = |probe: &str| session.probes().last(probe).is_some_and(|last| !last.up);
    let mut probes: Vec<&str> = session.procedure().probes.iter().map(|it| it.id.as_str()).collect();
    probes.sort_by_key(|probe| !is_down(probe));
    let named: Vec<(&str, Toned, Toned)> = probes
        .iter()
        .map(|probe| {
            let name = Toned::new(format!("{} ", cells::label(probe, NAME, charset)), Tone::Plain);
            (*probe, name, state(session, probe, now))
        })
        .collect();
    let wide = |(_, name, state): &(&str, Toned, Toned)| cells::width(&name.text) + cells::width(&state.text);
    let all: usize = named.iter().map(|it| wide(it) + 3).sum();
    let bar = (width.saturating_sub(all) / named.len().max(1)).min(LONGEST);
    let bar = if bar < SHORTEST { 0 } else { bar };
    let (mut words, mut used) = (Vec::new(), 0);
    for (at, probe) in named.iter().enumerate() {
        let left = named.len() - at;
        let needed = wide(probe) + 3 + bar;
        // The last one needs no room for how many follow.
        if at > 0 && used + needed + if left > 1 { 5 } else { 0 } > width + 2 {
            words.push(Toned::new(format!("+{left}"), Tone::Muted));
            break;
        }
        used += needed;
        let (id, name, state) = probe;
        words.extend([name.clone(), state.clone()]);
        if bar > 0 {
            words.push(Toned::new(" ", Tone::Plain));
            words.extend(timeline(session, id, now, bar, charset));
        }
        words.push(Toned::new("  ", Tone::Plain));
    }
    words
}

/// Names a probe: its title, else its id.
pub fn title(probe: &Probe, charset: Charset) -> String {
    cells::shown(probe.title.as_deref().unwrap_or(&probe.id), charset)
}

/// Says for how long what a probe asks for was not there: `never down`, `down for 5:40`, `down since 0:42`.
pub fn summary(session: &Session, probe: &str, now: &Moment) -> Toned {
    let watch = Watch::of(session, probe, now);
    let down = format::step(watch.down());
    match watch.seen.last() {
        None => Toned::new("never looked", Tone::Muted),
        Some(_) if watch.seen.iter().all(|it| it.up) => Toned::new("never down", Tone::Done),
        Some(last) if last.up => Toned::new(format!("down for {down}"), Tone::Warned),
        Some(last) => {
            let since = format::step(last.to - last.from);
            let all = if since == down { String::new() } else { format!(", {down} in all") };
            Toned::new(format!("down since {since}{all}"), Tone::Failed)
        }
    }
}

/// Writes a line for each probe: its name, a bar of the session, and for how long it was down; nothing where no probe ever
/// looked.
pub fn lines(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Vec<Toned>> {
    if session.probes().is_empty() {
        return Vec::new();
    }
    let probes = &session.procedure().probes;
    let rows = probes.iter().map(|probe| {
        let name = cells::label(probe.title.as_deref().unwrap_or(&probe.id), NAME, charset);
        (name, probe.id.as_str(), summary(session, &probe.id, now))
    });
    let rows: Vec<_> = rows.collect();
    let names = rows.iter().map(|(name, ..)| cells::width(name)).max().unwrap_or_default() + 2;
    let words = rows.iter().map(|(_, _, summary)| cells::width(&summary.text)).max().unwrap_or_default() + 2;
    let bar = Some(width.saturating_sub(names + words).min(LONGEST)).filter(|bar| *bar >= SHORTEST);
    let line = |(name, id, summary): (String, &str, Toned)| {
        let mut line = vec![Toned::new(padded(&name, names), Tone::Plain)];
        if let Some(bar) = bar {
            line.extend(timeline(session, id, now, bar, charset));
            line.push(Toned::new("  ", Tone::Plain));
        }
        line.push(summary);
        line
    };
    rows.into_iter().map(line).collect()
}

/// Draws the session so far, oldest first: what was up, what was down, and what nobody looked at. A cell in which it was
/// down for a moment tells of that.
fn timeline(session: &Session, probe: &str, now: &Moment, length: usize, charset: Charset) -> Vec<Toned> {
    let sightings = session.probes().of(probe);
    let Some(started) = session.started() else { return Vec::new() };
    let place = |moment: &Moment| session.timeline().between(started, moment).span.micros();
    let whole = place(until(session, now)).max(1);
    let cells = i64::try_from(length).unwrap_or(1).max(1);
    let seen: Vec<(i64, bool)> = sightings.iter().map(|it| (place(&it.moment), it.up)).collect();
    let cell = |at: i64| {
        let (from, to) = (whole * at / cells, whole * (at + 1) / cells);
        // What was seen last before the cell, and all that was seen in it.
        let first = seen.partition_point(|(place, _)| *place <= from).saturating_sub(1);
        let end = seen.partition_point(|(place, _)| *place <= to);
        seen.get(first..end).unwrap_or_default().iter().map(|(_, up)| *up).min()
    };
    let sign = |seen: Option<bool>| match (seen, charset) {
        (Some(true), Charset::Unicode) => ("█", Tone::Done),
        (Some(true), Charset::Ascii) => ("=", Tone::Done),
        (Some(false), Charset::Unicode) => ("▁", Tone::Failed),
        (Some(false), Charset::Ascii) => ("-", Tone::Failed),
        (None, Charset::Unicode) => ("·", Tone::Muted),
        (None, Charset::Ascii) => (".", Tone::Muted),
    };
    let mut bar: Vec<Toned> = Vec::new();
    for (text, tone) in (0..cells).map(|at| sign(cell(at))) {
        match bar.last_mut() {
            Some(last) if last.tone == tone => last.text.push_str(text),
            _ => bar.push(Toned::new(text, tone)),
        }
    }
    bar
}

/// Says on the wall which probes see the service down: `clients DOWN 12:40`; `None` where all is up.
pub fn down(session: &Session, now: &Moment, charset: Charset) -> Option<Toned> {
    let told: Vec<String> = session
        .procedure()
        .probes
        .iter()
        .filter_map(|probe| {
            let last = session.probes().last(&probe.id).filter(|last| !last.up)?;
            let name = cells::label(&probe.id, NAME, charset);
            Some(format!("{name} DOWN {}", since(session, last, now)))
        })
        .collect();
    (!told.is_empty()).then(|| Toned::new(told.join("  "), Tone::Failed))
}

/// Says whether a dependency is there, as its probes see it: `up`, `DOWN since 0:42`, `not seen yet`; `None` where no probe
/// watches it. It is up where all of them say so.
pub fn dependency(session: &Session, id: &DependencyId, now: &Moment) -> Option<Toned> {
    let probes = session.procedure().probes.iter().filter(|probe| probe.dependency.as_ref() == Some(id));
    let seen: Vec<Option<&Sighting>> = probes.map(|probe| session.probes().last(&probe.id)).collect();
    if seen.is_empty() {
        return None;
    }
    if let Some(down) = seen.iter().flatten().find(|last| !last.up) {
        return Some(Toned::new(format!("DOWN since {}", since(session, down, now)), Tone::Failed));
    }
    if seen.iter().any(Option::is_none) {
        return Some(Toned::new("not seen yet", Tone::Muted));
    }
    Some(Toned::new("up", Tone::Done))
}

/// Says which steps need a dependency: `needed by 7, 9`; `None` where none does.
pub fn needed_by(session: &Session, id: &DependencyId) -> Option<String> {
    let numbers = needing(session.procedure(), id).map(|step| number(session, &step.id));
    let numbers: Vec<_> = numbers.collect();
    (!numbers.is_empty()).then(|| format!("needed by {}", numbers.join(", ")))
}

/// Iterates over the steps that need a dependency.
pub fn needing<'a>(
    procedure: &'a Procedure,
    id: &'a DependencyId,
) -> impl Iterator<Item = &'a crate::drill::procedure::Step> {
    procedure.steps.iter().filter(move |step| step.needs.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::{Probe, ProbeTarget};
    use crate::drill::time::Span;

    fn drill(probes: &[&str]) -> Rehearsal {
        let mut plan = procedure();
        plan.probes = probes
            .iter()
            .map(|id| Probe {
                id: (*id).to_owned(),
                target: ProbeTarget::Run("true".into()),
                every: Span::from_secs(10),
                timeout: None,
                title: None,
                expected: None,
                secrets: Vec::new(),

                sets: Vec::new(),
                dependency: (*id == "storage").then(|| "storage".into()),
            })
            .collect();
        plan.steps[1].needs = vec!["storage".into()];
        Rehearsal::new(plan).declare()
    }

    fn sees(drill: Rehearsal, probe: &str, up: bool) -> Rehearsal {
        drill.does(Command::ReportProbe { probe: probe.into(), up, reading: String::new() })
    }

    fn told(drill: &Rehearsal, width: usize, charset: Charset) -> String {
        let words = strip(&drill.session, &drill.now, width, charset);
        words.into_iter().map(|it| it.text).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn a_strip_says_in_words_and_as_a_bar_how_it_is_and_was() {
        let drill =
            sees(sees(drill(&["clients", "storage"]).at(10), "clients", true).at(58), "clients", false);
        let drill = drill.at(100);
        assert_eq!(
            told(&drill, 61, Charset::Unicode),
            "clients down since 0:42 ·█████▁▁▁▁▁  storage ? ···········"
        );
        assert_eq!(
            told(&drill, 61, Charset::Ascii),
            "clients down since 0:42 .=====-----  storage ? ..........."
        );
        assert_eq!(told(&drill, 36, Charset::Unicode), "clients down since 0:42  storage ?");
        assert_eq!(down(&drill.session, &drill.now, Charset::Unicode).unwrap().text, "clients DOWN 0:42");
    }

    #[test]
    fn a_drill_that_is_over_says_for_how_long_each_was_down() {
        let drill = drill(&["clients", "storage", "mail"]);
        assert_eq!(lines(&drill.session, &drill.now, 60, Charset::Unicode), Vec::<Vec<Toned>>::new());
        let drill = sees(sees(drill, "clients", true), "storage", true).at(40);
        let drill = sees(sees(drill, "clients", false).at(50), "clients", true).at(80);
        let drill = sees(drill, "clients", false).at(100).verify().finish().at(900);
        let told = |width| {
            let lines = lines(&drill.session, &drill.now, width, Charset::Unicode).into_iter();
            lines.map(|line| line.into_iter().map(|it| it.text).collect()).collect::<Vec<String>>()
        };
        let expected = [
            "clients  ███▁▁██▁▁▁  down since 0:20, 0:30 in all",
            "storage  ██████████  never down",
            "mail     ··········  never looked",
        ];
        assert_eq!(told(49), expected);
        assert_eq!(told(30)[1], "storage  never down", "a bar that says nothing is left out");
    }

    #[test]
    fn where_there_is_no_room_those_that_are_down_come_first() {
        let drill = sees(drill(&["one", "two", "three", "four"]), "four", false);
        assert_eq!(told(&drill, 26, Charset::Unicode), "four down since 0:00  +3");
        assert_eq!(told(&drill, 1, Charset::Unicode), "four down since 0:00  +3");
    }

    #[test]
    fn a_dependency_is_as_its_probes_see_it() {
        let drill = drill(&["clients", "storage"]);
        let told =
            |drill: &Rehearsal| dependency(&drill.session, &"storage".into(), &drill.now).map(|it| it.text);
        assert_eq!(told(&drill).as_deref(), Some("not seen yet"));
        let drill = sees(drill, "storage", true);
        assert_eq!(told(&drill).as_deref(), Some("up"));
        let drill = sees(drill.at(60), "storage", false).at(102);
        assert_eq!(told(&drill).as_deref(), Some("DOWN since 0:42"));
        assert_eq!(needed_by(&drill.session, &"storage".into()).as_deref(), Some("needed by 2"));
        assert_eq!(dependency(&drill.session, &"network".into(), &drill.now), None);
    }
}
