//! From the settings file, flags and environment to what the screens are set up with.

use super::failure::Failure;
use super::shell::Shell;
use crate::config::{self, Binding, Config, ConfigError, Paint, Written};
use crate::platform::terminal::Terminal;
use crate::present::code::Code;
use crate::present::nearest::nearest;
use crate::present::problem::{Place, Problem};
use crate::present::tone::Tone;
use crate::tui::action::Action;
use crate::tui::app::Settings;
use crate::tui::keymap::{KeyProblem, Keymap};
use crate::tui::look::Look;
use ratatui::style::Color;

/// Reads the settings; also returns whether the mouse is on from the start.
pub fn read(shell: &Shell, terminal: Terminal) -> Result<(Settings, bool), Failure> {
    let config = config::read(&shell.settings_file()?)?;
    let mut problems = Vec::new();
    let keymap = keymap(&config.keys, &mut problems);
    let mut look = Look::new(shell.charset(), terminal.colour);
    for paint in &config.theme {
        match colour(paint) {
            Ok((tone, colour)) => look.recolour(tone, colour),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        let mouse = config.mouse.unwrap_or_default();
        return Ok((Settings { me: shell.me(), keymap, look }, mouse));
    }
    problems.sort_by_key(|it| it.place);
    let Config { path, text, .. } = config;
    Err(ConfigError::Invalid { path, text, problems }.into())
}

/// Takes the old keys of all changed actions away first, so that two actions can change places.
fn keymap(bindings: &[Binding], problems: &mut Vec<Problem>) -> Keymap {
    let mut keymap = Keymap::default();
    for binding in bindings {
        if keymap.rebind(&binding.action.word, &[]).is_err() {
            problems.push(unknown_action(&binding.action));
        }
    }
    for binding in bindings {
        let keys: Vec<String> = binding.keys.iter().map(|key| key.word.clone()).collect();
        match keymap.rebind(&binding.action.word, &keys) {
            Ok(()) | Err(KeyProblem::UnknownAction(_)) => {}
            Err(problem) => problems.push(of_key(binding, &problem)),
        }
    }
    keymap
}

fn unknown_action(action: &Written) -> Problem {
    let near = nearest(&action.word, Action::ALL.iter().map(|it| it.name()));
    Problem {
        code: Code::InvalidValue,
        place: action.place,
        message: format!("there is no action `{}`", action.word),
        hint: Some(
            near.map_or("`?` on a screen lists all actions".to_owned(), |it| format!("did you mean `{it}`?")),
        ),
    }
}

fn of_key(binding: &Binding, problem: &KeyProblem) -> Problem {
    let wrong = match problem {
        KeyProblem::UnknownKey(key) | KeyProblem::Clash { key, .. } => Some(key),
        KeyProblem::UnknownAction(_) => None,
    };
    let place: Option<Place> = binding.keys.iter().find(|it| Some(&it.word) == wrong).map(|it| it.place);
    let place = place.unwrap_or(binding.action.place);
    Problem { code: Code::InvalidValue, place, message: problem.to_string(), hint: None }
}

fn colour(paint: &Paint) -> Result<(Tone, Color), Problem> {
    let problem = |written: &Written, message, hint| {
        let (code, hint) = (Code::InvalidValue, Some(hint));
        Problem { code, place: written.place, message, hint }
    };
    let names = || Tone::NAMED.iter().map(|(name, _)| *name);
    let Some((_, tone)) = Tone::NAMED.iter().find(|(name, _)| *name == paint.tone.word) else {
        let near = nearest(&paint.tone.word, names()).map(|it| format!("did you mean `{it}`?"));
        let hint = near.unwrap_or_else(|| format!("there are {}", names().collect::<Vec<_>>().join(", ")));
        return Err(problem(&paint.tone, format!("there is no tone `{}`", paint.tone.word), hint));
    };
    let colour = paint.colour.word.parse().map_err(|_| {
        let message = format!("`{}` is no colour", paint.colour.word);
        problem(&paint.colour, message, "write a name like green or lightblue, or #00d75f".to_owned())
    })?;
    Ok((*tone, colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let config = config::parse(text).unwrap();
        let mut problems = Vec::new();
        keymap(&config.keys, &mut problems);
        problems.extend(config.theme.iter().filter_map(|paint| colour(paint).err()));
        problems.iter().map(|it| format!("{}:{} {}", it.place.line, it.place.column, it.message)).collect()
    }

    #[test]
    fn two_actions_may_change_their_keys() {
        assert_eq!(problems("[keys]\nundo = [\"Ctrl-r\"]\nredo = [\"u\"]\n"), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_stand_is_named_with_its_place() {
        let found = problems(
            "[keys]\nfly = [\"f\"]\nundo = [\"U\", \"Space\"]\nredo = [\"Hyper-x\"]\n[theme]\naheda = \"red\"\nheld = \"loud\"\n",
        );
        let starts = [
            "2:1 there is no action `fly`",
            "3:14 Space is on advance already",
            "4:9 \"Hyper-x\" names no key",
            "6:1 there is no tone `aheda`",
            "7:8 `loud` is no colour",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found}");
        }
    }
}
