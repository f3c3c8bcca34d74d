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

#[test]
fn labels_with_a_command_below_them_are_steps() {
    let page = "# X\n\n## Evidence\n\n- State of the pods:\n  - `kubectl get pods`\n- Newest lines:\n  - `kubectl logs shop --tail 9`\n- Who is hit:\n  - names\n";
    assert_eq!(lines(page), [5, 7, 9]);
    let step = &taken(page).draft.procedure.steps[0];
    assert_eq!((step.command.as_deref(), step.text.as_str()), (Some("kubectl get pods"), ""));
    assert!(has_none(&page.replace("Evidence", "Impact")));
    let names = "# X\n\n## Recovery\n\nSafe mode is on with all of:\n\n- `SAFE=1`\n- `artifacts/report.md`\n";
    assert!(has_none(names), "a name is no command");
}

#[test]
fn what_a_case_asks_for_is_a_step() {
    let page = "# X\n\n## The demand\n\nIf there is a note:\n\n- Do not answer\n- Take a picture of it\n- Counsel decides\n- Keep the disk\n";
    assert_eq!(lines(page), [8, 9, 10]);
}

#[test]
fn numbers_may_have_letters() {
    let page = "1) Stop it\n\n2A - Restore the dump\n\n2B - Restore the mirror\n\n3) Start it\n";
    assert_eq!(lines(page), [1, 3, 5, 7]);
}

#[test]
fn numbered_items_with_commands_behind_them_need_no_verb() {
    let fence = "\n```bash\nmake it\n```\n\n";
    let page = format!(
        "# X\n\n## A drill\n\n1) **Precheck** (reads only)\n{fence}2) Evidence\n{fence}3) Second look\n{fence}"
    );
    assert_eq!(lines(&page), [5, 11, 17]);
    let named = "# X\n\n## The agents\n\n1. First host: `systemctl start agent`\n2. Second host: `systemctl start agent`\n";
    assert_eq!(lines(named), [5, 6]);
}

#[test]
fn bold_lines_may_be_parts_of_the_step_above_them() {
    let ways = "# X\n\n## Now\n\n### 1. Check the certificate\n\n**In the browser:**\n1. Open the page\n2. Click the lock\n\n**In a shell:**\n```sh\nlook\n```\n\n### 2. Write it down\n";
    assert_eq!(lines(ways), [5, 16]);
    assert_eq!(taken(ways).draft.procedure.steps[0].command.as_deref(), Some("look"));
    let kinds = "# X\n\n## Set variables\n\n**Old disks**\n```sh\nD=/dev/sda\n```\n\n**New disks**\n```sh\nD=/dev/nvme0\n```\n\n## Steps\n\n1. Copy it\n";
    assert_eq!(lines(kinds), [3, 17]);
    let deeds =
        "# X\n\n## 1. Trouble\n\n**Check it:**\n```sh\nlook\n```\n\n**Fix:**\n1. Stop it\n2. Start it\n";
    assert_eq!(lines(deeds), [5, 11, 12], "what is to be done does not vanish");
}

#[test]
fn among_causes_deeds_and_cases_are_still_steps() {
    let page = "# X\n\n## Common causes\n\n**1. The name**\n\n**Symptoms:**\n- Check engine light\n\n**Check the name:**\n```sh\ndig shop\n```\n\n**If it is wrong:**\n1. Log in to the registrar\n2. Wait an hour\n";
    assert_eq!(lines(page), [10, 16, 17]);
    assert_eq!(
        lines("# X\n\n## When the primary is lost\n\n### 1. Decide\n\n### 2. Stop the follower\n"),
        [5, 7]
    );
}

#[test]
fn paragraphs_that_say_what_to_do_lead_to_fences_of_no_language() {
    let page = "# X\n\n## Rebuild\n\nLog in\n\n```\nshopctl login\n```\n\nCreate the service. It takes long\n\n    shopctl create\n\nIt looks like this:\n\n```\nup\n```\n";
    assert_eq!(lines(page), [5, 11]);
}

#[test]
fn paragraphs_that_say_what_to_do_are_steps_beside_others() {
    let page = "# Storage\n\nUse this in an emergency.\n\n## Rebuild\n\nThe database lives elsewhere.\n\nExport it:\n\n```sh\nexport it\n```\n\nOnce that is done, run the `plan` job.\n\nNote the number.\n\nCheck that the following agrees:\n\n- Size\n- Zone\n\n## Grow\n\n1. Log in\n2. Resize it\n\nThen edit the manifest.\n\nCheck the board now and again.\n";
    assert_eq!(lines(page), [9, 15, 19, 26, 27, 29]);
    let readme = "# Tool\n\n## Install it\n\nAdd this to your manifest:\n\n```toml\ntool = 1\n```\n\nReport what is wrong.\n";
    assert!(has_none(readme), "paragraphs alone make no runbook");
    assert!(has_none("# Tool\n\n## Examples\n\nFlip a coin:\n\n```rust\nflip();\n```\n"));
}

