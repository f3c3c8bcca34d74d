//! A drill that nobody attends.

#![expect(clippy::unwrap_used, reason = "what a test stands on that is not there is a failed test")]

use super::firedrill::Firedrill;
use std::path::Path;

const PRACTICE: [&str; 5] = ["run", "practice-restore", "--env", "test", "--headless"];

/// A procedure of one's own: a scripted step after an automatic one.
fn own(drill: &Firedrill, script: &str) -> String {
    drill.file("own/scripts/do.sh", script);
    let text = "id = \"own\"\ntitle = \"Restore it\"\nrto = \"1h\"\nrpo = \"1h\"\n[environment.test]\n\
        [[phase]]\ntitle = \"Restore\"\n\
        [[phase.step]]\nid = \"load\"\ntitle = \"Load it\"\nrun = \"sh scripts/do.sh\"\ncheck = \"true\"\nautomatic = true\n\
        [[phase.step]]\nid = \"look\"\ntitle = \"Look at it\"\n";
    drill.file("own/own.toml", text).to_string_lossy().into_owned()
}

fn fingerprint(drill: &Firedrill, procedure: &str) -> String {
    let listed = drill.run(&["trust", procedure, "--json"]).ok();
    let at = listed.find("sha256:").unwrap();
    listed[at..at + 71].to_owned()
}

fn unattended(drill: &Firedrill, procedure: &str, more: &[&str]) -> super::firedrill::Ran {
    let digest = fingerprint(drill, procedure);
    drill.run(&[&["run", procedure, "--env", "test", "--headless", "--trust", &digest], more].concat())
}

#[test]
fn the_practice_drill_holds_itself_from_backup_to_verified() {
    let drill = Firedrill::new();
    let ran = drill.run(&[&PRACTICE[..], &["--enforce", "--junit", "out.xml"]].concat());
    assert!(ran.code == 0 && ran.err.contains("VERIFIED"), "{ran:?}");
    let shown = drill.json(&["show", "last", "--json"]);
    assert_eq!(shown["anchors"]["outage"]["source"], "probe");
    assert_eq!(shown["anchors"]["verified"]["source"], "probe");
    assert_eq!(shown["rpo"]["met"], true);
    assert!(shown["minutes"]["machine_ms"].as_i64().unwrap() > 0);
    for step in shown["steps"].as_array().unwrap() {
        assert_eq!((&step["state"], &step["achieved"]), (&"done".into(), &"automatic".into()), "{step}");
    }
    let xml = std::fs::read_to_string(drill.home().join("out.xml")).unwrap();
    assert!(xml.contains("tests=\"10\" failures=\"0\" skipped=\"0\""), "{xml}");
    let left = std::fs::read_dir(drill.home()).unwrap().flatten();
    assert!(left.filter(|it| it.file_name().to_string_lossy().starts_with("firedrill-")).count() == 0);
}

#[test]
fn a_broken_backup_fails_the_drill_with_the_reason() {
    let drill = Firedrill::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("procedures");
    drill.sh(&format!("cp -r '{}' spoilt", from.display())).ok();
    let lose = drill.home().join("spoilt/scripts/practice/lose.sh");
    let script = std::fs::read_to_string(&lose).unwrap();
    let spoils = "\nfor copy in \"$backups\"/*.csv; do echo x >>\"$copy\"; done\n";
    std::fs::write(&lose, script + spoils).unwrap();
    let ran = unattended(&drill, "spoilt/practice-restore.toml", &["--junit", "out.xml"]);
    assert!(ran.code == 1 && ran.err.contains("No backup matches its checksum"), "{ran:?}");
    let xml = std::fs::read_to_string(drill.home().join("out.xml")).unwrap();
    assert!(xml.contains("failures=\"1\"") && xml.contains("No backup matches"), "{xml}");
    assert_eq!(drill.json(&["show", "last", "--json"])["state"], "finished");
}

#[test]
fn where_a_person_is_needed_it_stops_and_can_be_gone_on_with() {
    let drill = Firedrill::new();
    let procedure = own(&drill, "echo loaded\n");
    let ran = unattended(&drill, &procedure, &[]);
    assert!(ran.code == 5 && ran.err.contains("2 Look at it: it has no script"), "{ran:?}");
    assert!(ran.out.contains("1 run: exit 0") && ran.out.contains("1 done Load it"), "{ran:?}");
    let gone_on = drill.fed("next\nnext\nfinish\n", &["resume", "--plain"]).ok();
    assert!(gone_on.contains("2 done Look at it"), "{gone_on:?}");
}

