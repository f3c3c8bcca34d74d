//! Real scripts under a real keeper.

#![expect(clippy::unwrap_used, reason = "what a test stands on that is not there is a failed test")]
#![cfg_attr(not(target_os = "linux"), expect(unused, reason = "descendants are found on Linux alone"))]

use firedrill::drill::script::{Outcome, Output};
use firedrill::runner::job::{Job, News, Running, is_alive, start};
use firedrill::runner::secrets::Secrets;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// A folder for scripts, and what they are started with.
struct Yard {
    folder: TempDir,
    timeout: Option<Duration>,
    secrets: Vec<(String, String)>,
}

/// A script at work.
struct Work {
    running: Running,
    news: Receiver<News>,
}

/// How one went.
struct Went {
    outcome: Outcome,
    output: Output,
    pid: u32,
    started: u64,
    /// What was told while it ran: the shown bytes, and the skipped ones.
    shown: (Vec<u8>, u64),
}

impl Yard {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), timeout: None, secrets: Vec::new() }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, command: &str) -> Work {
        let (sender, news) = channel();
        let variables = [("PATH", "/usr/bin:/bin"), ("FOLDER", self.folder.path().to_str().unwrap())];
        let mut variables: BTreeMap<String, String> =
            variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        variables.extend(self.secrets.iter().cloned());
        let job = Job {
            command: command.to_owned(),
            folder: self.folder.path().to_owned(),
            variables,
            secrets: Secrets::new(self.secrets.clone()).unwrap(),
            timeout: self.timeout,
            grace: Duration::from_millis(200),
        };
        let program = Path::new(env!("CARGO_BIN_EXE_firedrill"));
        let running = start(program, job, Box::new(move |told| drop(sender.send(told))));
        Work { running, news }
    }

    fn run(&self, command: &str) -> Went {
        self.start(command).end()
    }
}

impl Work {
    /// Waits until it printed something.
    fn printed(&self) -> String {
        self.news
            .iter()
            .find_map(|news| match news {
                News::Output { text, .. } => Some(String::from_utf8(text).unwrap()),
                _ => None,
            })
            .unwrap()
    }

    fn end(self) -> Went {
        let (mut pid, mut started, mut shown) = (0, 0, (Vec::new(), 0));
        for news in &self.news {
            match news {
                News::Launched { pid: it, started: at } => (pid, started) = (it, at),
                News::Output { text, skipped } => {
                    shown.0.extend(text);
                    shown.1 += skipped;
                }
                News::Ended { outcome, output } => return Went { outcome, output, pid, started, shown },
            }
        }
        panic!("it never ended");
    }
}

/// Waits until a process is gone, however it goes.
fn gone(pid: u32) -> bool {
    let (_never, nothing) = channel::<()>();
    (0..500).any(|_| {
        let there = fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
            !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
        });
        !there || nothing.recv_timeout(Duration::from_millis(10)).is_ok()
    })
}

fn exited(code: i32) -> Outcome {
    Outcome::Exited { code }
}

#[test]
fn every_kind_of_end_is_told_apart() {
    let yard = Yard::new();
    let outcomes = [
        ("true", exited(0)),
        ("exit 3", exited(3)),
        ("nosuchcommand 2>/dev/null", exited(127)),
        ("/etc/passwd 2>/dev/null", Outcome::CouldNotStart { why: String::new() }),
        ("kill -SEGV $$", Outcome::Killed { signal: 11 }),
        ("kill -KILL $$", Outcome::Killed { signal: 9 }),
    ];
    for (command, expected) in outcomes {
        match (yard.run(command).outcome, expected) {
            (Outcome::CouldNotStart { why }, Outcome::CouldNotStart { .. }) => {
                assert!(why.contains("chmod +x"), "{command}: {why}");
            }
            (outcome, expected) => assert_eq!(outcome, expected, "{command}"),
        }
    }
    let long = format!("true {}", "x".repeat(200_000));
    assert!(matches!(yard.run(&long).outcome, Outcome::CouldNotStart { .. }));
}

#[test]
fn both_outputs_come_in_their_order_with_length_and_hash() {
    let went = Yard::new().run("echo one; echo two >&2; echo three");
    assert_eq!((went.output.head.as_str(), went.output.bytes, went.shown.1), ("one\ntwo\nthree\n", 14, 0));
    assert_eq!(went.shown.0, went.output.head.as_bytes());
}

#[test]
fn there_is_no_terminal_and_nothing_to_read() {
    let went = Yard::new().run(
        "cat; read x; echo \"read $?\"; (: </dev/tty) 2>/dev/null || echo no tty; test -t 0 || test -t 1 || test -t 2 || echo none",
    );
    assert_eq!(went.output.head, "read 1\nno tty\nnone\n");
}

