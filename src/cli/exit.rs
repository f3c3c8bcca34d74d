//! The exit codes, a promise to scripts.

/// Everything went as asked.
pub const FINE: u8 = 0;
/// The answer is no: a check found errors, or a log does not verify.
pub const NO: u8 = 1;
/// The command line is wrong, or there is no terminal where one is needed.
pub const USAGE: u8 = 2;
/// The session turned the request down.
pub const REFUSED: u8 = 3;
/// The store or a file could not be read or written.
pub const STORE: u8 = 4;
/// A person is needed, and none can be asked.
pub const PERSON: u8 = 5;
/// Ended by a signal (INT, TERM, HUP, QUIT), or because the terminal went away.
pub const INTERRUPTED: u8 = 130;
