//! The shapes in which teams write runbooks down.

use super::super::page::{Imported, NotImported, export, import};
use super::told::{lost, steps, taken};
use crate::drill::time::Span;
use crate::library::parse::MAX_BYTES;

/// Pages of many shapes; every one is held to everything that must be true of all.
const PAGES: [&str; 18] = [
    include_str!("pages/ansible.md"),
    include_str!("pages/bold.md"),
    include_str!("pages/branches.md"),
    include_str!("pages/bullets.md"),
    include_str!("pages/checklist.md"),
    include_str!("pages/console.md"),
    include_str!("pages/drill.md"),
    include_str!("pages/emoji.md"),
    include_str!("pages/fences.md"),
    include_str!("pages/groups.md"),
    include_str!("pages/headings.md"),
    include_str!("pages/hugo.md"),
    include_str!("pages/leads.md"),
    include_str!("pages/numbered.md"),
    include_str!("pages/ordered.md"),
    include_str!("pages/policy.md"),
    include_str!("pages/table.md"),
    include_str!("pages/titles.md"),
];

#[test]
fn nothing_of_any_page_is_lost() {
    for page in PAGES {
        let procedure = taken(page).draft.procedure;
        assert_eq!(lost(page, &procedure), [""; 0], "{page}");
    }
}

#[test]
fn every_page_survives_two_round_trips() {
    for page in PAGES {
        let first = taken(page).draft.procedure;
        let second = taken(&export(&first)).draft.procedure;
        assert_eq!(second, first);
        assert_eq!(export(&second), export(&first));
    }
}

#[test]
fn boxes_to_tick_are_steps_but_not_those_of_aims_and_criteria() {
    let expected = [
        "11 Tell the hotline (task list)",
        "12 Freeze the deployments (task list)",
        "20 Stop the writers (task list)",
        "24 Restore the newest dump (task list)",
        "28 Look at the board (task list)",
    ];
    assert_eq!(steps(PAGES[4]), expected);
    let procedure = taken(PAGES[4]).draft.procedure;
    assert_eq!(procedure.steps[2].command.as_deref(), Some("systemctl stop writer"));
    assert!(procedure.phases[1].text.contains("- [ ] Writers are stopped"), "{:?}", procedure.phases);
}

#[test]
fn numbered_lists_are_steps_where_they_tell_somebody_what_to_do() {
    let expected = [
        "21 Stop the writers (ordered list)",
        "28 On the second host, mount the volume (ordered list)",
        "34 Restore the dump into DATABASE (ordered list)",
        "40 Wait (ordered list)",
        "42 Then tell everybody (paragraph that says what to do)",
    ];
    assert_eq!(steps(PAGES[14]), expected);
    let page = taken(PAGES[14]);
    let step = &page.draft.procedure.steps[0];
    assert_eq!(step.command.as_deref(), Some("systemctl stop writer\nsystemctl stop reader"));
    assert_eq!(step.text, "Nobody may write from here on.");
    assert_eq!(page.draft.procedure.steps[3].title, "Wait");
    let blanks: Vec<_> = page.draft.blanks.iter().map(|it| (it.name.as_str(), it.written.as_str())).collect();
    assert_eq!(blanks, [("DUMP_FILE", "<dump-file>"), ("REPLICA", "$REPLICA")]);
    assert!(
        page.text.contains("DUMP_FILE = \"\"  # <dump-file> in \"Restore the dump into DATABASE\"\n"),
        "{}",
        page.text
    );
    assert!(
        page.draft.procedure.steps[2].command.as_ref().unwrap().contains("<dump-file>"),
        "as the page has it"
    );
}

