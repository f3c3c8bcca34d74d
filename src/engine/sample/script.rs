//! The form of a sample: a head that says where and who, an empty line, and what was asked at which time.
//!
//! ```text
//! version 2
//! environment test
//! owner Ben
//! shadows Ana, Dee
//! begin 2026-05-14T09:05:00+02:00
//!
//! 09:20:00 declare
//! 09:20:10 start tell-everyone
//! 09:24:30 (09:23:20) done tell-everyone point-shell
//! 09:25:00 Jo: note @point-shell ! two shells, two projects
//! ```
//!
//! Times are what the clock on the wall shows, in brackets what was told late. Whoever drives asks, unless a name stands
//! before it. `day 2026-05-20` goes on on another day; a line that begins with `#` is for who reads the file.

use crate::drill::ids::{EnvironmentName, PersonName};
use crate::drill::time::{MICROS, Span, WallTime};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike};

/// One day on the wall calendar.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// Its date.
    pub date: NaiveDate,
    /// Seconds east of UTC.
    pub utc_offset_s: i32,
}

impl Day {
    /// Reads a time of the day: `09:20:00`.
    pub fn at(self, time: &str) -> Option<WallTime> {
        let time = NaiveTime::parse_from_str(time, "%H:%M:%S").ok()?;
        let midnight = self.date.and_time(NaiveTime::MIN).and_utc().timestamp();
        let since = i64::from(time.num_seconds_from_midnight()) - i64::from(self.utc_offset_s);
        Some(WallTime::from_micros((midnight + since) * MICROS))
    }
}

/// One session.
#[derive(Debug)]
pub struct Script<'a> {
    /// Which version of the procedure it was held by.
    pub version: usize,
    /// Where.
    pub environment: EnvironmentName,
    /// Who drives at first.
    pub owner: PersonName,
    /// Who watches.
    pub shadows: Vec<PersonName>,
    /// Whether the outage is only played.
    pub simulated: bool,
    /// When its briefing begins.
    pub begin: WallTime,
    /// The zone in which it is held.
    pub utc_offset_s: i32,
    /// What is asked.
    pub lines: Vec<Line<'a>>,
}

/// What is asked at one time.
#[derive(Debug)]
pub struct Line<'a> {
    /// Where it stands in the file, from 1.
    pub number: usize,
    /// When it is asked.
    pub at: WallTime,
    /// When it happened, where it is told late.
    pub happened: Option<WallTime>,
    /// Who asks; whoever drives, where nobody is named.
    pub actor: Option<PersonName>,
    /// What: a verb, and what it is about.
    pub asked: &'a str,
    /// The day on which it is asked.
    pub day: Day,
}

impl<'a> Script<'a> {
    /// Reads a whole file; the error is the line that cannot be read.
    pub fn read(text: &'a str) -> Result<Self, usize> {
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let mut head = Head::default();
        for (number, line) in lines.by_ref().take_while(|(_, line)| !line.is_empty()) {
            head.take(line).ok_or(number)?;
        }
        let (begin, mut day) = head.begin.ok_or(1_usize)?;
        let utc_offset_s = day.utc_offset_s;
        let mut read = Vec::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix("day ") {
                Some(date) => day.date = date.parse().map_err(|_| number)?,
                None => read.push(Line::read(number, line, day).ok_or(number)?),
            }
        }
        Ok(Self {
            version: head.version.ok_or(1_usize)?,
            environment: EnvironmentName::from(head.environment),
            owner: PersonName::from(head.owner),
            shadows: head.shadows.split(", ").filter(|it| !it.is_empty()).map(PersonName::from).collect(),
            simulated: head.simulated,
            begin,
            utc_offset_s,
            lines: read,
        })
    }
}

#[derive(Default)]
struct Head<'a> {
    version: Option<usize>,
    environment: &'a str,
    owner: &'a str,
    shadows: &'a str,
    simulated: bool,
    begin: Option<(WallTime, Day)>,
}

impl<'a> Head<'a> {
    fn take(&mut self, line: &'a str) -> Option<()> {
        match line.split_once(' ')? {
            ("#", _) => {}
            ("version", number) => self.version = Some(number.parse().ok()?),
            ("environment", name) => self.environment = name,
            ("owner", name) => self.owner = name,
            ("shadows", names) => self.shadows = names,
            ("outage", "simulated") => self.simulated = true,
            ("begin", time) => {
                let time = DateTime::parse_from_rfc3339(time).ok()?;
                let day = Day { date: time.date_naive(), utc_offset_s: time.offset().local_minus_utc() };
                self.begin = Some((WallTime::from_micros(time.timestamp_micros()), day));
            }
            _ => return None,
        }
        Some(())
    }
}

impl<'a> Line<'a> {
    fn read(number: usize, line: &'a str, day: Day) -> Option<Self> {
        let (time, mut rest) = line.split_once(' ')?;
        let at = day.at(time)?;
        let mut happened = None;
        if let Some((time, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(") ")) {
            (happened, rest) = (Some(day.at(time)?), behind);
        }
        let mut actor = None;
        if let Some((name, behind)) = rest.split_once(": ").filter(|(name, _)| !name.contains(' ')) {
            (actor, rest) = (Some(PersonName::from(name)), behind);
        }
        Some(Self { number, at, happened, actor, asked: rest, day })
    }
}

impl Line<'_> {
    /// Returns how long after `now` it is asked.
    pub fn after(&self, now: WallTime) -> Span {
        self.at - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "version 2\nenvironment test\nowner Ben\nbegin 2026-05-14T09:05:00+02:00\n\n";

    fn line(text: &str) -> Result<String, usize> {
        let text = format!("{HEAD}{text}\n");
        let script = Script::read(&text)?;
        let line = script.lines.last().ok_or(0_usize)?;
        let late = line.happened.map(|it| (line.at - it).secs());
        Ok(format!("{} {late:?} {:?} {}", (line.at - script.begin).secs(), line.actor, line.asked))
    }

    #[test]
    fn a_line_says_when_who_and_what() {
        assert_eq!(line("09:20:00 declare").unwrap(), "900 None None declare");
        let told = "900 Some(60) Some(PersonName(\"Jo\")) note ! x: y";
        assert_eq!(line("09:20:00 (09:19:00) Jo: note ! x: y").unwrap(), told);
        assert_eq!(line("09:20:00 note > Ann: x").unwrap(), "900 None None note > Ann: x");
        assert_eq!(line("day 2026-05-15\n09:05:00 close 1").unwrap(), "86400 None None close 1");
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, at) in [("9h declare", 6), ("# fine\n09:20:00 x\n(09:19:00) y", 8), ("day x", 6)] {
            assert_eq!(line(text), Err(at), "{text}");
        }
        assert_eq!(Script::read("version 1\nowned Ana\n\n").map(|_| ()), Err(2));
        assert_eq!(Script::read("version 1\n\n").map(|_| ()), Err(1));
    }
}
