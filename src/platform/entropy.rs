//! Chance, and the ids that are made of it.

use super::error::PlatformError;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::time::WallTime;

/// Returns random bytes of the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], PlatformError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(PlatformError::Entropy)?;
    Ok(bytes)
}

/// Makes the id of a new session.
pub fn session_id() -> Result<SessionId, PlatformError> {
    Ok(SessionId::from_random(random_bytes()?))
}

/// Makes the id of an event that is written at this time.
pub fn event_id(written: WallTime) -> Result<EventId, PlatformError> {
    let unix_ms = u64::try_from(written.micros() / 1_000).unwrap_or_default();
    Ok(EventId::from_random(unix_ms, random_bytes()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        let at = WallTime::from_micros(1_000_000);
        assert_ne!(session_id().unwrap(), session_id().unwrap());
        assert_ne!(event_id(at).unwrap(), event_id(at).unwrap());
        assert_ne!(random_bytes::<32>().unwrap(), [0; 32]);
    }

    #[test]
    fn event_ids_follow_the_clock() {
        let (early, late) = (WallTime::from_micros(1_000_000), WallTime::from_micros(2_000_000));
        assert!(event_id(early).unwrap() < event_id(late).unwrap());
        assert!(event_id(WallTime::from_micros(-1)).is_ok());
    }
}
