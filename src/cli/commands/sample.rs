//! `sample`: sessions to look at, for someone who has none yet.

use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::engine::EngineError;
use crate::engine::sample::{FAMILY, Held, fill};
use crate::present::cells;
use crate::present::quoting::quoted;
use crate::store::{Access, Store};
use clap::Args;
use std::path::Path;

/// Arguments of `sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Throw the samples that are there away, and make them anew
    #[arg(long)]
    again: bool,
}

/// Fills the store of samples, where it is not filled yet, and says how to look at them.
pub fn sample(shell: &Shell, args: &SampleArgs) -> Result<(), Failure> {
    // FIREDRILL_STORE names where the real ones are; only who writes --store here and now wants samples there.
    let path = match shell.named_store() {
        Some(path) => path.to_owned(),
        None => shell.paths()?.sample,
    };
    let shown = cells::label(&path.to_string_lossy(), usize::MAX, shell.charset());
    let held = Held::of(&shell.store_at(&path, Access::Read)?)?;
    let Held { samples, others } = held;
    if samples >= FAMILY && !args.again {
        shell.tell(&format!("{samples} sample sessions are in {shown} already; --again makes them anew."));
        guide(shell, &path);
        return Ok(());
    }
    if others > 0 {
        return Err(Failure::Refused(refusal(&shown, held)));
    }
    if samples > 0 && !args.again {
        let partly = format!(
            "{shown} holds {samples} of {FAMILY} samples; --again throws them away and makes all anew"
        );
        return Err(Failure::Refused(partly));
    }
    if samples > 0 {
        let store = shell.store_at(&path, Access::Write)?;
        let nothing_else = |store: &Store| Ok::<_, EngineError>(Held::of(store)?.others == 0);
        if !store.discard(nothing_else)? {
            return Err(Failure::Refused(refusal(&shown, held)));
        }
    }
    fill(&mut shell.store_at(&path, Access::Write)?)?;
    shell.tell(&format!("{FAMILY} sample sessions of data-gather are in {shown}."));
    guide(shell, &path);
    Ok(())
}

fn refusal(shown: &str, held: Held) -> String {
    let kept = if held.samples > 0 { ", and what was really held is not thrown away" } else { "" };
    format!(
        "{shown} holds sessions that are no samples, and samples never go among them{kept}; --store names another file"
    )
}

/// Says what to type to see them.
fn guide(shell: &Shell, path: &Path) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let quoted = quoted(&path.to_string_lossy());
    let store = cells::label(&quoted, usize::MAX, shell.charset());
    let lines = [
        ("", "home: everything that was held, to open and to read"),
        (" sessions", "how the recovery time fell"),
        (" show last", "the last of them, in production"),
        (" show data-gather/test~2", "the first of them, in test"),
        (" actions", "what still has to be done"),
        (" compare data-gather/test~2 data-gather/production", "the first beside the last"),
    ];
    shell.tell("They are made up, and your own sessions stay apart from them. Look at them with");
    for (command, what) in lines {
        shell.tell(&format!("  firedrill --store {store}{command}\n      {what}"));
    }
}
