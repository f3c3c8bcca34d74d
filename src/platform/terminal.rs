//! What the streams of this process are good for.

use super::variables::Variables;
use std::io::IsTerminal;

/// Which streams are terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub stdout: bool,
}

impl Streams {
    /// Looks at those of this process.
    pub fn of_process() -> Self {
        Self { stdin: std::io::stdin().is_terminal(), stdout: std::io::stdout().is_terminal() }
    }
}

/// Whether this job could be stopped and brought back: false where it leads its session, as under `ssh HOST firedrill`
/// or in a terminal opened for it alone, because nobody is there then to bring it back.
#[cfg(target_os = "linux")]
pub fn has_job_control() -> bool {
    std::fs::read_to_string("/proc/self/stat").is_ok_and(|stat| is_a_job(&stat))
}

/// Whether the group is not its session's first, from a line of [`/proc/PID/stat`]. Asked of the kernel's text because
/// a session that was begun outside of the process namespace has the number 0, which `rustix` takes for impossible.
///
/// [`/proc/PID/stat`]: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
#[cfg(target_os = "linux")]
fn is_a_job(stat: &str) -> bool {
    // The second field is a name in brackets, which may itself hold brackets and spaces.
    let after_name = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let mut fields = after_name.split_whitespace().skip(2);
    let group = fields.next();
    group.is_some() && group != fields.next()
}

/// Whether this job could be stopped and brought back: false where it leads its session.
#[cfg(not(target_os = "linux"))]
pub fn has_job_control() -> bool {
    rustix::process::getsid(None).is_ok_and(|session| session != rustix::process::getpgrp())
}

/// What may be done on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Why there can be no full screen, if so.
    pub obstacle: Option<Obstacle>,
    /// Whether colours are wanted and can be shown.
    pub colour: bool,
}

/// Why a screen cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Keys cannot be read.
    StdinIsNoTerminal,
    /// Nothing can be drawn.
    StdoutIsNoTerminal,
    /// `TERM` is `dumb`, or not set.
    DumbTerminal,
}

impl Terminal {
    /// Decides from the streams, `TERM` and `NO_COLOR` (set to anything: [no colours](https://no-color.org)).
    pub fn judge(streams: Streams, variables: &Variables) -> Self {
        let dumb = variables.var("TERM").is_none_or(|term| term == "dumb");
        let obstacle = match streams {
            Streams { stdout: false, .. } => Some(Obstacle::StdoutIsNoTerminal),
            Streams { stdin: false, .. } => Some(Obstacle::StdinIsNoTerminal),
            _ if dumb => Some(Obstacle::DumbTerminal),
            _ => None,
        };
        Self { obstacle, colour: streams.stdout && !dumb && variables.var("NO_COLOR").is_none() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(stdin: bool, stdout: bool, term: &str, no_color: &str) -> (Option<Obstacle>, bool) {
        let variables = Variables::from([("TERM", term), ("NO_COLOR", no_color)]);
        let terminal = Terminal::judge(Streams { stdin, stdout }, &variables);
        (terminal.obstacle, terminal.colour)
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_job_has_a_group_that_its_session_did_not_begin_with() {
        assert!(is_a_job("41 (fire) drill) S 1 41 7 34816 41"));
        assert!(!is_a_job("41 (firedrill) S 1 7 7 34816 41"), "a child of the session's leader");
        assert!(is_a_job("41 (firedrill) S 1 41 0 34816 41"), "the session began outside of the namespace");
        assert!(!is_a_job("41 (firedrill) S 0 0 0 0 -1"), "nobody in sight");
        assert!(!is_a_job(""));
    }

    #[test]
    fn a_screen_needs_both_streams_and_a_terminal_that_can_draw() {
        assert_eq!(judge(true, true, "xterm-256color", ""), (None, true));
        assert_eq!(judge(false, true, "xterm", ""), (Some(Obstacle::StdinIsNoTerminal), true));
        assert_eq!(judge(true, false, "xterm", ""), (Some(Obstacle::StdoutIsNoTerminal), false));
        assert_eq!(judge(false, false, "xterm", ""), (Some(Obstacle::StdoutIsNoTerminal), false));
        assert_eq!(judge(true, true, "dumb", ""), (Some(Obstacle::DumbTerminal), false));
        assert_eq!(judge(true, true, "", ""), (Some(Obstacle::DumbTerminal), false));
    }

    #[test]
    fn no_color_takes_colours_and_leaves_the_screen() {
        assert_eq!(judge(true, true, "xterm", "1"), (None, false));
    }
}
