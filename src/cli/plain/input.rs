//! Lines from standard input, each with the moment at which it was typed.

use crate::drill::time::Moment;
use crate::platform::clock::Clock;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The longest line that is taken, in bytes.
pub const LONGEST: usize = 1 << 20;

/// How many lines are read ahead.
const AHEAD: usize = 16;

/// A line that was typed.
#[derive(Debug)]
pub struct Typed {
    /// What it says; or why it could not be taken.
    pub line: Result<String, &'static str>,
    /// When it was there.
    pub at: Moment,
}

/// Reads standard input on a thread of its own, to its end.
pub fn listen(clock: Arc<dyn Clock>) -> io::Result<Receiver<Typed>> {
    let (sender, lines) = channel(AHEAD);
    std::thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || read_all(&mut io::stdin().lock(), clock.as_ref(), &sender))?;
    Ok(lines)
}

fn read_all(input: &mut dyn BufRead, clock: &dyn Clock, sender: &Sender<Typed>) {
    while let Some(line) = read_line(input) {
        let typed = Typed { line, at: clock.read().moment };
        if sender.blocking_send(typed).is_err() {
            return;
        }
    }
}

/// Returns the next line without its end; `None` at the end of the input.
fn read_line(input: &mut dyn BufRead) -> Option<Result<String, &'static str>> {
    let mut bytes = Vec::new();
    let read = input.take(LONGEST as u64 + 1).read_until(b'\n', &mut bytes).ok()?;
    if read == 0 {
        return None;
    }
    if read > LONGEST && !bytes.ends_with(b"\n") {
        input.skip_until(b'\n').ok()?;
        return Some(Err("that line is longer than 1 MiB; nothing of it was taken"));
    }
    let end = bytes.len() - usize::from(bytes.ends_with(b"\n"));
    bytes.truncate(end);
    Some(String::from_utf8(bytes).map_err(|_| "that line is not UTF-8; nothing of it was taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<Result<String, &'static str>> {
        std::iter::from_fn(|| read_line(&mut input)).collect()
    }

    #[test]
    fn lines_end_at_line_feeds_and_at_the_end() {
        assert_eq!(lines(b"a\n\nb\r\nc"), ["a", "", "b\r", "c"].map(|it| Ok(it.to_owned())));
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_that_cannot_be_taken_leaves_the_next_one_whole() {
        let long = [vec![b'x'; LONGEST + 5], b"\nnext\n\xff\nlast".to_vec()].concat();
        let [Err(_), Ok(next), Err(_), Ok(last)] = &lines(&long)[..] else { panic!("four lines") };
        assert_eq!((next.as_str(), last.as_str()), ("next", "last"));
        let longest = vec![b'x'; LONGEST];
        assert_eq!(lines(&longest)[0].as_ref().map(String::len), Ok(LONGEST));
    }
}
