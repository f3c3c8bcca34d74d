//! What stands beside steps and is none, and what looks like none and is one.

use super::super::page::{NotImported, import};
use super::told::{lost, steps, taken};

/// Returns the lines of the steps, and holds the page to losing nothing.
fn lines(page: &str) -> Vec<usize> {
    let draft = taken(page).draft;
    assert_eq!(lost(page, &draft.procedure), [""; 0], "{page}");
    draft.taken.iter().map(|it| it.line).collect()
}

fn has_none(page: &str) -> bool {
    import(page, "x.md").is_err_and(|why| why == NotImported::NoSteps)
}

#[test]
fn what_is_forbidden_is_no_step_but_a_note_of_the_one_before() {
    let page =
        "# X\n\n## Recovery\n\n1. Stop the writers\n2. Do **not** delete the spool\n3. Restore the dump\n";
    assert_eq!(lines(page), [5, 7]);
    assert_eq!(taken(page).draft.procedure.steps[0].text, "2. Do **not** delete the spool");
    let bullets = "# X\n\n## Recovery\n\n- Never use the console\n- Stop it\n- Start it\n- Avoid the rush\n";
    assert_eq!(lines(bullets), [6, 7]);
    assert_eq!(lines("# X\n\n- [ ] Stop it\n- [ ] Do not forget the spool\n- [ ] Don't wait\n"), [3, 4, 5]);
}

#[test]
fn a_list_under_words_that_forbid_has_no_steps() {
    let page = |lead: &str| format!("# X\n\n## Recovery\n\n{lead}\n\n- Pay the bill\n- Restart the node\n");
    for lead in ["**Do NOT:**", "### Never do this", "Before the lead agrees. Do not:", "### Don't"] {
        assert!(has_none(&page(lead)), "{lead}");
    }
    let boxes = "# X\n\n**Do not go back if:**\n- [ ] The region is down\n";
    assert!(has_none(boxes));
}

#[test]
fn what_is_the_case_among_orders_is_a_note_of_the_one_before() {
    let page = "# X\n\n## Move\n\n1. Run the mover\n2. Output will be similar to this:\n   ```sh\n   moved\n   ```\n3. The usual length is an hour\n4. Look at the rows\n";
    assert_eq!(lines(page), [5, 6, 11], "commands make a step of anything");
    let all = "# X\n\n## Recovery\n\n1. Nodes are drained\n2. Traffic was moved\n";
    assert_eq!(
        lines(&format!("{all}3. Look at it\n")),
        [5, 6, 7],
        "where most do not order, nothing is told apart"
    );
}

#[test]
fn what_a_machine_does_is_text_of_what_starts_it() {
    let page = "# X\n\n## Phase 2: the script\n\n```sh\n./rebuild.sh\n```\n\nThe script walks through three steps:\n\n1. Install the engine\n2. Restore the data\n3. Start the app\n";
    assert_eq!(steps(page), ["3 Phase 2: the script (heading with code)"]);
    let text = &taken(page).draft.procedure.steps[0].text;
    assert!(text.contains("2. Restore the data"), "{text}");
    assert!(has_none("# X\n\n## Recovery\n\nThis will:\n\n- Stop it\n- Start it\n"));
}
