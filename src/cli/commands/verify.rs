//! `verify`: is the log still what was written?

use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::ids::SessionId;
use crate::present::cells;
use crate::present::sign::dot;
use crate::store::Access;
use crate::store::verify::Verification;
use clap::Args;
use serde::Serialize;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// One session alone; otherwise all of them, and the file as a whole
    session: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One verified session, as `--json` has it.
#[derive(Debug, Serialize)]
struct Verified {
    session: String,
    events: usize,
    redacted: usize,
    chain: &'static str,
    heads: Vec<Head>,
    broken: Option<Broken>,
}

#[derive(Debug, Serialize)]
struct Head {
    writer: String,
    seq: u64,
    hash: String,
}

#[derive(Debug, Serialize)]
struct Broken {
    writer: String,
    seq: u64,
    what: String,
}

/// Recomputes the hash chains; the answer is no where one does not hold.
pub fn verify(shell: &Shell, args: &VerifyArgs) -> Result<(), Failure> {
    let store = shell.store(Access::Read)?;
    let (sessions, fault) = match &args.session {
        Some(wanted) => (vec![shell.session(&store, Some(wanted))?], None),
        None => (store.session_ids()?, store.integrity()?),
    };
    let mut all = Vec::new();
    for session in sessions {
        let verified = Verified::of(&session, store.verify(&session)?);
        if !args.json {
            out::print(&line(shell, &verified))?;
        }
        all.push(verified);
    }
    if args.json {
        out::print_json(&all)?;
    }
    if let Some(fault) = &fault {
        shell.tell(&format!("the store {} is damaged: {fault}", store.path().display()));
    }
    if fault.is_some() || all.iter().any(|it| it.broken.is_some()) {
        Err(Failure::Said(exit::NO))
    } else {
        Ok(())
    }
}

/// `01z0zajkmt · 47 events · 1 redacted · ok`.
fn line(shell: &Shell, verified: &Verified) -> String {
    let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
    let mut parts = vec![safe(&verified.session), format!("{} events", verified.events)];
    if verified.redacted > 0 {
        parts.push(format!("{} redacted", verified.redacted));
    }
    parts.push(match &verified.broken {
        None => "ok".to_owned(),
        Some(Broken { writer, seq, what }) => {
            format!("BROKEN at event {seq} of writer {}: {}", safe(writer), safe(what))
        }
    });
    parts.join(dot(shell.charset())) + "\n"
}

impl Verified {
    fn of(session: &SessionId, verification: Verification) -> Self {
        let heads = verification.heads.into_iter();
        Self {
            session: session.to_string(),
            events: verification.events,
            redacted: verification.redacted,
            chain: if verification.broken.is_some() { "broken" } else { "ok" },
            heads: heads
                .map(|it| Head { writer: it.writer.to_string(), seq: it.seq, hash: it.hash.to_string() })
                .collect(),
            broken: verification.broken.map(|it| Broken {
                writer: it.writer.to_string(),
                seq: it.seq,
                what: it.what,
            }),
        }
    }
}
