//! In a real terminal: the ways into the screens and out of them. What is on the screens is tested beside them.

#![expect(clippy::unwrap_used, reason = "a terminal that cannot be had is a failed test")]

use super::firedrill::Firedrill;
use firedrill::store::{Access, Store, SummaryQuery, SummaryRow};
use firedrill::tui::terminal::FullScreen;
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long a terminal may be silent before a test gives up: far longer than anything takes, short enough to be told.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in a terminal of its own.
pub struct InTerminal {
    pub master: Box<dyn MasterPty>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    out: Receiver<Vec<u8>>,
    /// Everything that was written so far.
    pub seen: String,
    /// How the terminal was set before.
    settings: String,
}

impl InTerminal {
    pub fn start(drill: &Firedrill, variables: &[(&str, &str)], args: &[&str]) -> Self {
        Self::spawn(command(drill, variables, args))
    }

    fn spawn(command: CommandBuilder) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() }).unwrap();
        let settings = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        let out = listen(pair.master.try_clone_reader().unwrap());
        Self { master: pair.master, child, out, seen: String::new(), settings }
    }

    /// Reads until the text appears, or to the end.
    #[expect(clippy::disallowed_methods, reason = "it is the patience of the test that is measured")]
    pub fn read_to(&mut self, text: &str) -> &str {
        // A clock on the screen never falls silent.
        let began = Instant::now();
        while !self.seen.contains(text) {
            match self.out.recv_timeout(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().ok();
                    panic!("waited for {text:?} and saw {:?}", self.seen);
                }
            }
        }
        &self.seen
    }

    /// Returns the exit code and everything that was written. The terminal must be set as it was before.
    pub fn end(mut self) -> (u32, String) {
        self.read_to("\0 never");
        assert_eq!(settings(&*self.master), self.settings);
        (self.child.wait().unwrap().exit_code(), self.seen)
    }
}

fn command(drill: &Firedrill, variables: &[(&str, &str)], args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(Firedrill::binary());
    command.args(args);
    command.env_clear();
    for (name, value) in drill.started_with(&[]).get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    for (name, value) in variables {
        command.env(name, value);
    }
    command.cwd(drill.home());
    command
}

fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// Reads on a thread of its own, until nobody holds the terminal any more, which Linux tells as an error.
fn listen(mut out: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4_096];
        while let Ok(read @ 1..) = out.read(&mut bytes) {
            if sender.send(bytes[..read].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

pub const XTERM: [(&str, &str); 1] = [("TERM", "xterm-256color")];
const RUN: [&str; 4] = ["run", "practice-restore", "--env", "test"];

/// What switches to the screen of full-screen programs, and back.
const SCREEN: (&str, &str) = ("\x1b[?1049h", "\x1b[?1049l");

/// Tries to type a key into whatever terminal it can reach; exits with 7 where it could not.
const TYPIST: &str = r#"perl -e '
    my $typed = 0;
    sub type_into {
        my ($place, $opened, $file) = @_;
        my ($key, $reached) = ("?", undef);
        $reached = ioctl($file, 0x5412, $key) if $opened;
        print "$place: ", $reached ? "typed" : "$!", "\n";
        $typed++ if $reached;
    }
    my $opened = open(my $tty, "<", "/dev/tty");
    type_into("tty", $opened, $tty);
    for my $number (0 .. 63) {
        next unless -e "/proc/self/fd/$number";
        $opened = open(my $file, "<&=", $number);
        type_into("fd $number", $opened, $file);
    }
    exit($typed ? 3 : 7)'"#;

#[cfg(target_os = "linux")]
#[test]
fn a_script_cannot_type_for_us() {
    let drill = Firedrill::new();
    drill.file("own/type.sh", TYPIST);
    let text = "id = \"own\"\ntitle = \"Own\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\n\
        id = \"type\"\ntitle = \"Type\"\nrun = \"sh type.sh\"\ncheck = \"true\"\nautomatic = true\n";
    drill.file("own/own.toml", text);
    let perl = drill.sh("perl -e 'exit 0'");
    assert_eq!(perl.code, 0, "perl (Debian: perl-base) is needed to ask the terminal: {}", perl.err);
    let listed = drill.json(&["trust", "own/own.toml", "--json"]);
    drill.run(&["trust", "own/own.toml", "--digest", listed["digest"].as_str().unwrap()]).ok();
    let run = ["run", "own/own.toml", "--env", "test", "--declare"];
    let screen = InTerminal::start(&drill, &XTERM, &run);
    // Each second something is drawn: that is often enough to look whether the script has ended.
    let mut looks = std::iter::from_fn(|| screen.out.recv_timeout(PATIENCE).ok()).take(200);
    let log = looks
        .by_ref()
        .map(|_| drill.run(&["export", "last"]).ok().replace('\\', ""))
        .find(|log| log.contains("script_ended"))
        .unwrap();
    drop(looks);
    drill.sh(&format!("kill -s TERM {}", screen.child.process_id().unwrap())).ok();
    let (code, out) = screen.end();
    assert_eq!(code, 130, "{out:?}");
    assert!(!out.contains("typed"), "{out:?}");
    assert!(log.contains("\"code\":7"), "{log}");
    assert!(log.contains("tty: No such device or address"), "{log}");
    assert!(log.contains("fd 1: Inappropriate ioctl for device"), "{log}");
}

#[test]
fn a_dumb_terminal_needs_plain_lines() {
    let drill = Firedrill::by_hand();
    for variables in [&[][..], &[("TERM", "dumb")]] {
        let (code, out) = InTerminal::start(&drill, variables, &RUN).end();
        assert_eq!(code, 2);
        assert!(out.contains("--plain") && !out.contains('\x1b'), "{out:?}");
    }
    assert!(!drill.store().exists());
}

#[test]
fn nobody_is_asked_where_that_was_forbidden() {
    let drill = Firedrill::by_hand();
    let (code, out) = InTerminal::start(&drill, &XTERM, &["run", "practice-restore", "--no-input"]).end();
    assert!(code == 2 && out.contains("--no-input forbids"), "{out:?}");
}

#[test]
fn a_procedure_is_trusted_by_typing_yes_and_by_nothing_else() {
    let drill = Firedrill::by_hand();
    let text = "id = \"w\"\ntitle = \"W\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n";
    drill.file("w.toml", text);
    for (answer, expected, said) in [
        ("\n", 1, "not trusted"),
        ("y\n", 1, "not trusted"),
        ("\u{4}", 1, "not trusted"),
        ("yes\n", 0, "w is trusted on this machine."),
    ] {
        let mut terminal = InTerminal::start(&drill, &XTERM, &["trust", "w.toml"]);
        let mut keys = terminal.master.take_writer().unwrap();
        terminal.read_to("Type yes: ");
        keys.write_all(answer.as_bytes()).unwrap();
        let (code, out) = terminal.end();
        assert!(code == expected && out.contains(said), "{answer:?} {out:?}");
    }
    let (code, out) = InTerminal::start(&drill, &XTERM, &["trust", "w.toml"]).end();
    assert!(code == 0 && !out.contains("Type yes"), "{out:?}");
}

#[test]
fn a_key_that_clashes_is_an_error_with_its_place_before_the_screen() {
    let drill = Firedrill::by_hand();
    drill.file("config/firedrill/config.toml", "[keys]\nundo = [\"u\", \"Space\"]\n");
    let (code, out) = InTerminal::start(&drill, &XTERM, &[]).end();
    assert_eq!(code, 4);
    assert!(out.contains("config.toml:2:14: error: Space is on advance already"), "{out:?}");
    assert!(!out.contains(SCREEN.0), "{out:?}");
}

#[test]
fn a_damaged_store_is_told_before_the_screen() {
    let drill = Firedrill::by_hand();
    drill.file("data/firedrill/firedrill.db", "");
    for args in [&[][..], &RUN, &["resume"]] {
        let (code, out) = InTerminal::start(&drill, &XTERM, args).end();
        assert!(code == 4 && out.contains("is damaged") && !out.contains(SCREEN.0), "{args:?} {out:?}");
    }
}

#[test]
fn a_signal_gives_the_terminal_back_and_says_how_to_go_on() {
    let drill = Firedrill::by_hand();
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let mut screen = InTerminal::start(&drill, &XTERM, &RUN);
        screen.read_to(SCREEN.0);
        // The signals are heard once the first frame is drawn.
        screen.read_to("BRIEFING");
        drill.sh(&format!("kill -s {signal} {}", screen.child.process_id().unwrap())).ok();
        let (code, out) = screen.end();
        assert_eq!(code, 130, "{signal} {out:?}");
        let (_, after) = out.rsplit_once(SCREEN.1).unwrap();
        assert!(after.contains("`firedrill resume "), "{out:?}");
    }
}

/// Fills a terminal up to where it takes nothing more, beside the program that runs in it.
fn fill(master: &dyn MasterPty) {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).custom_flags(i32::try_from(flags.bits()).unwrap());
    let mut end = options.open(master.tty_name().unwrap()).unwrap();
    while end.write(b"full ").is_ok() {}
}

