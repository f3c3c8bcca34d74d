//! `note`: the grammar of a typed note, and flags that win over it.

use super::deed::{Stamp, Told, find_step, unknown};
use crate::cli::failure::Failure;
use crate::drill::command::{Command, Request};
use crate::drill::grammar::{self, Draft};
use crate::drill::note::{Entry, Tag};
use crate::drill::session::Session;
use chrono::{DateTime, FixedOffset};
use clap::Args;
use std::io::Read;

/// The longest note that is read from standard input, in bytes.
const LONGEST: u64 = 1 << 20;

/// Arguments of `note`.
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// What to write: `-3m @7 ! dump was in the old bucket`, `> Ann: rename the bucket by Fri`; `-` reads it from
    /// standard input. Signs: `!` surprise, `?` question, `>` action, `#` decision, `~` said to the outside; `\`
    /// before one makes text of it
    #[arg(allow_hyphen_values = true)]
    pub text: String,
    /// The step it lands on: an id or a number
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Its sort: note, surprise, question, action, decision or outside
    #[arg(long, value_name = "TAG", value_parser = parse_tag)]
    tag: Option<Tag>,
    #[command(flatten)]
    pub told: Told,
}

impl NoteArgs {
    /// Returns what is asked of the session.
    pub fn requests(&self, session: &Session, stamp: &Stamp) -> Result<Vec<Request>, Failure> {
        let text = if self.text == "-" { read_input()? } else { self.text.clone() };
        let Draft { when, step, tag, text, who, due } = grammar::parse(&text);
        let step =
            self.step.as_deref().or(step.as_deref()).map(|step| find_step(session, step)).transpose()?;
        let due = due.map(|due| due.date(today(stamp)));
        let entry = Entry { step, tag: self.tag.unwrap_or(tag), text, who, due };
        Ok(vec![stamp.request(Command::WriteNote { entry }, self.told.at.or(when))?])
    }
}

/// The day on the calendar of whoever types.
fn today(stamp: &Stamp) -> chrono::NaiveDate {
    let utc = DateTime::from_timestamp_micros(stamp.written.wall.micros()).unwrap_or_default();
    let offset = FixedOffset::east_opt(stamp.written.utc_offset_s);
    offset.map_or_else(|| utc.date_naive(), |offset| utc.with_timezone(&offset).date_naive())
}

/// Reads a note that is too long, or too strange, for an argument. The line feed at its end is the pipe's, not its own.
fn read_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(|error| Failure::Usage(format!("the note cannot be read from standard input: {error}")))?;
    if text.len() as u64 > LONGEST {
        return Err(Failure::Usage(format!(
            "a note is at most {} MiB long; keep the rest in a file",
            LONGEST >> 20
        )));
    }
    let end = text.trim_end_matches('\n').len();
    text.truncate(end);
    Ok(text)
}

fn parse_tag(text: &str) -> Result<Tag, String> {
    Tag::parse(text).ok_or_else(|| {
        unknown("tag", &["note", "surprise", "question", "action", "decision", "outside"], text)
    })
}
