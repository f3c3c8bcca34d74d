//! Clocks go forward.

use super::arbitrary::{config, events, moment};
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::stage::plan;
use crate::drill::time::{Moment, Span, WallTime};
use crate::drill::timeline::Timeline;
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

/// Moments of one machine in their order: its boot-time clock goes on, its wall clock does as it likes, and now and
/// then it boots again.
fn in_order() -> impl Strategy<Value = Vec<Moment>> {
    vec((1..100_i64, -100..100_i64, proptest::bool::weighted(0.2)), 1..20).prop_map(|steps| {
        let (mut boot, mut boottime, mut wall) = (0, 0, 1_000_000_i64);
        let mut moments = Vec::new();
        for (seconds, jump, reboot) in steps {
            if reboot {
                (boot, boottime) = (boot + 1, 0);
            }
            (boottime, wall) = (boottime + seconds, wall + seconds + jump);
            moments.push(Moment {
                wall: WallTime::from_micros(wall * 1_000_000),
                boottime: Span::from_secs(boottime),
                boot: format!("boot-{boot}").as_str().into(),
                utc_offset_s: 0,
            });
        }
        moments
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn moments_in_order_lie_in_order(moments in in_order()) {
        let mut line = Timeline::default();
        for moment in &moments {
            line.observe(moment);
        }
        for pair in moments.windows(2) {
            let length = line.between(&pair[0], &pair[1]);
            prop_assert!(!length.span.is_negative(), "{:?}", pair);
            prop_assert_eq!(length.estimated, pair[0].boot != pair[1].boot);
            if !length.estimated {
                prop_assert_eq!(length.span, pair[1].boottime - pair[0].boottime, "the wall clock bends nothing");
            }
        }
    }

    #[test]
    fn a_moment_that_nobody_wrote_down_lies_where_it_will(moments in in_order()) {
        let mut line = Timeline::default();
        for moment in &moments {
            let before = line.position(moment);
            line.observe(moment);
            prop_assert_eq!(before, line.position(moment));
        }
    }

    #[test]
    fn lengths_add_up(moments in in_order(), seen in in_order()) {
        let mut line = Timeline::default();
        for moment in seen.iter().chain(&moments) {
            line.observe(moment);
        }
        let parts: Span = moments.windows(2).map(|pair| line.between(&pair[0], &pair[1]).span).sum();
        prop_assert_eq!(parts, line.between(&moments[0], &moments[moments.len() - 1]).span);
    }

    #[test]
    fn a_clock_never_goes_back(events in events(), now in moment(), later in 0..1_000_000_i64) {
        let session = Session::fold(Arc::new(plan()), events);
        let later = now.shifted(Span::from_millis(later));
        for (from, to) in [(Anchor::Declared, Anchor::Verified), (Anchor::Outage, Anchor::CleanedUp)] {
            let (early, late) = (session.between(from, to, &now), session.between(from, to, &later));
            prop_assert!(early.elapsed.span <= late.elapsed.span);
            prop_assert_eq!(early.running, late.running);
            prop_assert!(early.running || early.elapsed == late.elapsed);
        }
    }
}