#[test]
fn headings_with_numbers_or_commands_are_steps() {
    let expected = [
        "7 Find the dump (5 min) (numbered heading)",
        "15 Unpack it (numbered heading)",
        "25 Lag of the replica (heading with code)",
    ];
    assert_eq!(steps(PAGES[13]), expected);
    let draft = taken(PAGES[13]).draft;
    assert_eq!(draft.procedure.steps[1].command, None, "an untagged fence stays text");
    assert!(draft.procedure.steps[1].text.contains("```\ntar xf dump.tar\n```"));
    assert_eq!(draft.procedure.steps[0].expect, Some(Span::from_secs(300)));
    assert!(draft.procedure.steps[0].text.contains("#### What it looks like"), "what is below belongs to it");
}

#[test]
fn rows_of_a_table_of_steps_are_steps() {
    let expected =
        ["7 Stop the app (table row)", "8 Restore the dump (table row)", "9 Start the app (table row)"];
    assert_eq!(steps(PAGES[16]), expected);
    let draft = taken(PAGES[16]).draft;
    let step = &draft.procedure.steps[1];
    assert_eq!(step.command.as_deref(), Some("pg_restore x | tee log"));
    assert_eq!(step.expect, Some(Span::from_secs(1_800)));
    assert_eq!(step.text, "- Owner: [DBA](https://wiki.example/dba)\n- Est.: 30 min\n");
    let objectives: Vec<_> = draft.objectives.iter().map(|it| (it.key, it.text.as_str(), it.line)).collect();
    assert_eq!(objectives, [("rto", "45m", 11), ("rpo", "1h", 11)]);
}

#[test]
fn bullets_are_steps_under_headings_that_announce_them() {
    let expected = [
        "7 Stop the mailer (bullet under a heading of steps)",
        "8 Copy the spool (bullet under a heading of steps)",
        "9 If it failed: run undo (bullet under a heading of steps)",
        "16 Restart the pod (bullet with code)",
    ];
    assert_eq!(steps(PAGES[3]), expected);
    assert_eq!(taken(PAGES[3]).draft.procedure.steps[0].command, None);
}

#[test]
fn a_bullet_that_is_a_command_is_one() {
    let draft = taken("# X\n\n## Recovery\n\n- `mailctl stop`\n- `mailctl start` (slow)\n").draft;
    let step = &draft.procedure.steps[0];
    assert_eq!((step.title.as_str(), step.command.as_deref()), ("Run mailctl stop", Some("mailctl stop")));
}

#[test]
fn items_that_only_group_others_are_no_steps() {
    let expected = [
        "4 Stop the writers (ordered list)",
        "5 Restore the dump (ordered list)",
        "7 Deploy it (ordered list)",
        "8 Warm the cache (ordered list)",
    ];
    assert_eq!(steps(PAGES[9]), expected);
}

#[test]
fn paragraphs_with_numbers_are_steps() {
    let expected = [
        "3 Stop the writers (numbered paragraph)",
        "7 Restore the dump (numbered paragraph)",
        "13 Start the writers (numbered paragraph)",
    ];
    assert_eq!(steps(PAGES[1]), expected);
}

#[test]
fn paragraphs_that_lead_to_commands_are_steps() {
    let expected = [
        "7 Find the version (paragraph with code)",
        "13 Export everything (paragraph with code)",
        "21 Once that is done, import it (paragraph with code)",
    ];
    assert_eq!(steps(PAGES[12]), expected);
    let draft = taken(PAGES[12]).draft;
    assert_eq!(draft.procedure.phases[0].title, "Procedure");
    assert!(draft.procedure.steps[2].text.contains("> [!NOTE]"));
    assert_eq!(draft.procedure.scenario, "All data can be taken along.");
    assert!(draft.blanks.is_empty(), "VERSION is set by the page itself");
}

#[test]
fn headings_that_say_what_to_do_are_steps_together() {
    let expected = [
        "5 Stop the writers (heading that says what to do)",
        "9 Restore the dump (heading that says what to do)",
    ];
    assert_eq!(steps(PAGES[10]), expected);
}

#[test]
fn every_heading_of_the_highest_level_may_be_a_step() {
    let page = taken(PAGES[17]);
    let titles: Vec<_> = page.draft.procedure.steps.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Stop the service", "Restore the data"]);
    assert_eq!((page.draft.procedure.id.as_str(), page.draft.procedure.title.as_str()), ("page", "page"));
}

