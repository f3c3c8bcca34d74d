//! Hears the bell that a process rings after a commit, so that others need not ask the disk again and again.

use super::error::PlatformError;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Listens for a bell until it is dropped.
///
/// Rings are told of one at a time: after a ring there is silence until [`answer`](Self::answer), and one that came
/// in between is not lost, because whoever answers first and looks then sees all that was there when it rang.
#[derive(Debug)]
pub struct BellWatch {
    ringing: Arc<AtomicBool>,
    _watcher: RecommendedWatcher,
}

impl BellWatch {
    /// Calls `on_ring`, on a thread of its own that sleeps in between, when the file is made or written. The folder
    /// must be there; the file may come, go and come back.
    ///
    /// The system tells of every file in the folder: a bell hangs best in a folder in which little else happens.
    pub fn listen(path: &Path, on_ring: impl Fn() + Send + 'static) -> Result<Self, PlatformError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |cause| PlatformError::Watch { path: folder.to_owned(), cause };
        let name: OsString = path.file_name().unwrap_or_default().to_owned();
        let ringing = Arc::new(AtomicBool::new(false));
        let rings = Arc::clone(&ringing);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if is_ring(&event, &name) && !rings.swap(true, Ordering::AcqRel) {
                on_ring();
            }
        })
        .map_err(failed)?;
        watcher.watch(folder, RecursiveMode::NonRecursive).map_err(failed)?;
        Ok(Self { ringing, _watcher: watcher })
    }

    /// Makes ready for the next ring. Call it before looking for what is new, never after.
    pub fn answer(&self) {
        self.ringing.store(false, Ordering::Release);
    }
}

/// Whether to look: the file was made or written, or the system lost count of what happened.
fn is_ring(event: &notify::Result<Event>, name: &OsStr) -> bool {
    let Ok(event) = event else { return true };
    let is_change = matches!(event.kind, EventKind::Any | EventKind::Create(_) | EventKind::Modify(_));
    event.need_rescan() || (is_change && event.paths.iter().any(|path| path.file_name() == Some(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, Flag, ModifyKind, RemoveKind};
    use std::fs::{self, File};
    use std::io::Write;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    fn hung(path: &Path) -> (BellWatch, Receiver<()>) {
        let (sender, rings) = channel();
        let watch = BellWatch::listen(path, move || sender.send(()).unwrap_or_default()).unwrap();
        (watch, rings)
    }

    /// Longer than any machine is slow: reached only where the test fails.
    const PATIENCE: Duration = Duration::from_secs(20);

    #[test]
    fn a_ring_is_heard_also_from_a_bell_that_was_missing() {
        let folder = tempfile::tempdir().unwrap();
        let bell = folder.path().join("bell");
        let (watch, rings) = hung(&bell);
        let ring = |by: &str| {
            rings.recv_timeout(PATIENCE).expect(by);
            watch.answer();
        };
        // Each of these is a single event, so that none can be mistaken for the echo of the one before.
        let mut made = File::create(&bell).unwrap();
        ring("making it");
        made.write_all(b"x").unwrap();
        ring("writing to it");
        made.set_modified(std::time::UNIX_EPOCH).unwrap();
        ring("touching it");
        fs::remove_file(&bell).unwrap();
        File::create(&bell).unwrap();
        ring("making it again");
    }

    #[test]
    fn until_it_is_answered_it_rings_once() {
        let folder = tempfile::tempdir().unwrap();
        let (bell, end) = (folder.path().join("bell"), folder.path().join("end"));
        let (_watch, rings) = hung(&bell);
        let (_end_watch, ended) = hung(&end);
        for _ in 0..50 {
            fs::write(&bell, "x").unwrap();
        }
        rings.recv_timeout(PATIENCE).unwrap();
        fs::write(&end, "x").unwrap();
        ended.recv_timeout(PATIENCE).unwrap();
        assert!(rings.try_recv().is_err());
    }

    #[test]
    fn a_folder_that_is_not_there_cannot_be_watched() {
        let folder = tempfile::tempdir().unwrap();
        let error = BellWatch::listen(&folder.path().join("none/bell"), || ()).unwrap_err().to_string();
        assert!(error.contains("none cannot be watched"), "{error}");
    }

    #[test]
    fn only_changes_of_the_bell_ring() {
        let event = |kind, file: &str| Ok(Event::new(kind).add_path(Path::new("/run").join(file)));
        let name = OsStr::new("bell");
        assert!(is_ring(&event(EventKind::Create(CreateKind::File), "bell"), name));
        assert!(is_ring(&event(EventKind::Modify(ModifyKind::Any), "bell"), name));
        assert!(!is_ring(&event(EventKind::Modify(ModifyKind::Any), "store-wal"), name));
        assert!(!is_ring(&event(EventKind::Access(AccessKind::Any), "bell"), name));
        assert!(!is_ring(&event(EventKind::Remove(RemoveKind::File), "bell"), name));
        assert!(is_ring(&Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), name));
        assert!(is_ring(&Err(notify::Error::generic("lost")), name));
    }
}
