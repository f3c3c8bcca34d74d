//! What the folder of a store lies on: write-ahead logging needs memory that all processes share.

use std::path::Path;

/// Returns the name of the file system where it is one on which other machines may have the same files open, or on
/// which shared memory is not to be trusted.
#[cfg(target_os = "linux")]
pub(super) fn network_name(path: &Path) -> Option<&'static str> {
    // linux/magic.h
    const NAMES: [(u64, &str); 8] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB"),
        (0x0102_1997, "9p"),
        (0x6573_5546, "FUSE"),
        (0x00C3_6400, "Ceph"),
        (0x5346_414F, "AFS"),
    ];
    let kind = u64::try_from(rustix::fs::statfs(path).ok()?.f_type).ok()? & 0xFFFF_FFFF;
    NAMES.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
}

/// Elsewhere there is only SQLite's own word: whether it could map its shared memory.
#[cfg(not(target_os = "linux"))]
pub(super) fn network_name(_path: &Path) -> Option<&'static str> {
    None
}
