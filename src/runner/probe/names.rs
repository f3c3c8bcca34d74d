//! Where a name leads, within the time that a question has.
//!
//! The system's resolver cannot be called off, so it is asked on a thread of its own; who asks for a name that is being
//! looked up waits for the same answer. So there are never more such threads than names.

use super::answer::Answer;
use super::stopwatch::Stopwatch;
use crate::drill::address::{AddressError, Bits, Endpoint};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

type LookUp = dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync;

/// The names that are being looked up.
#[derive(Clone)]
pub(super) struct Names {
    pending: Arc<Mutex<HashMap<String, Arc<Pending>>>>,
    look_up: Arc<LookUp>,
}

#[derive(Default)]
struct Pending {
    /// What came back, once something did.
    found: Mutex<Option<io::Result<Vec<IpAddr>>>>,
    done: Condvar,
}

impl Names {
    /// Asks the resolver of this machine.
    pub fn of_system() -> Self {
        Self::new(Arc::new(|host: &str| Ok((host, 0).to_socket_addrs()?.map(|it| it.ip()).collect())))
    }

    pub fn new(look_up: Arc<LookUp>) -> Self {
        Self { pending: Arc::default(), look_up }
    }

    /// Returns the addresses that may be asked; guarded ones only where `guarded` allows it.
    ///
    /// The text of a name says nothing of where it leads, so this is the check that counts: nothing else is connected to.
    pub fn addresses(
        &self,
        endpoint: &Endpoint,
        guarded: bool,
        patience: Duration,
    ) -> Result<Vec<SocketAddr>, Answer> {
        let found = match endpoint.host.parse() {
            Ok(address) => vec![address],
            Err(_) => self.found(&endpoint.host, patience)?,
        };
        if found.is_empty() {
            return Err(Answer::down("name not found"));
        }
        let open: Vec<SocketAddr> = found
            .into_iter()
            .filter(|address| guarded || !bits(*address).is_guarded())
            .map(|address| SocketAddr::new(address, endpoint.port))
            .collect();
        if open.is_empty() {
            return Err(Answer::fault(&format!("its name {}", AddressError::Guarded)));
        }
        Ok(open)
    }

    fn found(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, Answer> {
        let pending = self.pending(host).map_err(|error| {
            Answer::fault(&format!("no thread could be started to look its name up: {error}"))
        })?;
        let stopwatch = Stopwatch::start();
        let mut found = lock(&pending.found);
        while found.is_none() {
            let Some(left) = stopwatch.left(patience) else { return Err(Answer::timed_out(patience)) };
            found = pending.done.wait_timeout(found, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        match &*found {
            Some(Ok(addresses)) => Ok(addresses.clone()),
            _ => Err(Answer::down("name not found")),
        }
    }

    /// Joins the look-up of the name, or begins one.
    fn pending(&self, host: &str) -> io::Result<Arc<Pending>> {
        let mut all = lock(&self.pending);
        let vacant = match all.entry(host.to_owned()) {
            Entry::Occupied(pending) => return Ok(Arc::clone(pending.get())),
            Entry::Vacant(vacant) => vacant,
        };
        let pending = Arc::new(Pending::default());
        let (names, host, told) = (self.clone(), host.to_owned(), Arc::clone(&pending));
        thread::Builder::new().name("probe-name".to_owned()).spawn(move || {
            let found = (names.look_up)(&host);
            lock(&names.pending).remove(&host);
            *lock(&told.found) = Some(found);
            told.done.notify_all();
        })?;
        Ok(Arc::clone(vacant.insert(pending)))
    }
}

fn bits(address: IpAddr) -> Bits {
    match address {
        IpAddr::V4(v4) => Bits::V4(v4.to_bits()),
        IpAddr::V6(v6) => Bits::V6(v6.to_bits()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::answer::State;
    use super::*;
    use crate::drill::address::read_ipv6;
    use proptest::prelude::*;
    use std::net::Ipv6Addr;
    use std::sync::mpsc;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn names(found: &'static [&'static str]) -> Names {
        Names::new(Arc::new(|_: &str| Ok(found.iter().map(|it| it.parse().unwrap()).collect())))
    }

    fn endpoint(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 80 }
    }

    #[test]
    fn a_name_that_leads_to_a_metadata_address_is_refused_unless_that_is_allowed() {
        for guarded in ["169.254.169.254", "fd00:ec2::254", "fe80::1", "::ffff:169.254.169.254"] {
            let names = Names::new(Arc::new(move |_: &str| Ok(vec![guarded.parse().unwrap()])));
            let refused = names.addresses(&endpoint("innocent.example"), false, PATIENCE).unwrap_err();
            assert_eq!(refused.state, State::Fault);
            assert!(refused.text.contains("link-local or metadata"), "{refused:?}");
            assert_eq!(names.addresses(&endpoint("innocent.example"), true, PATIENCE).unwrap().len(), 1);
            assert!(names.addresses(&endpoint(guarded), false, PATIENCE).is_err(), "{guarded} itself");
        }
    }

    #[test]
    fn only_the_open_ones_of_several_addresses_are_left() {
        let found = names(&["fe80::1", "192.0.2.1"]).addresses(&endpoint("nas.local"), false, PATIENCE);
        assert_eq!(found, Ok(vec!["192.0.2.1:80".parse().unwrap()]));
    }

    #[test]
    fn a_name_that_leads_nowhere() {
        let failing = Names::new(Arc::new(|_: &str| Err(io::Error::other("EAI_NONAME"))));
        for names in [failing, names(&[])] {
            let answer = names.addresses(&endpoint("nowhere"), false, PATIENCE).unwrap_err();
            assert_eq!(answer, Answer::down("name not found"));
        }
    }

    #[test]
    fn a_resolver_that_hangs_is_asked_once_and_waited_for_no_longer_than_the_question_may_take() {
        let (asked, asks) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let names = Names::new(Arc::new(move |_: &str| {
            asked.send(()).unwrap();
            let _ = lock(&gate).recv();
            Ok(vec!["192.0.2.1".parse().unwrap()])
        }));
        let short = Duration::from_millis(2);
        for _ in 0..3 {
            let answer = names.addresses(&endpoint("slow"), false, short).unwrap_err();
            assert_eq!(answer, Answer::timed_out(short));
        }
        asks.recv_timeout(PATIENCE).unwrap();
        assert!(asks.try_recv().is_err(), "the second and the third wait for the first");
        let waiting = thread::spawn({
            let names = names.clone();
            move || names.addresses(&endpoint("slow"), false, PATIENCE)
        });
        drop(release);
        assert_eq!(waiting.join().unwrap().unwrap().len(), 1);
    }

    proptest! {
        /// The ground floor knows no sockets and reads such addresses by itself.
        #[test]
        fn ipv6_is_read_as_the_standard_library_reads_it(
            bits in any::<u128>(),
            mask in any::<u8>(),
            text in "[0-9a-f:.]{0,24}|([0-9a-f]{0,5}:){0,9}([0-9]{1,3}\\.){0,4}[0-9a-f]{0,4}",
        ) {
            let masked = (0..8).filter(|n| mask & 1 << n != 0).fold(bits, |bits, n| bits & !(0xffff << (16 * n)));
            prop_assert_eq!(read_ipv6(&Ipv6Addr::from_bits(masked).to_string()), Some(masked));
            prop_assert_eq!(read_ipv6(&text), text.parse().ok().map(Ipv6Addr::to_bits), "{}", text);
        }
    }
}
