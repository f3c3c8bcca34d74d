//! What happened to the clocks, in words.

use super::format;
use crate::drill::session::FindingKind;

/// Says what happened to the clocks: `the wall clock was set by +0:01:00`.
pub fn finding(what: FindingKind) -> String {
    match what {
        FindingKind::ClockJumped(by) => {
            let sign = if by.is_negative() { "" } else { "+" };
            format!("the wall clock was set by {sign}{}", format::clock(by))
        }
        FindingKind::MachineSlept(length) => format!("the machine slept {}", format::clock(length)),
        FindingKind::Rebooted => "the machine was booted again: times across it are estimated".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::time::Span;

    #[test]
    fn a_jump_tells_its_direction() {
        let jump = |s| finding(FindingKind::ClockJumped(Span::from_secs(s)));
        assert_eq!(jump(60), "the wall clock was set by +0:01:00");
        assert_eq!(jump(-60), "the wall clock was set by −0:01:00");
    }
}
