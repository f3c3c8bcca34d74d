//! Sessions in every stage, set up by commands, for the screens and overlays that show them.

use crate::stage::Stage;
use firedrill::drill::automation::{Achieved, Level};
use firedrill::drill::command::Command;
use firedrill::drill::fact::{HoldCause, Role};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::procedure::Anchor;

/// An entry on a step, or on the session.
pub fn entry(step: Option<&str>, tag: Tag, text: &str) -> Entry {
    Entry { step: step.map(Into::into), tag, text: text.into(), who: None, due: None }
}

/// Writes an action for Ann.
pub fn action(text: &str) -> Command {
    Command::WriteNote { entry: Entry { who: Some("Ann".into()), ..entry(None, Tag::Action, text) } }
}

/// A drill in the middle: one step done, one on hold, notes written.
pub fn running(environment: &str) -> Stage {
    let mut stage = Stage::brief(environment);
    stage.asks(Command::Join { name: "Vic".into(), role: Role::Verifier });
    stage.asks(Command::Declare);
    stage.wait(60);
    stage.asks(Command::StartStep { step: "create-cluster".into(), why: None });
    stage.wait(300);
    stage.asks(Command::CompleteStep { step: "create-cluster".into() });
    stage.wait(5);
    stage.asks(Command::StartStep { step: "restore-database".into(), why: None });
    stage.wait(95);
    let cause = HoldCause::Dependency("object-storage".into());
    stage.asks(Command::HoldStep { step: "restore-database".into(), cause, text: "no answer".into() });
    let text = "the dump was in the old bucket, which nobody had written down anywhere";
    stage.asks(Command::WriteNote { entry: entry(Some("restore-database"), Tag::Surprise, text) });
    stage.asks(action("rename the bucket"));
    stage.wait(400);
    stage
}

/// A drill that was held to its end; its debrief is not over.
pub fn finished(environment: &str) -> Stage {
    let mut stage = running(environment);
    stage.asks(Command::ResumeStep { step: "restore-database".into() });
    stage.wait(200);
    stage.asks(Command::CompleteStep { step: "restore-database".into() });
    let level = Achieved::Level(Level::Scripted);
    stage.asks(Command::SetLevel { step: "restore-database".into(), level, why: "the new script".into() });
    stage.asks(Command::SkipStep { step: "drop-old-tables".into(), why: "there were none".into() });
    stage.asks(Command::StartStep { step: "start-gatherers".into(), why: None });
    stage.wait(30);
    stage.asks(Command::CompleteStep { step: "start-gatherers".into() });
    let newest = stage.now().wall - firedrill::drill::time::Span::from_secs(7_200);
    stage.asks(Command::SetRecoveryPoint { newest, source: "max(time) of rows".into() });
    stage.asks(Command::SetAnchor { anchor: Anchor::Detected, simulated: true, why: "the pager".into() });
    stage.asks(Command::Verify { by: "Vic".into(), how: "reports were empty".into(), passed: false });
    stage.wait(60);
    stage.asks(Command::Verify { by: "Vic".into(), how: "reports show today".into(), passed: true });
    stage.asks(Command::WriteNote { entry: entry(None, Tag::Question, "who owns the mirror bucket?") });
    stage.asks(Command::Finish);
    stage.wait(10);
    stage
}
