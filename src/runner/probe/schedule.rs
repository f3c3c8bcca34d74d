//! When each probe is asked. Pure: time is what has passed since the watch began.

use super::answer::State;
use std::time::Duration;

/// The longest time between the starts of two probes.
const STAGGER: Duration = Duration::from_millis(250);

/// When each probe is due, and what it last said.
#[derive(Debug)]
pub(super) struct Schedule(Vec<Beat>);

#[derive(Debug)]
struct Beat {
    every: Duration,
    due: Duration,
    /// Whether it was asked and has not answered.
    asking: bool,
    last: Option<State>,
}

impl Schedule {
    /// Begins with all of them shortly after each other, so that they do not all fire at the same instant.
    pub fn new(intervals: impl ExactSizeIterator<Item = Duration>) -> Self {
        let count = u32::try_from(intervals.len()).unwrap_or(u32::MAX).max(1);
        let beat = |(number, every): (u32, Duration)| Beat {
            every: every.max(Duration::from_millis(1)),
            due: (every / count).min(STAGGER) * number,
            asking: false,
            last: None,
        };
        Self((0..count).zip(intervals).map(beat).collect())
    }

    /// Returns the probes to ask now. What was missed is left out, and one that is still being asked waits for its next
    /// turn.
    pub fn due(&mut self, now: Duration) -> Vec<usize> {
        let mut due = Vec::new();
        for (index, beat) in self.0.iter_mut().enumerate().filter(|(_, beat)| beat.due <= now) {
            let over = now.saturating_sub(beat.due).as_nanos() % beat.every.as_nanos();
            let over = Duration::from_nanos(u64::try_from(over).unwrap_or_default());
            beat.due = now + beat.every.saturating_sub(over);
            if !std::mem::replace(&mut beat.asking, true) {
                due.push(index);
            }
        }
        due
    }

    /// Returns when something is due next.
    pub fn next(&self) -> Option<Duration> {
        self.0.iter().map(|beat| beat.due).min()
    }

    /// Takes an answer in; returns whether it is news.
    pub fn answered(&mut self, index: usize, state: State) -> bool {
        let Some(beat) = self.0.get_mut(index) else { return false };
        beat.asking = false;
        beat.last.replace(state) != Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::State::{Down, Fault, Up};
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn schedule(every: &[u64]) -> Schedule {
        Schedule::new(every.iter().copied().map(ms))
    }

    #[test]
    fn probes_start_one_after_the_other_and_keep_their_pace() {
        let mut schedule = schedule(&[10_000; 8]);
        let mut asked = Vec::new();
        for _ in 0..16 {
            let now = schedule.next().unwrap();
            for index in schedule.due(now) {
                asked.push((index, now.as_millis()));
                schedule.answered(index, Up);
            }
        }
        let first: Vec<_> = (0..8).map(|index| (index, index as u128 * 250)).collect();
        let second: Vec<_> = first.iter().map(|(index, at)| (*index, at + 10_000)).collect();
        assert_eq!((&asked[..8], &asked[8..]), (&first[..], &second[..]));
    }

    #[test]
    fn frequent_probes_share_their_interval() {
        let mut schedule = schedule(&[100; 4]);
        assert_eq!([0, 24, 25, 75].map(|at| schedule.due(ms(at))), [vec![0], vec![], vec![1], vec![2, 3]]);
    }

    #[test]
    fn an_hour_that_was_missed_is_one_question() {
        let mut schedule = schedule(&[1_000]);
        assert_eq!(schedule.due(ms(0)), [0]);
        schedule.answered(0, Up);
        assert_eq!(schedule.due(ms(3_600_300)), [0]);
        schedule.answered(0, Up);
        assert_eq!(schedule.next(), Some(ms(3_601_000)), "at its old pace");
        assert_eq!(schedule.due(ms(3_600_999)), [0; 0]);
    }

    #[test]
    fn a_probe_is_not_asked_again_before_it_has_answered() {
        let mut schedule = schedule(&[1_000]);
        assert_eq!(schedule.due(ms(0)), [0]);
        assert_eq!(schedule.due(ms(1_000)), [0; 0]);
        assert_eq!(schedule.due(ms(2_500)), [0; 0]);
        schedule.answered(0, Up);
        assert_eq!(schedule.due(ms(2_600)), [0; 0], "not made up for");
        assert_eq!(schedule.due(ms(3_000)), [0]);
    }

    #[test]
    fn only_a_change_is_news() {
        let mut schedule = schedule(&[1_000, 1_000]);
        let news = [Up, Up, Down, Down, Fault, Fault, Down, Up].map(|state| schedule.answered(0, state));
        assert_eq!(news, [true, false, true, false, true, false, true, true]);
        assert!(schedule.answered(1, Up), "each has its own");
    }
}