#[test]
fn nothing_but_what_was_given_is_in_its_environment() {
    let went = Yard::new().run("env | sed 's/=.*//' | sort | tr '\\n' ' '");
    assert_eq!(went.output.head, "FOLDER PATH PWD ");
}

#[test]
fn it_leads_a_group_in_a_session_that_is_not_ours() {
    let yard = Yard::new();
    let went = yard.run("set -- $(cut -d' ' -f1,5,6 /proc/$$/stat); echo $1 $2 $3");
    let ids: Vec<&str> = went.output.head.split_whitespace().collect();
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let ours = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(3).unwrap();
    assert!(ids[0] == ids[1] && ids[2] != ours, "{ids:?}, ours is {ours}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_survives_the_time_out() {
    let mut yard = Yard::new();
    yard.timeout = Some(Duration::from_millis(400));
    let script = "trap '' TERM
        (setsid sh -c 'trap \"\" TERM; echo $$ > $FOLDER/far; exec sleep 1000' &) &
        sh -c 'echo $$ > $FOLDER/near; exec sleep 1000' &
        while :; do sleep 1000; done";
    let went = yard.run(script);
    assert_eq!(went.outcome, Outcome::TimedOut { after_ms: 400 });
    assert!(gone(went.pid) && !is_alive(went.pid, went.started));
    for name in ["far", "near"] {
        let pid = fs::read_to_string(yard.path(name)).unwrap().trim().parse().unwrap();
        assert!(gone(pid), "{name} is still there");
    }
}

#[test]
fn cancelling_ends_it() {
    let yard = Yard::new();
    let mut work = yard.start("echo here; sleep 1000");
    assert_eq!(work.printed(), "here\n");
    work.running.cancel();
    let went = work.end();
    assert_eq!(went.outcome, Outcome::Cancelled {});
}

#[test]
fn what_it_starts_on_purpose_stays_when_it_ends_by_itself() {
    let yard = Yard::new();
    let went = yard.run("sleep 1000 >/dev/null 2>&1 & echo $!");
    let pid: u32 = went.output.head.trim().parse().unwrap();
    assert_eq!(went.outcome, exited(0));
    assert!(fs::metadata(format!("/proc/{pid}")).is_ok());
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
}

#[test]
fn a_flood_and_a_line_without_end_are_kept_small_and_counted_whole() {
    let yard = Yard::new();
    for command in ["yes | head -c 100000000", "head -c 100000000 /dev/zero", "head -c 30000000 /dev/urandom"]
    {
        let went = yard.run(command);
        let bytes = if command.contains("random") { 30_000_000 } else { 100_000_000 };
        assert_eq!((went.outcome, went.output.bytes), (exited(0), bytes), "{command}");
        assert_eq!(went.output.dropped, bytes - 32 * 1_024, "{command}");
        assert_eq!(went.shown.0.len() as u64 + went.shown.1, bytes, "{command}");
    }
    let sha = yard.run("yes | head -c 100000000 | sha256sum | cut -c1-64").output.head;
    let hash = yard.run("yes | head -c 100000000").output.sha256.unwrap();
    assert_eq!(hash.as_str(), sha.trim());
}

#[test]
fn a_secret_is_hidden_before_anything_is_told() {
    let mut yard = Yard::new();
    yard.secrets = vec![("DB_PASSWORD".to_owned(), "correct horse".to_owned())];
    let went = yard.run(
        "for c in c o r r e c t; do printf $c; done; echo ' horse'; printf %s \"$DB_PASSWORD\" | base64",
    );
    let all = format!("{}{}", went.output.head, String::from_utf8(went.shown.0).unwrap());
    assert!(all.contains("[hidden DB_PASSWORD]\n[hidden DB_PASSWORD]"), "{all}");
    assert!(!all.contains("correct") && !all.contains("Y29ycmVjd"), "{all}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_script_outlives_whoever_started_it() {
    use std::io::Write as _;
    let yard = Yard::new();
    assert!(std::process::Command::new("mkfifo").arg(yard.path("go")).status().unwrap().success());
    let mut keeper = std::process::Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .args(["keep-script", "0", "200", "read x < go; yes | head -c 1000000; echo done > end"])
        .current_dir(yard.folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let keeper = keeper.as_mut().unwrap();
    // All ends that we hold are closed, as a kill closes them.
    drop((keeper.stdin.take(), keeper.stdout.take(), keeper.stderr.take()));
    writeln!(fs::OpenOptions::new().write(true).open(yard.path("go")).unwrap(), "go").unwrap();
    keeper.wait().unwrap();
    assert_eq!(fs::read_to_string(yard.path("end")).unwrap(), "done\n");
}
