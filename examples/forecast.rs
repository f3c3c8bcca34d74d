//! Prints how honest the forecast is: `cargo run --release --example forecast [HISTORIES [SEED]]`.
//!
//! Made-up teams hold 3, 5 or 10 drills and then one more, whose end is forecast at its start and after each quarter of it.
//! The table says how often the true end lay within the 80 % range, and on which side of it where it did not. The worlds
//! that mix everything stand first; below them each trait alone, so that no mean hides a bad case.

#[path = "../tests/it/honesty.rs"]
mod honesty;
#[path = "../tests/it/world.rs"]
mod world;

use honesty::Row;
use std::io::{self, Write};
use world::Variant;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let histories = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1_000);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut out = io::stdout();
    writeln!(out, "{}", Row::HEADING)?;
    for variant in Variant::ALL {
        for drills in [3, 5, 10] {
            writeln!(out, "{}", Row::new(variant, drills, histories, seed))?;
        }
    }
    Ok(())
}