#[test]
fn remarks_templating_and_contents_are_no_steps() {
    let expected = ["18 Stop it (ordered list)", "19 Start it (ordered list)"];
    assert_eq!(steps(PAGES[11]), expected);
    assert_eq!(taken(PAGES[11]).draft.procedure.title, "Restore the shop");
}

#[test]
fn what_a_console_printed_stays_in_the_text() {
    let draft = taken(PAGES[5]).draft;
    let step = &draft.procedure.steps[0];
    assert_eq!(step.command.as_deref(), Some("etcdctl status \\\n  --all\necho done"));
    assert!(step.text.contains("| healthy |"), "{}", step.text);
    assert_eq!(draft.procedure.steps[1].text, "", "only prompts were taken away");
    assert_eq!(draft.procedure.steps[1].command.as_deref(), Some("etcdctl stop"));
}

#[test]
fn of_several_fences_the_text_keeps_each_in_its_place() {
    let draft = taken(PAGES[8]).draft;
    let step = &draft.procedure.steps[0];
    assert_eq!(step.command.as_deref(), Some("one\n\ntwo"));
    let expected = "First:\n\n```sh\none\n```\n\nThen, with this in the file,\n\n```yaml\na: 1\n```\n\n```bash\ntwo\n```\n";
    assert_eq!(step.text, expected);
    assert_eq!(draft.procedure.steps[1].command.as_deref(), Some("three"));
    assert_eq!(draft.procedure.steps[1].text, "Wait a little.");
}

#[test]
fn the_time_of_a_heading_is_shared_by_its_steps() {
    let draft = taken(PAGES[6]).draft;
    let expect: Vec<_> = draft.procedure.steps.iter().map(|it| it.expect.map(Span::secs)).collect();
    assert_eq!(expect, [Some(450), Some(450), Some(1_350), Some(1_350), Some(600)]);
    let phases: Vec<_> = draft.procedure.phases.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(phases, ["Phase 1 – Detect (0–15 minutes)", "Phase 2 – Restore (15–60 minutes)", "After it"]);
    assert_eq!(draft.procedure.rto.unwrap().text, "4h");
    assert!(draft.procedure.environments[1].protected);
}

#[test]
fn a_page_without_steps_is_told_so() {
    for page in [
        "",
        "\n\n",
        "# About us\n\nWe keep backups.\n\n- Fast\n- Cheap\n",
        "# Alerts\n\n* [a](#a)\n* [b](#b)\n\n## a\n\n| Name | Summary | Severity |\n|---|---|---|\n| Down | It is down | high |\n",
        "# X\n\n## References\n\n1. Read [this](https://a.example)\n2. Read [that](https://b.example)\n",
        "<!--\n- [ ] Stop it\n-->\n",
        "> 1. Stop it\n> 2. Start it\n",
    ] {
        assert_eq!(import(page, "x.md").map(|it| it.text), Err(NotImported::NoSteps), "{page}");
    }
}

#[test]
fn too_much_is_said() {
    let many = "- [ ] Stop it\n".repeat(5_001);
    assert_eq!(import(&many, "x.md").unwrap_err(), NotImported::TooManySteps(5_001));
    let large = format!("{}\n\n- [ ] Stop it\n", "word ".repeat(500_000));
    assert!(matches!(import(&large, "x.md"), Err(NotImported::TooLarge(bytes)) if bytes > MAX_BYTES));
}

#[test]
fn what_belongs_together_stays_together() {
    let verify = "# X\n\n### Step 1: Stop it\n\n```sh\nstop\n```\n\n**Verify:**\n```sh\nlook\n```\n";
    assert_eq!(steps(verify), ["3 Stop it (numbered heading)"]);
    assert_eq!(taken(verify).draft.procedure.steps[0].command.as_deref(), Some("stop\n\nlook"));
    let groups = "- [ ] **Before**\n  - [ ] Tell them\n- [ ] **After**\n  - [ ] Write it down\n";
    assert_eq!(steps(groups), ["2 Tell them (task list)", "4 Write it down (task list)"]);
    let siblings = "# X\n\n### 1. Stop it\n\na\n\n### 2. Lag\n\nb\n\n### 3. Start it\n\nc\n";
    assert_eq!(steps(siblings).len(), 3, "most of the numbered headings are steps, so all are");
}

