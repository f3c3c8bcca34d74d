//! Throwing a whole store away: one that was made up, and nothing else.

use super::error::{At, StoreError};
use super::modes::{self, SUFFIXES};
use super::open::{Store, set_journal};
use rusqlite::{Transaction, TransactionBehavior};
use std::fs;
use std::io;

impl Store {
    /// Removes the store's file and all that lies beside it, if `may_go` says so once nobody else can write; returns
    /// whether it went. While another process has the store open it is [`StoreError::Busy`].
    pub fn discard<E: From<StoreError>>(
        self,
        may_go: impl FnOnce(&Self) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let path = &self.path;
        self.require_writable()?;
        // Leaving write-ahead logging takes the whole file for oneself, and leaves no log behind that a new store of
        // the same name could take for its own.
        set_journal(&self.connection, "delete").at(path)?;
        let lock = TransactionBehavior::Exclusive;
        let transaction = Transaction::new_unchecked(&self.connection, lock).at(path)?;
        if !may_go(&self)? {
            return Ok(false);
        }
        for suffix in SUFFIXES {
            match fs::remove_file(modes::beside(path, suffix)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::io(path, "remove", error).into());
                }
                _ => {}
            }
        }
        drop(transaction);
        modes::sync(modes::folder(path)).map_err(|error| StoreError::io(path, "remove", error))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Access, AppendError, Decided, Heads};
    use super::*;
    use crate::drill::event::Event;
    use crate::drill::ids::SessionId;
    use std::convert::Infallible;
    use std::time::Duration;

    fn filled(home: &tempfile::TempDir) -> Store {
        let mut store = fixtures::open(home);
        append(&mut store).unwrap();
        store
    }

    fn append(store: &mut Store) -> Result<super::super::Committed, AppendError<Infallible>> {
        let mut again = |_: &[Event]| Ok::<Decided, Infallible>(decided([note(1, "one")]));
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut again)
    }

    fn sessions(store: &Store) -> Result<Vec<SessionId>, StoreError> {
        store.session_ids()
    }

    #[test]
    fn what_may_go_is_gone_with_all_that_lay_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let gone = filled(&home).discard(|store| sessions(store).map(|them| them.len() == 1));
        assert!(gone.unwrap());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_may_not_go_stays_and_is_written_on() {
        let home = tempfile::tempdir().unwrap();
        assert!(!filled(&home).discard(|_| Ok::<_, StoreError>(false)).unwrap());
        let mut store = fixtures::open(&home);
        assert_eq!(sessions(&store).unwrap().len(), 1);
        append(&mut store).unwrap();
    }

    #[test]
    fn a_store_that_another_process_has_open_is_busy() {
        let home = tempfile::tempdir().unwrap();
        let other = filled(&home);
        let store = Store::open(&fixtures::path(&home), Access::Write).unwrap().store;
        store.wait_at_most(Duration::ZERO).unwrap();
        let busy = store.discard(|_| Ok::<_, StoreError>(true));
        assert!(matches!(busy, Err(StoreError::Busy { .. })), "{busy:?}");
        assert_eq!(sessions(&other).unwrap().len(), 1);
    }
}
