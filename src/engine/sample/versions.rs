//! The procedure as it was on the day of each drill, told from its last version: the built-in one with its scripts.

use crate::library::built_in::BUILT_IN;
use crate::library::read::digest;
use crate::library::{Loaded, parse};

/// The procedure that the family is about.
const PROCEDURE: &str = "data-gather";

/// What an earlier or later day had otherwise.
enum Edit {
    /// The step was not there.
    Without(&'static str),
    /// The step had nothing but its title: what to do was in somebody's head.
    Bare(&'static str),
    /// A table of the file read otherwise, from this step's or dependency's id on.
    Instead(&'static str, &'static str),
    /// Another table followed.
    Behind(&'static str, &'static str),
    /// The step had more keys.
    Also(&'static str, &'static str),
    /// A line read otherwise, wherever it stands.
    Line(&'static str, &'static str),
    /// No step said what it comes after: one thing after the other.
    InOneRow,
}

use Edit::{Also, Bare, Behind, InOneRow, Instead, Line, Without};

const INFRASTRUCTURE: &str = r#"[[phase.step]]
id = "create-infrastructure"
title = "Create cluster and database server"
text = "One apply for both, some twenty minutes. `QUOTA_EXCEEDED`: the old nodes still count."
command = '''tofu apply -var "project=$PROJECT" -var "region=$REGION"'''
expect = "20m"
needs = ["cloud"]
"#;

const LOAD_DUMP: &str = r#"[[phase.step]]
id = "load-dump"
title = "Load the dump"
text = "Watch the disk of the server: indexes need half as much again."
command = '''pg_restore --dbname="$INSIGHTS_URL" --no-owner /scratch/insights.dir'''
expect = "40m"
restores = ["database"]
"#;

const REBUILD_INDEXES: &str = r#"[[phase.step]]
id = "rebuild-indexes"
title = "Rebuild the indexes"
command = '''reindexdb --jobs=8 "$INSIGHTS_URL"'''
expect = "8m"
"#;

const POINT_NAMES: &str = r#"[[phase.step]]
id = "point-names"
title = "Point the names at the new address"
text = "In the provider's console, then wait until `dig` agrees from outside."
expect = "5m"
"#;

/// Written down on a wiki page in an afternoon: a list, with what its author knew.
const FIRST: &[Edit] = &[
    Line("rto = \"4h\"", "rto = \"2h\""),
    InOneRow,
    Without("stop-pipelines"),
    Without("get-backup-key"),
    Instead("create-cluster", INFRASTRUCTURE),
    Without("create-database-server"),
    Behind("restore-secrets", POINT_NAMES),
    Instead("restore-database", LOAD_DUMP),
    Behind("load-dump", REBUILD_INDEXES),
    Without("find-newest-row"),
    Bare("list-what-is-left"),
    Bare("remove-half-deleted"),
    Bare("restore-raw-pages"),
    Bare("start-gatherers"),
    Bare("verify-fresh-data"),
    Bare("gather-the-gap"),
    Also("fetch-dump", "run = \"make dump\""),
    Also("resume-pipelines", "run = \"make resume\""),
];

/// After the first drill: the key is asked for early, nothing may delete any more, the address is kept.
const SECOND: &[Edit] = &[
    Instead("create-cluster", INFRASTRUCTURE),
    Without("create-database-server"),
    Line("after = [\"create-cluster\"]", "after = [\"create-infrastructure\"]"),
    Instead("restore-database", LOAD_DUMP),
    Also("load-dump", "after = [\"create-infrastructure\", \"fetch-dump\"]"),
    Behind("load-dump", REBUILD_INDEXES),
    Without("find-newest-row"),
    Line(
        "after = [\"restore-secrets\", \"count-rows\", \"find-newest-row\"]",
        "after = [\"restore-secrets\", \"count-rows\"]",
    ),
    Bare("restore-raw-pages"),
    Also("list-what-is-left", "run = \"make list\""),
    Also("choose-backup", "run = \"make newest-dump\""),
    Also("create-infrastructure", "run = \"make infrastructure\""),
    Also("restore-secrets", "run = \"make secrets\""),
    Also("fetch-dump", "run = \"make dump\""),
    Also("resume-pipelines", "run = \"make resume\""),
];

/// Before staging: cluster and database server apart, the indexes come with the dump, the newest row is looked for.
const THIRD: &[Edit] = &[
    Also("stop-pipelines", "run = \"make stop\""),
    Also("list-what-is-left", "run = \"make list\""),
    Also("choose-backup", "run = \"make newest-dump\""),
    Also("create-cluster", "run = \"make cluster\""),
    Also("create-database-server", "run = \"make database-server\""),
    Also("restore-secrets", "run = \"make secrets\"\ncheck = \"make count-secrets\""),
    Also("fetch-dump", "run = \"make dump\""),
    Also("restore-database", "run = \"make database\""),
    Also("count-rows", "run = \"make count\"\ncheck = \"make compare-counts\""),
    Also("find-newest-row", "run = \"make newest-row\""),
    Also("restore-raw-pages", "run = \"make raw-pages\""),
    Also("resume-pipelines", "run = \"make resume\""),
];

/// Before production: what a script does is checked by another, and what can start by itself does. On top of [`THIRD`].
const FOURTH: &[Edit] = &[
    Also("stop-pipelines", "check = \"make is-stopped\""),
    Also("list-what-is-left", "check = \"make is-listed\"\nautomatic = true"),
    Also("choose-backup", "check = \"make dump-is-ok\"\nautomatic = true"),
    Also("create-cluster", "check = \"make nodes-ready\""),
    Also("create-database-server", "check = \"make server-runs\""),
    Also("fetch-dump", "check = \"make dump-is-whole\""),
    Also("restore-database", "check = \"make rows-there\""),
    Also("find-newest-row", "check = \"make row-is-new\"\nautomatic = true"),
    Also("restore-raw-pages", "check = \"make pages-there\""),
    Also("start-api", "run = \"make api\"\ncheck = \"make api-answers\""),
    Also("start-gatherers", "run = \"make gatherers\""),
    Also("gather-the-gap", "run = \"make gap\""),
];

/// What makes each version, the first first.
const VERSIONS: [&[&[Edit]]; 4] = [&[FIRST], &[SECOND], &[THIRD], &[THIRD, FOURTH]];

/// Returns a version of the procedure, counted from 1.
pub fn version(number: usize) -> Option<Loaded> {
    let edits = VERSIONS.get(number.checked_sub(1)?)?;
    let built_in = BUILT_IN.iter().find(|it| it.id == PROCEDURE)?;
    let mut file = File::split(built_in.text);
    for edit in edits.iter().copied().flatten() {
        file.edit(edit)?;
    }
    let text = file.0.concat();
    let procedure = parse(&text).ok()?;
    Some(Loaded { procedure, digest: digest(&text), text, path: None })
}

/// A procedure file, a piece for each table of a list.
struct File(Vec<String>);

impl File {
    fn split(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        for line in text.split_inclusive('\n') {
            if line.starts_with("[[") {
                pieces.push(String::new());
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push_str(line);
            }
        }
        Self(pieces)
    }

    /// Changes the file; `None` where what is to change is not there.
    fn edit(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Without(step) => drop(self.0.remove(self.find(step)?)),
            Bare(step) => {
                let at = self.find(step)?;
                self.0[at] = bare(&self.0[at]);
            }
            Instead(step, table) => {
                let at = self.find(step)?;
                self.0[at] = format!("{table}\n");
            }
            Behind(step, table) => {
                let at = self.find(step)?;
                self.0.insert(at + 1, format!("{table}\n"));
            }
            Also(step, keys) => {
                let at = self.find(step)?;
                let piece = self.0[at].trim_end();
                self.0[at] = format!("{piece}\n{keys}\n\n");
            }
            Line(from, to) => {
                let (from, to) = (format!("\n{from}\n"), format!("\n{to}\n"));
                let piece = self.0.iter_mut().find(|piece| piece.contains(&from))?;
                *piece = piece.replacen(&from, &to, 1);
            }
            InOneRow => {
                for piece in &mut self.0 {
                    *piece =
                        piece.split_inclusive('\n').filter(|line| !line.starts_with("after = ")).collect();
                }
            }
        }
        Some(())
    }

    fn find(&self, id: &str) -> Option<usize> {
        let key = format!("\nid = \"{id}\"\n");
        self.0.iter().position(|piece| piece.contains(&key))
    }
}

/// Takes the text and the command out of a step.
fn bare(table: &str) -> String {
    let mut inside = false;
    let keep = |line: &&str| {
        let begins = line.starts_with("text = ") || line.starts_with("command = ");
        let long = |quotes: &str| line.matches(quotes).count() == 1;
        let (was_inside, turns) = (inside, long("\"\"\""));
        if turns && (begins || inside) {
            inside = !inside;
        }
        !begins && !was_inside
    };
    table.split_inclusive('\n').filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::automation::Level;
    use crate::drill::procedure::Step;
    use std::collections::BTreeSet;

    fn steps(number: usize) -> Vec<Step> {
        version(number).unwrap().procedure.steps
    }

    fn ids(number: usize) -> BTreeSet<String> {
        steps(number).iter().map(|step| step.id.to_string()).collect()
    }

    #[test]
    fn every_version_reads_and_is_another_one() {
        let digests: BTreeSet<_> = (1..=4).map(|number| version(number).unwrap().digest).collect();
        assert_eq!(digests.len(), 4);
        assert!(version(0).is_none() && version(5).is_none());
        assert_eq!((1..=4).map(|number| steps(number).len()).collect::<Vec<_>>(), [19, 20, 21, 21]);
    }

    #[test]
    fn the_last_version_is_the_built_in_one_with_its_scripts() {
        let built_in = BUILT_IN.iter().find(|it| it.id == PROCEDURE).unwrap().load().unwrap();
        let by_hand = |step: Step| Step { run: None, check: None, automatic: false, ..step };
        assert_eq!(steps(4).into_iter().map(by_hand).collect::<Vec<_>>(), built_in.procedure.steps);
    }

    #[test]
    fn steps_come_go_split_and_get_new_names() {
        let gone = |from, to| ids(from).difference(&ids(to)).cloned().collect::<Vec<_>>();
        assert_eq!(gone(1, 2), ["point-names"]);
        assert_eq!(gone(2, 1), ["get-backup-key", "stop-pipelines"]);
        assert_eq!(gone(2, 3), ["create-infrastructure", "load-dump", "rebuild-indexes"]);
        let was = |id: &'static str| {
            let those = steps(3).into_iter().filter(move |it| it.was == [id.into()]);
            those.map(|it| it.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(was("load-dump"), ["restore-database"]);
        assert_eq!(was("create-infrastructure"), ["create-cluster", "create-database-server"]);
    }

    #[test]
    fn each_version_plans_more_automation_than_the_one_before() {
        let scripted = |number| steps(number).iter().filter(|it| it.planned() >= Level::Scripted).count();
        assert_eq!([1, 2, 3, 4].map(scripted), [2, 6, 12, 15]);
        let manual = |number| steps(number).iter().filter(|it| it.planned() == Level::Manual).count();
        assert_eq!([1, 2, 3, 4].map(manual), [7, 3, 0, 0]);
    }
}
