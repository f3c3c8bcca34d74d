//! Whatever a page says, it is an error or a procedure that says everything of it.

use super::super::page::{NotImported, export, import};
use super::told::lost;
use crate::library::parse;
use proptest::prelude::*;

/// Pieces that a page may be made of, joined at random.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "# Restore the shop\n",
        "## Steps\n\n",
        "### Step 1: Stop it\n\n",
        "#### 2. Notes (0-5 min)\n\n",
        "**Contacts:**\n\n",
        "- [ ] Stop it\n",
        "- [x] Start it (5 min)\n",
        "1. Stop it\n",
        "2) Start it\n",
        "  - look at it\n",
        "    1. look again\n",
        "* `stop now`\n",
        "```sh\nstop <name>\n```\n",
        "   ```bash\n   $ stop ${NAME}\n   stopped\n   ```\n",
        "```\nplain\n```\n",
        "~~~\n",
        "| Step | Action | Time |\n|---|---|---|\n| 1 | Stop it | 5 min |\n| 2 | | |\n",
        "> 1. Stop it\n",
        "<!-- gone -->\n",
        "<!-- open\n",
        "<div>\nStop it\n</div>\n",
        "\n",
        "\n\n",
        "---\n",
        "Setext\n===\n",
        "Then run this:\n",
        "RTO: 4 hours, RPO: 1 day\n",
        "[a]: https://a.example\n",
        "[link](https://b.example) stays\n",
        "{{< note >}}\n",
        "{{< /note >}}\n",
        ":::tip\n",
        ":::\n",
        "!!! note\n    x\n",
        "\t- tab\n",
        "1.) Go on\n",
        "\u{feff}",
        "\r\n",
        "\0",
        "\u{202e}",
        "🔥 fire\n",
        "****\n",
        "``\n",
        "&amp; &lt;\n",
        "\\\\\n",
        "title: x\n",
        "# ...\n\n",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "[a-z ]{1,12}\n", 1 => any::<String>()]
}

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn hold(page: &str) -> Result<(), TestCaseError> {
    let imported = match import(page, "page.md") {
        Ok(imported) => imported,
        Err(NotImported::Broken(text, problems)) => {
            return Err(TestCaseError::fail(format!("{problems:?}\n{text}")));
        }
        Err(_) => return Ok(()),
    };
    let procedure = &imported.draft.procedure;
    prop_assert!(parse(&imported.text).as_ref() == Ok(procedure), "{}", imported.text);
    prop_assert!(procedure.steps.iter().all(|step| step.run.is_none()), "nothing runs");
    let again = import(&export(procedure), "page.md").map(|it| it.draft.procedure);
    prop_assert!(again.as_ref() == Ok(procedure), "{}", export(procedure));
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_an_error_or_a_procedure(page in any::<String>()) {
        hold(&page)?;
    }

    #[test]
    fn any_page_is_an_error_or_a_procedure(page in page()) {
        hold(&page)?;
    }

    #[test]
    fn nothing_of_a_page_is_lost(page in page().prop_filter("no place for markup of its own", |it| !it.contains("<div>") && !it.contains("<!-- open") && !it.contains('\0'))) {
        if let Ok(imported) = import(&page, "page.md") {
            let lost = lost(&page, &imported.draft.procedure);
            prop_assert!(lost.is_empty(), "{:?}\n{}", lost, imported.text);
        }
    }
}

#[test]
fn hostile_pages_are_an_error_or_a_procedure() {
    let deep: String = (0..10_000).map(|depth| " ".repeat(depth % 300 * 2) + "- Stop it\n").collect();
    let table = format!("| Step | Action |\n|---|---|\n{}", "| 1 | Stop it |\n".repeat(4_000));
    for page in [
        deep,
        table,
        "> ".repeat(10_000) + "- [ ] Stop it\n",
        "- ".repeat(10_000) + "[ ] Stop it\n",
        "1. ".repeat(5_000) + "Stop it\n",
        "```sh\n".repeat(3_000),
        "# Steps\n\n1. Stop it\n   ```sh\n   never closed\n".to_owned(),
        "[".repeat(20_000) + "](x)\n\n- [ ] Stop it\n",
        "**".repeat(20_000) + "\n\n- [ ] Stop it\n",
        "<".repeat(20_000) + "\n\n- [ ] Stop <it>\n",
        format!("|{}\n|{}\n|{}\n", "a|".repeat(3_000), "-|".repeat(3_000), "b|".repeat(3_000)),
        "- [ ] Stop \0 it\n".to_owned(),
        "\u{feff}- [ ] Stop it\r\n  \r\n  ```sh\r\n  stop\r\n  ```\r\n".to_owned(),
    ] {
        hold(&page).unwrap();
    }
}
