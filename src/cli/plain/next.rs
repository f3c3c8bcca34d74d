//! `next`: what the big key does on a screen, in words.

use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::next::Move;
use crate::drill::session::Session;
use crate::present::cells;
use crate::present::safe::Charset;

/// What `next` asks of the session; or why it can do nothing.
pub fn command(session: &Session, charset: Charset) -> Result<Command, String> {
    match session.next_move(None) {
        Move::Declare => Ok(Command::Declare),
        Move::Advance { finish, start } => Ok(Command::Advance { finish, start }),
        Move::Start(step) => Ok(Command::StartStep { step, why: None }),
        other => Err(offer_of(session, &other, charset)),
    }
}

/// Says what comes next, and how to get there.
pub fn offer(session: &Session, charset: Charset) -> String {
    offer_of(session, &session.next_move(None), charset)
}

fn offer_of(session: &Session, next: &Move, charset: Charset) -> String {
    let named = |step: &StepId| named(session, step, charset);
    match next {
        Move::Declare => "next: declare the outage; the clock starts".to_owned(),
        Move::Advance { finish, start: Some(start) } => {
            format!("next: {} done, start {}", named(finish), named(start))
        }
        Move::Advance { finish, start: None } => format!("next: {} done", named(finish)),
        Move::Start(step) => format!("next: start {}", named(step)),
        Move::StartOnPurpose(step) => {
            format!("{} destroys something: `step start {step}` starts it on purpose", named(step))
        }
        Move::Wait(step) => format!("the script of {} is at work", named(step)),
        Move::Ask(step) => format!(
            "the script of {} went wrong: `step done {step}` where you did it by hand, or `step fail {step}`",
            named(step)
        ),
        Move::Choose(steps) => {
            let steps: Vec<String> = steps.iter().map(named).collect();
            format!("several steps run: {}. Say which: `step done STEP`", steps.join(", "))
        }
        Move::Stuck => {
            "nothing runs and nothing is ready: reopen, skip, or start a step with --why".to_owned()
        }
        Move::AllSettled => "all steps are done or skipped: `finish` ends the drill".to_owned(),
        Move::Over => "the drill is over".to_owned(),
    }
}

fn named(session: &Session, step: &StepId, charset: Charset) -> String {
    let number = session.procedure().number(step).unwrap_or_default();
    let title = session.procedure().step(step).map(|it| it.title.as_str()).unwrap_or_default();
    format!("{number} {}", cells::label(title, usize::MAX, charset))
}
