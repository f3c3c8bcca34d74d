//! Folding is total, and the same set of events gives the same session.

use super::arbitrary::{config, events, shuffled};
use super::summary;
use crate::drill::checklist::StepState;
use crate::drill::session::Session;
use crate::drill::stage::plan;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::Arc;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_order_and_any_doubles_give_the_same(events in events(), seeds in vec(any::<Index>(), 60)) {
        let procedure = Arc::new(plan());
        let once = Session::fold(Arc::clone(&procedure), events.clone());
        let again = Session::fold(procedure, shuffled(&events, &seeds));
        prop_assert_eq!(summary::all(&once), summary::all(&again));
    }

    #[test]
    fn event_by_event_gives_the_same_at_every_point(events in events()) {
        let procedure = Arc::new(plan());
        let mut session = Session::new(Arc::clone(&procedure));
        for (at, event) in events.iter().enumerate() {
            session.add(event.clone());
            let folded = Session::fold(Arc::clone(&procedure), events[..=at].to_vec());
            prop_assert_eq!(summary::all(&session), summary::all(&folded));
        }
    }

    #[test]
    fn what_was_stored_folds_to_the_same(events in events()) {
        let procedure = Arc::new(plan());
        let stored = events.iter().cloned().map(|event| {
            let (kind, version, body) = event.encode();
            let body = if body.is_empty() { None } else { Some(body.as_str()) };
            event.with_body(&kind, version, body)
        });
        let again = Session::fold(Arc::clone(&procedure), stored);
        prop_assert_eq!(summary::told(&Session::fold(procedure, events)), summary::told(&again));
    }

    #[test]
    fn states_attempts_and_holds_agree(events in events()) {
        let session = Session::fold(Arc::new(plan()), events);
        let line = session.timeline();
        for (step, progress) in session.procedure().steps.iter().zip(session.checklist().iter()) {
            let running = progress.state == StepState::Running;
            let open = progress.attempts.iter().filter(|attempt| attempt.ended.is_none()).count();
            prop_assert_eq!(open, usize::from(running));
            prop_assert_eq!(progress.running().is_some(), running);
            prop_assert_eq!(progress.settled.is_some(), progress.state.is_settled());
            prop_assert!(running || session.holds().of(&step.id).is_none());
        }
        for hold in session.holds().iter() {
            prop_assert!(hold.to.as_ref().is_none_or(|to| !line.between(&hold.from.moment, to).span.is_negative()));
        }
        prop_assert!(session.people().here(crate::drill::fact::Role::Owner).count() <= 1);
    }
}