#[test]
fn a_table_to_look_things_up_in_is_no_table_of_steps() {
    let page = "# X\n\n| Severity | Action |\n|---|---|\n| P1 | Page everybody |\n| P2 | Open a ticket |\n";
    assert_eq!(import(page, "x.md").map(|it| it.text), Err(NotImported::NoSteps));
}

#[test]
fn a_title_of_dots_is_none() {
    let title = |page: &str, name| import(page, name).unwrap().draft.procedure.title;
    assert_eq!(title("# ...\n\n- [ ] Stop it\n", "lost-key.md"), "lost key");
    assert_eq!(title("- [ ] Stop it\n", "...md"), "Runbook");
}

#[test]
fn what_a_row_checks_is_its_step_and_the_command_its_own() {
    let page = "# X\n\n| # | Check | Command/Action | Expected | ✓ |\n|---|---|---|---|---|\n\
        | 1 | Find the dump | `ls dumps` | < 24 hours old | ☐ |\n\
        | 2 | Look at the age | Compare it with the clock | Fresh | ☐ |\n\n\
        ## Look at it\n\n| # | Check | Command | Expected |\n|---|---|---|---|\n\
        | 1 | Health | `curl localhost/health` | ok |\n| 2 | Rows | A look at the page | 5 min |\n| 3 | Errors | The tracker | None |\n";
    let expected = [
        "5 Find the dump (table row)",
        "6 Look at the age (table row)",
        "12 Health (table row)",
        "13 Rows (table row)",
        "14 Errors (table row)",
    ];
    assert_eq!(steps(page), expected);
    let draft = taken(page).draft;
    let found = &draft.procedure.steps;
    assert_eq!((found[0].command.as_deref(), found[0].expect), (Some("ls dumps"), None));
    assert_eq!(found[0].text, "- Expected: < 24 hours old");
    assert_eq!(found[3].expect, Some(Span::from_secs(300)));
}

#[test]
fn a_table_whose_steps_have_names_and_actions_goes_by_what_is_an_order() {
    let page = "# X\n\n| Step | Action |\n|---|---|\n| Restart the server | Use `restart` or the panel |\n\
        | Wait for it | 10-15 seconds |\n\n# Y\n\n| Task | Description |\n|---|---|\n\
        | Database | Restore the dump |\n| Cache | Warm the cache |\n";
    let expected = [
        "5 Restart the server (table row)",
        "6 Wait for it (table row)",
        "12 Restore the dump (table row)",
        "13 Warm the cache (table row)",
    ];
    assert_eq!(steps(page), expected);
    let form = "# X\n\n| # | Finding | Action taken |\n|---|---|---|\n| 1 | | |\n| 2 | | |\n";
    assert_eq!(import(form, "x.md").map(|it| it.text), Err(NotImported::NoSteps));
}

#[test]
fn an_objective_that_the_pages_own_times_exceed_is_told_and_not_set() {
    let page = |rto: &str| {
        let page =
            format!("# Fail over\n\nRTO: {rto}\n\n## 1. Stop it (15 min)\n\n## 2. Start it there (40 min)\n");
        taken(&page)
    };
    let draft = page("1 hour").draft;
    assert_eq!(draft.procedure.rto.unwrap().text, "1h");
    let Imported { draft, text } = page("50 minutes");
    assert_eq!(draft.objectives[0].exceeded.as_deref(), Some("55m"));
    assert!(draft.procedure.rto.is_none());
    assert!(text.contains("# Line 3 names an RTO of 50m, but the times of the page come to 55m"), "{text}");
}
