//! A procedure's folder, walked so that nothing leads out of it unseen.
//!
//! Every part of a path is opened from the folder before it, and no link is followed by the system: what is swapped
//! while we look is never read in its place.

use super::error::LibraryError;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, openat, readlinkat, statat};
use rustix::io::Errno;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// The links that one path may lead through, as with the system itself.
const MOST_LINKS: usize = 40;

/// A procedure's folder.
pub(super) struct Inside {
    /// Without links.
    pub path: PathBuf,
    root: File,
}

/// What a path in the folder leads to.
pub(super) enum Met {
    /// Nothing, or something outside of the folder that it names openly.
    Nothing,
    /// A folder: its path.
    Folder(String),
    /// A file.
    File(Found),
}

/// A file in the folder, open.
pub(super) struct Found {
    /// Its path without links, relative to the folder.
    pub path: String,
    /// The links that were followed: their paths, and what each says.
    pub links: BTreeMap<String, String>,
    /// The file.
    pub file: File,
}

/// One walk along a path.
struct Walk<'a> {
    inside: &'a Inside,
    /// The folders that it is in, without the procedure's own.
    stack: Vec<(String, OwnedFd)>,
    /// The parts that are still ahead, and for those that a link put there, the link.
    ahead: VecDeque<(String, Option<String>)>,
    links: BTreeMap<String, String>,
    /// How many links were followed; the same one may come again and again.
    followed: usize,
}

impl Inside {
    /// Opens the folder.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let failed = |source| LibraryError::ContentUnreadable { path: folder.to_owned(), source };
        let path = folder.canonicalize().map_err(failed)?;
        let root = File::open(&path).map_err(failed)?;
        Ok(Self { path, root })
    }

    /// Walks along a path that is relative to `base`, which is relative to the folder.
    pub fn find(&self, base: &str, path: &str) -> Result<Met, LibraryError> {
        let path = match Path::new(path).strip_prefix(&self.path).map(Path::to_str) {
            Ok(Some(inner)) => inner,
            _ if path.starts_with('/') => return Ok(Met::Nothing),
            _ => path,
        };
        let ahead = base.split('/').chain(path.split('/')).map(|part| (part.to_owned(), None)).collect();
        Walk { inside: self, stack: Vec::new(), ahead, links: BTreeMap::new(), followed: 0 }.go()
    }

    /// Lists the names in a folder, which is relative to this one; no names where it is none.
    pub fn names(&self, base: &str, folder: &str) -> Result<Vec<String>, LibraryError> {
        let Met::Folder(folder) = self.find(base, folder)? else { return Ok(Vec::new()) };
        let failed = |cause: Errno| self.unreadable(&folder, cause.into());
        let path = if folder.is_empty() { "." } else { &folder };
        let opened = openat(&self.root, path, folder_flags(), Mode::empty()).map_err(failed)?;
        let mut names = Vec::new();
        for entry in Dir::new(opened).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_owned();
            // What no command can name is shown as what it resembles, and is not there when it is looked for.
            names.push(name.to_string_lossy().into_owned());
        }
        names.retain(|name| name != "." && name != "..");
        names.sort();
        Ok(names)
    }

    fn unreadable(&self, path: &str, source: io::Error) -> LibraryError {
        LibraryError::ContentUnreadable { path: self.path.join(path), source }
    }
}

impl Walk<'_> {
    fn go(mut self) -> Result<Met, LibraryError> {
        while let Some((part, by)) = self.ahead.pop_front() {
            match part.as_str() {
                "" | "." => {}
                ".." => {
                    if self.stack.pop().is_none() {
                        return by.map_or(Ok(Met::Nothing), |link| Err(self.leads_out(&link)));
                    }
                }
                name => {
                    if let Some(met) = self.step(name)? {
                        return Ok(met);
                    }
                }
            }
        }
        Ok(Met::Folder(self.path("")))
    }

    /// Goes to the name in the folder where the walk is; returns what was met where the walk ends there.
    fn step(&mut self, name: &str) -> Result<Option<Met>, LibraryError> {
        let path = self.path(name);
        let failed = |cause: Errno| self.inside.unreadable(&path, cause.into());
        let stat = match statat(self.here(), name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT | Errno::NOTDIR | Errno::NAMETOOLONG | Errno::INVAL | Errno::ILSEQ) => {
                return Ok(Some(Met::Nothing));
            }
            Err(cause) => return Err(failed(cause)),
        };
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => {
                let opened = openat(self.here(), name, folder_flags(), Mode::empty()).map_err(failed)?;
                self.stack.push((name.to_owned(), opened));
                Ok(None)
            }
            FileType::Symlink => {
                let target = readlinkat(self.here(), name, Vec::new()).map_err(failed)?;
                let target = target.into_string().map_err(|_| failed(Errno::ILSEQ))?;
                self.follow(&path, target)?;
                Ok(None)
            }
            // A file has nothing in it.
            FileType::RegularFile if self.goes_on() => Ok(Some(Met::Nothing)),
            FileType::RegularFile => {
                let opened = openat(self.here(), name, file_flags(), Mode::empty()).map_err(failed)?;
                let file = File::from(opened);
                let kind = file.metadata().map_err(|cause| self.inside.unreadable(&path, cause))?;
                if !kind.is_file() {
                    return Err(self.no_file(&path));
                }
                Ok(Some(Met::File(Found { path, links: std::mem::take(&mut self.links), file })))
            }
            _ => Err(self.no_file(&path)),
        }
    }

    /// Puts what a link says before what is ahead.
    fn follow(&mut self, path: &str, target: String) -> Result<(), LibraryError> {
        let inner = match Path::new(&target).strip_prefix(&self.inside.path).map(Path::to_str) {
            Ok(Some(inner)) => {
                self.stack.clear();
                inner.to_owned()
            }
            _ => target.clone(),
        };
        self.links.insert(path.to_owned(), target);
        if inner.starts_with('/') {
            return Err(self.leads_out(path));
        }
        self.followed += 1;
        if self.followed > MOST_LINKS {
            return Err(self.inside.unreadable(path, Errno::LOOP.into()));
        }
        for part in inner.split('/').rev() {
            self.ahead.push_front((part.to_owned(), Some(path.to_owned())));
        }
        Ok(())
    }

    fn goes_on(&self) -> bool {
        self.ahead.iter().any(|(part, _)| !part.is_empty())
    }

    fn here(&self) -> BorrowedFd<'_> {
        self.stack.last().map_or_else(|| self.inside.root.as_fd(), |(_, folder)| folder.as_fd())
    }

    fn path(&self, name: &str) -> String {
        let names = self.stack.iter().map(|(name, _)| name.as_str()).chain([name]);
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/")
    }

    fn leads_out(&self, link: &str) -> LibraryError {
        let target = self.links.get(link).cloned().unwrap_or_default();
        LibraryError::LinkOut { path: self.inside.path.join(link), target }
    }

    fn no_file(&self, path: &str) -> LibraryError {
        LibraryError::NoFile { path: self.inside.path.join(path), what: "a pipe, a socket or a device" }
    }
}

fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// To open a pipe without waiting for someone who writes into it, should one have taken the file's place.
fn file_flags() -> OFlags {
    OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC
}