#[test]
fn bullets_of_orders_between_steps_are_steps() {
    let page = "# X\n\n## Database\n\n1. Stop it\n\n## The archive\n\n- Look for the newest one\n- Check its sum\n\n## Web\n\n1. Start it\n";
    assert_eq!(lines(page), [5, 9, 10, 14]);
    assert_eq!(lines(&page.replace("- Check its sum", "- It is large")), [5, 14]);
}

#[test]
fn a_list_of_changes_has_no_steps() {
    let page = "# Changes\n\n## v1.2.0 (2026-05-04)\n\n### Fix\n\n1. Update the parser\n2. Remove the flag\n\n## [1.1.0] - 2026-04-02\n\n- [ ] Add it\n";
    assert!(has_none(page));
}

#[test]
fn signs_that_are_boxes_are_boxes() {
    let page = "# X\n\n- ☐ Power\n- ☐ Do not forget the lid\n";
    assert_eq!(lines(page), [3, 4]);
    assert_eq!(taken(page).draft.procedure.steps[0].text, "");
}

#[test]
fn a_step_may_be_a_number_alone() {
    let page = "# X\n\n## Step 1\n\nThe writers stop.\n\n## Step 2\n\nThe dump is restored.\n";
    assert_eq!(steps(page), ["3 Step 1 (numbered heading)", "7 Step 2 (numbered heading)"]);
}

#[test]
fn a_report_of_what_happened_has_no_steps() {
    let report = |title: &str| {
        format!(
            "# {title}\n\n## Actions\n\n### Short term\n\n1. Rotate the key\n2. Write it down\n\n\
            ## Closing\n\n- [ ] All pods running\n- [ ] Logs clean\n"
        )
    };
    assert!(has_none(&report("Post-mortem: the lost key")));
    assert!(has_none(&report("📝 POST-MORTEM : the lost key")));
    assert_eq!(lines(&report("Postmortem process")).len(), 4, "how one is written is something to do");
    assert_eq!(lines("# Incident report\n\n## Steps\n\n1. Stop it\n2. Start it\n"), [5, 6]);
}

#[test]
fn a_word_right_above_a_list_is_its_heading() {
    assert_eq!(lines("1) Stop it\n- `stop`\n\nNotes\n- Test it every quarter.\n- Keep the backups.\n"), [1]);
}

#[test]
fn where_to_read_on_is_no_step_in_any_case() {
    let page = "# X\n\n## Restore\n\nStop the server with the panel.\n\nStart it again:\n\n```sh\nstart\n```\n\n\
        For details on dumps, refer to the manual.\n\n\
        When the store is elsewhere, backup and restore are done by others.\n\nWhen it is up, tell the team.\n";
    assert_eq!(lines(page), [5, 7, 17]);
}

#[test]
fn what_helps_against_a_cause_is_a_step() {
    let page = "# X\n\n## Common causes and solutions\n\n### Cause 1: The pool is full\n\n**Symptoms:**\n- Errors name the pool\n\n\
        **Solution:**\n```bash\nrestart it\n```\n\n### Cause 2: The disk\n\n**Fix:**\n\n- Empty the spool\n- Restart it\n";
    let expected =
        ["10 Solution: Cause 1: The pool is full (heading with code)", "19 Empty the spool", "20 Restart it"];
    let found = steps(page);
    assert!(found.iter().zip(expected).all(|(found, it)| found.starts_with(it)), "{found:?}");
    assert_eq!((found.len(), lines(page).len()), (3, 3));
}

#[test]
fn paragraphs_that_name_their_commands_are_steps() {
    let page = "# X\n\n## Steps\n\n- Open `settings.json`\n\n## By hand\n\nYou need the admin role for this.\n\n\
        Go to `deploy/` and use the command `make select`.\n\nNext, use `make plan` and read it.\n\nRun `make apply`.\n";
    assert_eq!(lines(page), [5, 11, 13, 15]);
}

#[test]
fn a_fence_right_under_the_word_steps_is_one() {
    let page = "# X\n\n## Steps\n\nRestored by the script with:\n```\n./restore.sh\n```\n";
    assert_eq!(lines(page), [5]);
    assert!(has_none(&page.replace("## Steps", "## Layout")));
}

#[test]
fn what_is_to_be_looked_at_before_is_a_step_where_it_has_a_command() {
    let page = "# X\n\n## Prerequisites\n\n- Look at the state from another node:\n  ```bash\n  state --all\n  ```\n\n## Recovery\n\n1. Start it\n";
    assert_eq!(lines(page), [5, 12]);
    assert_eq!(lines(&page.replace("- Look at the state", "- A shell\n- Look at the state")), [13]);
}