#[test]
fn a_script_that_was_edited_after_it_ran_is_told_by_the_proof() {
    let drill = Firedrill::new();
    let procedure = own(&drill, "echo loaded\n");
    assert_eq!(unattended(&drill, &procedure, &[]).code, 5, "the second step wants a person");
    let last = || drill.json(&["proof", &procedure, "--json"])["steps"][0]["environments"][0]["last"].clone();
    assert_eq!((&last()["level"], &last()["changed"]), (&"automatic".into(), &serde_json::json!([])));
    drill.file("own/scripts/do.sh", "echo loaded twice\n");
    assert_eq!(last()["changed"], serde_json::json!(["script"]));
    let told = drill.run(&["proof", &procedure]).ok();
    assert!(told.contains("Step 1 has changed since it was last done in test."), "{told}");
    // Without --session the open one would be meant; the drill ends here.
    drill.run(&["abort", "--why", "enough"]).ok();
}

#[test]
fn nothing_runs_that_was_not_trusted() {
    let drill = Firedrill::new();
    let procedure = own(&drill, "echo loaded > ran\n");
    let digest = fingerprint(&drill, &procedure);
    let run = ["run", &procedure, "--env", "test", "--headless"];
    let ran = drill.run(&run);
    assert!(ran.code == 5 && ran.err.contains("firedrill trust"), "{ran:?}");
    drill.file("own/scripts/do.sh", "echo changed > ran\n");
    let ran = drill.run(&[&run[..], &["--trust", &digest]].concat());
    assert!(ran.code == 5 && ran.err.contains("was to be trusted"), "{ran:?}");
    assert!(!drill.home().join("own/ran").exists());
}

#[test]
fn a_missed_objective_fails_where_it_is_enforced() {
    let drill = Firedrill::new();
    let procedure = own(&drill, "echo loaded\n");
    let text = std::fs::read_to_string(&procedure).unwrap();
    let alone = text.split("[[phase.step]]\nid = \"look\"").next().unwrap();
    std::fs::write(&procedure, alone).unwrap();
    unattended(&drill, &procedure, &[]).ok();
    let ran = unattended(&drill, &procedure, &["--enforce"]);
    assert!(ran.code == 1 && ran.err.contains("RPO 1h cannot be shown to have been met"), "{ran:?}");
}

#[test]
fn a_script_reports_from_inside_and_keeps_no_secret() {
    let drill = Firedrill::new();
    let procedure = own(&drill, "\"$FIREDRILL\" note \"the token is $TOKEN\"\necho \"$TOKEN\"\n");
    let text = std::fs::read_to_string(&procedure).unwrap();
    std::fs::write(
        &procedure,
        text.replacen("automatic = true", "automatic = true\nsecrets = [\"TOKEN\"]", 1),
    )
    .unwrap();
    let digest = fingerprint(&drill, &procedure);
    let run = ["run", &procedure, "--env", "test", "--headless", "--trust", &digest];
    let ran = drill.run_with(&[("TOKEN", "correct-horse")], &run);
    assert_eq!(ran.code, 5, "{ran:?}");
    let log = drill.run(&["export", "last"]).ok();
    assert!(log.contains("the token is [hidden TOKEN]"), "{log}");
    let bytes = ["data/firedrill/firedrill.db", "data/firedrill/firedrill.db-wal"]
        .map(|name| std::fs::read(drill.home().join(name)).unwrap_or_default());
    for place in [ran.out.as_bytes(), ran.err.as_bytes(), log.as_bytes(), &bytes[0], &bytes[1]] {
        assert!(!place.windows(13).any(|it| it == b"correct-horse"));
    }
}

/// Floods in four ways, and then says how much memory its keeper and firedrill took at most.
#[cfg(target_os = "linux")]
const FLOODS: &str = "yes 'a line that goes on' | head -c 200000000
head -c 100000000 /dev/zero | tr '\\0' x
head -c 50000000 /dev/urandom
seq 3000000
echo
process=$$
while process=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$process/status) && [ \"$process\" -gt 1 ]; do
    case $(tr '\\0' ' ' </proc/$process/cmdline) in
    *keep-script*) sed -n 's/^VmHWM:/keeper/p' /proc/$process/status ;;
    *--headless*) sed -n 's/^VmHWM:/firedrill/p' /proc/$process/status; break ;;
    esac
done
";

#[cfg(target_os = "linux")]
#[test]
fn floods_take_little_memory_and_little_of_the_store() {
    let drill = Firedrill::new();
    let procedure = own(&drill, FLOODS);
    let ran = unattended(&drill, &procedure, &[]);
    assert!(ran.code == 5 && ran.out.contains("1 done Load it"), "{ran:?}");
    let log = drill.run(&["export", "last"]).ok();
    for whose in ["keeper", "firedrill"] {
        let (_, after) =
            log.rsplit_once(&format!("\\n{whose}")).unwrap_or_else(|| panic!("no peak of {whose}"));
        let kilobytes: u64 =
            after.split_once(" kB").unwrap().0.trim_matches(['\\', 't', ' ']).parse().unwrap();
        assert!((1_000..100_000).contains(&kilobytes), "{whose} took {kilobytes} kB");
    }
    let files = std::fs::read_dir(drill.store().parent().unwrap()).unwrap().flatten();
    let stored: u64 = files.filter_map(|it| it.metadata().ok()).map(|it| it.len()).sum();
    assert!(stored < 1_000_000, "{stored} bytes are stored");
}
