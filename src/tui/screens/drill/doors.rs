//! The overlays that keys of the drill open.

use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::time::Moment;
use crate::present::tone::Tone;
use crate::tui::effect::Effect;
use crate::tui::world::World;

type Effects = Vec<Effect>;

fn missing(what: &str) -> Effects {
    vec![Effect::Say(format!("{what} is not built in yet"), Tone::Warned)]
}

pub fn hold(_: &StepId, _: &World) -> Effects {
    missing("hold")
}

pub fn times(_: &StepId, _: &World) -> Effects {
    missing("times")
}

pub fn level(_: &StepId, _: &World) -> Effects {
    missing("level")
}

pub fn anchor(_: &World) -> Effects {
    missing("anchor")
}

pub fn recovery_point(_: &World) -> Effects {
    missing("recovery point")
}

pub fn people(_: &World) -> Effects {
    missing("people")
}

pub fn verify(_: &World, _: Option<Moment>) -> Effects {
    missing("verify")
}

pub fn debrief(_: &World) -> Effects {
    missing("debrief")
}

pub fn clock_card(_: &World) -> Effects {
    missing("clock card")
}

pub fn notes(_: &World) -> Effects {
    missing("notes")
}

pub fn search(_: &World) -> Effects {
    missing("search")
}

pub fn destructive(_: &StepId, _: &World, _: Command) -> Effects {
    missing("confirmation")
}

pub fn unsaved(_: &World) -> Effects {
    missing("unsaved")
}
