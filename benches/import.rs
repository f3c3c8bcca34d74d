//! How long a runbook of a megabyte takes to become a procedure. `cargo bench --bench import`

use divan::Bencher;
use firedrill::library::import::import;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// A page of about a megabyte: `sections` sections, each with lists, fences, a table and prose.
fn page(sections: usize) -> String {
    let prose = 1_000_000 / sections - 500;
    let mut page = "# Restore everything\n\nRTO: 4 hours\n".to_owned();
    for at in 0..sections {
        let _ = write!(
            page,
            "\n## Part {at}: restore it (5–10 min)\n\n1. Stop the writers of <part-{}>:\n   ```bash\n   $ stop ${{PART}} {at}\n   ```\n\
             2. Restore the dump, then look at it:\n   - the rows\n   - the [lag](https://example.org/{at})\n\n\
             | Step | Action | Owner |\n|---|---|---|\n| 1 | Start the reader {at} | Ann |\n\nRun this when it is up:\n\n\
             ```sh\nlook --at {at}\n```\n\n{}\n",
            at % 50,
            "A sentence, of which there are many. ".repeat(prose / 37)
        );
    }
    page
}

#[divan::bench(args = [60, 300])]
fn a_megabyte(bencher: Bencher<'_, '_>, sections: usize) {
    let page = page(sections);
    assert!(import(&page, "page.md").is_ok());
    bencher.bench(|| import(&page, "page.md"));
}

/// More steps than fit, deep lists, unclosed marks: what is refused is refused as fast.
#[divan::bench(args = ["steps", "nested", "brackets", "headings", "lists"])]
fn a_hostile_megabyte(bencher: Bencher<'_, '_>, kind: &str) {
    let page = match kind {
        "steps" => "- [ ] Stop it\n".repeat(70_000),
        "nested" => (0..4_000).map(|at| "  ".repeat(at % 240) + "- Stop it\n").collect(),
        "brackets" => "[".repeat(1_000_000),
        "headings" => "## Stop it\n\n".repeat(80_000),
        _ => "Steps:\n\n1. Stop it\n\n- x\n\n".repeat(40_000),
    };
    bencher.bench(|| import(&page, "page.md"));
}