#[test]
fn a_signal_ends_the_program_where_the_terminal_takes_no_output() {
    let drill = Firedrill::by_hand();
    for signal in ["TERM", "HUP", "QUIT"] {
        let pair =
            native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() }).unwrap();
        let (before, master) = (settings(&*pair.master), pair.master);
        let mut child = pair.slave.spawn_command(command(&drill, &XTERM, &RUN)).unwrap();
        drop(pair.slave);
        let mut out = master.try_clone_reader().unwrap();
        let mut seen = String::new();
        while !seen.contains("BRIEFING") {
            let mut bytes = [0; 4_096];
            let read = out.read(&mut bytes).unwrap();
            seen.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
        fill(&*master);
        drill.sh(&format!("kill -s {signal} {}", child.process_id().unwrap())).ok();
        let (sender, ended) = channel();
        let mut killer = child.clone_killer();
        std::thread::spawn(move || sender.send(child.wait().unwrap().exit_code()));
        let code = ended.recv_timeout(PATIENCE);
        killer.kill().ok();
        assert_eq!(code, Ok(130), "{signal}");
        assert_eq!(settings(&*master), before, "{signal}");
    }
}

#[test]
fn a_window_that_is_said_to_be_endless_is_drawn_in_part() {
    let drill = Firedrill::by_hand();
    let mut screen = InTerminal::start(&drill, &XTERM, &RUN);
    let mut keys = screen.master.take_writer().unwrap();
    screen.read_to("BRIEFING");
    screen.seen.clear();
    let endless = PtySize { rows: 65_535, cols: 65_535, ..PtySize::default() };
    screen.master.resize(endless).unwrap();
    screen.read_to("BRIEFING");
    keys.write_all(b"q").unwrap();
    assert_eq!(screen.end().0, 0);
}

#[test]
fn the_key_after_a_resize_is_not_lost() {
    let drill = Firedrill::by_hand();
    let mut screen = InTerminal::start(&drill, &XTERM, &[]);
    let mut keys = screen.master.take_writer().unwrap();
    for size in [100, 90, 110] {
        screen.read_to("help");
        screen.seen.clear();
        keys.write_all(b"j").unwrap();
        screen.read_to("▸");
        screen.seen.clear();
        screen.master.resize(PtySize { rows: 30, cols: size, ..PtySize::default() }).unwrap();
    }
    screen.read_to("help");
    keys.write_all(b"q").unwrap();
    assert_eq!(screen.end().0, 0);
}

#[test]
fn summaries_of_an_older_version_are_made_anew_behind_the_first_frame() {
    let drill = Firedrill::drilling();
    let open = || Store::open(&drill.store(), Access::Write).unwrap().store;
    let mut store = open();
    let row = store.summaries(&SummaryQuery::default()).unwrap().remove(0);
    let body = row.body.replace("\"scope\"", "\"scape\"").replacen("\"form\":", "\"from\":", 1);
    store.save_summary(&SummaryRow { body, ..row.clone() }).unwrap();
    drop(store);
    let mut terminal = InTerminal::start(&drill, &XTERM, &[]);
    terminal.read_to("GO ON WITH");
    terminal.master.take_writer().unwrap().write_all(b"q").unwrap();
    assert_eq!(terminal.end().0, 0);
    let store = open();
    assert!(store.summary_form().unwrap() > 0);
    assert!(store.summaries(&SummaryQuery::default()).unwrap()[0].body.contains("\"scope\""));
}

