//! Checking the longest procedure that there may be: 5,000 steps, every one with findings of its own.

#![expect(clippy::unwrap_used, reason = "a bench without its files is a failed bench")]

use firedrill::library::{self, Places, find::Found};
use std::fmt::Write as _;
use std::fs;

fn main() {
    divan::main();
}

/// A procedure of 5,000 steps, in two branches, with scripts beside it; `doubtful` where each step has a fault.
fn procedure(folder: &std::path::Path, doubtful: bool) -> Found {
    let mut text = String::from(
        "id = \"long\"\ntitle = \"Long\"\nrto = \"200h\"\n[environment.production]\nprotected = true\n[[component]]\nid = \"all\"\n[[phase]]\ntitle = \"P\"\n",
    );
    for step in 0..5_000 {
        let title = if doubtful { "The thing" } else { "Restore the thing" };
        let script = if doubtful { step } else { step % 50 };
        let after = if step > 1 { format!("\"s{}\"", step - 2) } else { String::new() };
        let _ = write!(
            text,
            "[[phase.step]]\nid = \"s{step}\"\ntitle = \"{title}\"\nrun = \"scripts/{script}.sh\"\nexpect = \"4m\"\nafter = [{after}]\nrestores = [\"all\"]\ndestructive = {doubtful}\n"
        );
    }
    fs::create_dir_all(folder.join("scripts")).unwrap();
    for script in 0..50 {
        let path = folder.join(format!("scripts/{script}.sh"));
        fs::write(&path, "exit 0\n").unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    }
    let file = folder.join("long.toml");
    fs::write(&file, text).unwrap();
    Found::File(file)
}

#[divan::bench(args = [false, true])]
fn five_thousand_steps(bencher: divan::Bencher<'_, '_>, doubtful: bool) {
    let folder = tempfile::tempdir().unwrap();
    let found = procedure(folder.path(), doubtful);
    let nowhere = folder.path().to_owned();
    let places = Places { project: nowhere.clone(), user: nowhere, link_local: false };
    let checked = library::check(&found, &places).unwrap();
    assert_eq!(checked.is_fine(), !doubtful, "{:?}", checked.problems.first());
    bencher.bench(|| library::check(&found, &places).unwrap());
}
