//! Connects, and says whether that went well.

use super::answer::Answer;
use super::names::Names;
use super::stopwatch::Stopwatch;
use crate::drill::address::Endpoint;
use std::io;
use std::net::TcpStream;
use std::time::Duration;

/// Asks the address within the time.
pub(super) fn ask(names: &Names, address: &str, guarded: bool, patience: Duration) -> Answer {
    let stopwatch = Stopwatch::start();
    let addresses = Endpoint::of_tcp(address, guarded)
        .map_err(|why| Answer::fault(&format!("the address {why}")))
        .and_then(|endpoint| names.addresses(&endpoint, guarded, patience));
    let addresses = match addresses {
        Ok(addresses) => addresses,
        Err(answer) => return answer,
    };
    let mut failure = io::Error::from(io::ErrorKind::TimedOut);
    for (address, others) in addresses.iter().zip((1..=addresses.len()).rev()) {
        // The last one has all that is left; one that hangs must not keep the others from being tried.
        let share = u32::try_from(others).unwrap_or(u32::MAX);
        let Some(left) = stopwatch.left(patience).map(|left| left / share).filter(|left| !left.is_zero())
        else {
            break;
        };
        match TcpStream::connect_timeout(address, left) {
            Ok(_) => return Answer::up(&format!("connected in {} ms", stopwatch.elapsed().as_millis())),
            Err(error) => failure = error,
        }
    }
    Answer::failed(&failure, patience)
}