#[test]
fn plain_lines_work_in_a_terminal_and_offer_what_comes_next() {
    let drill = Firedrill::by_hand();
    let mut lines = InTerminal::start(&drill, &[("TERM", "dumb")], &[&RUN[..], &["--plain"]].concat());
    lines.read_to("next: declare the outage; the clock starts");
    let mut keys = lines.master.take_writer().unwrap();
    keys.write_all(b"next\n").unwrap();
    lines.read_to("next: start 1 Open a shell beside this screen");
    keys.write_all(b"quit\n").unwrap();
    let (code, out) = lines.end();
    assert!(code == 0 && out.contains("firedrill resume ") && !out.contains('\x1b'), "{out:?}");
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let drill = Firedrill::by_hand();
    for args in [&RUN[..], &["resume"], &[]] {
        let mut screen = InTerminal::start(&drill, &XTERM, args);
        screen.read_to("drill");
        // The thread that reads lets go of the terminal at the next second that is drawn, or when both ends are closed.
        let InTerminal { master, mut child, out, .. } = screen;
        drop((out, master));
        drill.sh(&format!("kill -s WINCH {}", child.process_id().unwrap())).ok();
        assert_eq!(child.wait().unwrap().exit_code(), 130, "{args:?}");
    }
}

#[test]
fn nothing_stops_where_no_shell_could_bring_it_back() {
    let drill = Firedrill::by_hand();
    let mut screen = InTerminal::start(&drill, &XTERM, &RUN);
    screen.read_to("BRIEFING");
    let mut keys = screen.master.take_writer().unwrap();
    keys.write_all(b"\x1aq").unwrap();
    let (code, out) = screen.end();
    assert!(code == 0 && out.contains("goes on"), "{out:?}");
}

#[test]
#[ignore = "takes the terminal over and panics: the next test starts it in one"]
fn panic_in_full_screen() {
    let _screen = FullScreen::take().unwrap();
    panic!("on purpose");
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "cli::terminal::panic_in_full_screen", "--ignored", "--nocapture"]);
    // It would go home first, and there need not be a home.
    command.cwd(std::env::temp_dir());
    let (code, out) = InTerminal::spawn(command).end();
    let (screen, after) = out.split_once(SCREEN.1).unwrap();
    assert!(code != 0 && screen.contains(SCREEN.0) && !screen.contains("on purpose"), "{out:?}");
    assert!(after.contains("on purpose"), "{out:?}");
}

/// A drill whose one step wants the terminal, begun in one; the script's words come after `run = `.
fn attended(drill: &Firedrill, script: &str) -> InTerminal {
    let text = "id = \"w\"\ntitle = \"W\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"ask\"\n\
                title = \"Ask the operator\"\ninteractive = true\ntimeout = \"3s\"\n";
    let procedure = drill.file("own/w.toml", format!("{text}run = \"\"\"\n{script}\"\"\"\n"));
    let procedure = procedure.to_str().unwrap();
    let listed = drill.run(&["trust", procedure, "--json"]).ok();
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    drill.run(&["trust", procedure, "--digest", listed["digest"].as_str().unwrap()]).ok();
    let mut screen = InTerminal::start(drill, &XTERM, &["run", procedure, "--env", "test", "--declare"]);
    screen.read_to("Ask the operator");
    screen
}

#[test]
fn a_script_has_the_terminal_and_gives_it_back() {
    let drill = Firedrill::by_hand();
    // What is typed to interrupt or to stop it is its own business.
    let script = "trap 'echo not now' INT\necho \"who $((40 + 2))?\"\nuntil read name && test \"$name\"; do :; done\necho \"it is $name\" > \"$HOME/answer\"\nexit 3\n";
    let mut screen = attended(&drill, script);
    let mut keys = screen.master.take_writer().unwrap();
    keys.write_all(b"r").unwrap();
    screen.read_to("who 42?");
    assert!(screen.seen.rfind(SCREEN.1) > screen.seen.rfind(SCREEN.0), "{:?}", screen.seen);
    keys.write_all(b"\x03").unwrap();
    screen.read_to("not now");
    keys.write_all(b"\x1a").unwrap();
    keys.write_all(b"Dee\n").unwrap();
    screen.seen.clear();
    screen.read_to("failed:");
    screen.child.kill().unwrap();
    assert_eq!(std::fs::read_to_string(drill.home().join("answer")).unwrap(), "it is Dee\n");
}

