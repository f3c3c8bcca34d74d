//! `show`: a whole session.

use crate::analysis::baseline::Kind;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::engine::desk;
use crate::engine::history::History;
use crate::engine::redlines;
use crate::present::show::{Chain, Document, Head, Kept, text};
use crate::store::{Access, Store};
use clap::Args;

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Which session
    #[arg(default_value = "last")]
    session: String,
    /// Print JSON: every step, note, anchor and figure
    #[arg(long)]
    json: bool,
}

/// Shows a session.
pub fn show(shell: &Shell, args: &ShowArgs) -> Result<(), Failure> {
    let store = shell.store(Access::Read)?;
    let id = shell.session(&store, Some(&args.session))?;
    let loaded = desk::load(&store, &id)?;
    if let Some(notice) = &loaded.notice {
        shell.tell(notice);
    }
    if args.json {
        let (kept, now) = (kept(&store, &id, &loaded.session)?, shell.now());
        let mut history = History::read(&store, &loaded.session, &Kind::default())?;
        history.reach_back(&store, &loaded.session)?;
        return out::print_json(&Document::of(&loaded.session, &history.measure.past, &now, &kept));
    }
    out::print(&text(&loaded.session, &shell.now(), shell.charset()))
}

/// What the store knows of a log, as `present` takes it.
pub(super) fn kept(store: &Store, id: &SessionId, session: &Session) -> Result<Kept, Failure> {
    let verification = store.verify(id)?;
    let head = |it: crate::store::verify::Head| Head { writer: it.writer, seq: it.seq, hash: it.hash };
    Ok(Kept {
        heads: verification.heads.into_iter().map(head).collect(),
        chain: Some(if verification.broken.is_some() { Chain::Broken } else { Chain::Ok }),
        effective: redlines::effective_version(store, session),
        version: History::read_version(store, session)?,
        pending: Vec::new(),
    })
}
