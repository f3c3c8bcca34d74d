//! Asks a URL for its status: no redirect is followed, no proxy used, no body read.

use super::answer::Answer;
use super::names::Names;
use super::stopwatch::Stopwatch;
use crate::drill::address::Endpoint;
use rustls_native_certs::load_native_certs;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};

const USER_AGENT: &str = concat!("firedrill/", env!("CARGO_PKG_VERSION"));
/// What the head of an answer may take, in bytes.
const MOST_HEAD: usize = 16 * 1024;
/// What is read at once, and written.
const BUFFERS: (usize, usize) = (8 * 1024, 4 * 1024);
/// How many addresses of a name ureq can be given.
const MOST_ADDRESSES: usize = 16;

/// What all questions share. Whom to trust is found out at the first `https` URL, and kept.
///
/// That is whom the machine trusts, not a list in the program: the services that are restored are often certified by
/// the company's own authority, and a list would grow old in a program that lies about for emergencies.
#[derive(Default)]
pub(super) struct Http {
    connector: Shared,
    tls: OnceLock<Result<TlsConfig, String>>,
}

impl Http {
    /// Asks the URL within the time; a status from the first to the last expected is good.
    pub fn ask(
        &self,
        names: &Names,
        url: &str,
        expected: (u16, u16),
        guarded: bool,
        patience: Duration,
    ) -> Answer {
        let stopwatch = Stopwatch::start();
        let prepared = Endpoint::of_url(url, guarded)
            .map_err(|why| Answer::fault(&format!("the URL {why}")))
            .and_then(|endpoint| {
                let tls = self.tls(url)?;
                Ok((names.addresses(&endpoint, guarded, patience)?, tls))
            });
        let (addresses, tls) = match prepared {
            Ok(prepared) => prepared,
            Err(answer) => return answer,
        };
        let Some(left) = stopwatch.left(patience) else { return Answer::timed_out(patience) };
        let agent = Agent::with_parts(config(tls, left), self.connector.clone(), Fixed(addresses));
        match agent.get(url).call() {
            Ok(response) => status(response.status().as_u16(), expected, stopwatch.elapsed()),
            Err(error) => failed(&error, patience),
        }
    }

    fn tls(&self, url: &str) -> Result<TlsConfig, Answer> {
        if url.get(..6).is_none_or(|scheme| !scheme.eq_ignore_ascii_case("https:")) {
            return Ok(TlsConfig::default());
        }
        self.tls.get_or_init(trusting).clone().map_err(|why| Answer::fault(&why))
    }
}

fn trusting() -> Result<TlsConfig, String> {
    let found = load_native_certs();
    if found.certs.is_empty() {
        let why = found.errors.first().map_or_else(String::new, |error| format!(": {error}"));
        return Err(format!("this machine has no certificate authorities to trust (ca-certificates){why}"));
    }
    let roots: RootCerts =
        found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build())
}

fn config(tls: TlsConfig, left: Duration) -> Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .tls_config(tls)
        .user_agent(USER_AGENT)
        .timeout_global(Some(left))
        .max_idle_connections(0)
        .max_response_header_size(MOST_HEAD)
        .input_buffer_size(BUFFERS.0)
        .output_buffer_size(BUFFERS.1)
        .build()
}

fn status(status: u16, (least, most): (u16, u16), took: Duration) -> Answer {
    let text = format!("{status} in {} ms", took.as_millis());
    if (least..=most).contains(&status) {
        return Answer::up(&text);
    }
    let expected = if least == most { least.to_string() } else { format!("{least}..{most}") };
    Answer::down(&format!("{text}, not {expected}"))
}

fn failed(error: &ureq::Error, patience: Duration) -> Answer {
    match error {
        ureq::Error::Timeout(_) => Answer::timed_out(patience),
        ureq::Error::Io(error) => Answer::failed(error, patience),
        ureq::Error::ConnectionFailed => Answer::down("connection failed"),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => {
            Answer::down("the answer is no HTTP")
        }
        // Its text is the URL as it was.
        ureq::Error::BadUri(_) => Answer::fault("the URL cannot be asked"),
        error => Answer::down(&error.to_string()),
    }
}

/// Leads to the addresses that were looked up and judged, and nowhere else.
#[derive(Debug)]
struct Fixed(Vec<SocketAddr>);

impl Resolver for Fixed {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        self.0.iter().take(MOST_ADDRESSES).for_each(|address| addresses.push(*address));
        Ok(addresses)
    }
}

/// One connector for all agents: it keeps what TLS needs.
#[derive(Debug, Clone, Default)]
struct Shared(Arc<DefaultConnector>);

impl Connector<()> for Shared {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained)
    }
}