#[test]
fn an_editor_has_the_terminal_and_what_it_saved_counts_at_once() {
    let drill = Firedrill::by_hand();
    let text = "id = \"w\"\ntitle = \"W\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"ask\"\n\
                title = \"Ask the operator\"\n";
    let procedure = drill.file("own/w.toml", text);
    let script = "echo \"edit $((40 + 2))?\"\nread name\nsed \"s/the operator/$name/\" \"$2\" > \"$2.new\"\nmv \"$2.new\" \"$2\"\n";
    let editor = format!("sh {} --wait", drill.file("editor.sh", script).display());
    let variables = [XTERM[0], ("EDITOR", editor.as_str())];
    let args = ["run", procedure.to_str().unwrap(), "--env", "test", "--declare"];
    let mut screen = InTerminal::start(&drill, &variables, &args);
    screen.read_to("Ask the operator");
    let mut keys = screen.master.take_writer().unwrap();
    keys.write_all(b"E").unwrap();
    screen.read_to("edit 42?");
    assert!(screen.seen.rfind(SCREEN.1) > screen.seen.rfind(SCREEN.0), "{:?}", screen.seen);
    // Nobody could bring it back.
    keys.write_all(b"\x1a").unwrap();
    keys.write_all(b"Dee\n").unwrap();
    screen.read_to("Ask Dee");
    screen.child.kill().unwrap();
}

#[test]
fn without_an_editor_the_screen_says_what_to_set() {
    let drill = Firedrill::by_hand();
    let text = "id = \"w\"\ntitle = \"W\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"ask\"\n\
                title = \"Ask the operator\"\n";
    let procedure = drill.file("own/w.toml", text);
    let args = ["run", procedure.to_str().unwrap(), "--env", "test", "--declare"];
    let mut screen = InTerminal::start(&drill, &XTERM, &args);
    screen.read_to("Ask the operator");
    let mut keys = screen.master.take_writer().unwrap();
    keys.write_all(b"E").unwrap();
    screen.read_to("set VISUAL or EDITOR");
    screen.child.kill().unwrap();
}

#[test]
fn what_has_the_terminal_ends_in_time_with_all_that_it_started() {
    let drill = Firedrill::by_hand();
    let script = "trap '' TERM INT\n(setsid sh -c 'trap \"\" TERM; echo $$ > $HOME/far; exec sleep 1000' &)\necho begun\nsleep 1000\nsleep 1000\n";
    let mut screen = attended(&drill, script);
    let mut keys = screen.master.take_writer().unwrap();
    keys.write_all(b"r").unwrap();
    screen.read_to("begun");
    screen.seen.clear();
    screen.read_to("failed:");
    screen.read_to("timed");
    screen.child.kill().unwrap();
    let far = std::fs::read_to_string(drill.home().join("far")).unwrap();
    assert!(!std::path::Path::new(&format!("/proc/{}", far.trim())).exists(), "{far} is still there");
}

#[test]
fn a_step_with_a_new_id_is_asked_about_once_and_the_answer_is_in_the_file() {
    let drill = Firedrill::new();
    let text = "id = \"w\"\ntitle = \"W\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"load\"\ntitle = \"Load it\"\n";
    drill.file("w.toml", text);
    drill.run(&["run", "w.toml", "--env", "test", "--detach"]).ok();
    let renamed = text.replace("\"load\"", "\"load-dump\"");
    let file = drill.file("w.toml", &renamed);
    let run = ["run", "w.toml", "--env", "test"];
    let mut terminal = InTerminal::start(&drill, &XTERM, &run);
    let mut keys = terminal.master.take_writer().unwrap();
    terminal.read_to("Enter: renamed] ");
    keys.write_all(b"\n").unwrap();
    terminal.read_to(SCREEN.0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), format!("{renamed}was = [\"load\"]\n"));
    terminal.child.kill().unwrap();
    let again = drill.run(&[&run[..], &["--detach"]].concat());
    assert!(again.code == 0 && !again.err.contains("may be"), "{again:?}");
}
