//! What makes the sessions unlike, so that their figures are read with care.

use super::answer::capitalised;
use super::scene::Scene;
use crate::analysis::comparison::Column;
use crate::analysis::scope::{Difference, Known, is_read};
use crate::drill::session::{Session, Stage};
use crate::present::tone::{Tone, Toned};

/// A reason for which some sessions cannot stand for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// The columns that it holds for.
    pub columns: Vec<usize>,
    /// The reason, with its verb for one session: `has a simulated outage`.
    pub reason: String,
}

/// The verbs that reasons begin with, for one session and for several.
const VERBS: [(&str, &str); 6] = [
    ("has ", "have "),
    ("is ", "are "),
    ("was ", "were "),
    ("runs ", "run "),
    ("restores ", "restore "),
    ("goes ", "go "),
];

impl Unlike {
    /// Collects every reason, those of the first session first.
    pub fn all(scene: &Scene) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (at, session, column) in scene.columns() {
            for reason in reasons(scene, session, column) {
                match all.iter_mut().find(|it| it.reason == reason) {
                    Some(known) => known.columns.push(at),
                    None => all.push(Self { columns: vec![at], reason }),
                }
            }
        }
        all
    }

    fn sentence(&self, scene: &Scene) -> String {
        let names = named(scene, &self.columns);
        if self.columns.len() < 2 {
            return format!("{names} {}", self.reason);
        }
        let verb = VERBS.iter().find_map(|(one, many)| Some((many, self.reason.strip_prefix(one)?)));
        let reason = verb.map_or_else(|| self.reason.clone(), |(many, rest)| format!("{many}{rest}"));
        format!("{names} {reason}")
    }
}

/// Names sessions: `drill 2`, `drills 2, 3 and 4`.
fn named(scene: &Scene, columns: &[usize]) -> String {
    let names: Vec<String> = columns.iter().map(|at| scene.short(*at)).collect();
    let placed = columns.iter().all(|at| scene.held[*at].place.is_some());
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            let drills = if placed { "drills" } else { "the drills of" };
            format!("{drills} {} and {last}", rest.join(", "))
        }
        _ => columns.iter().map(|at| scene.called(*at)).collect(),
    }
}

/// Says it in one line: `Unlike: drill 3 has a simulated outage. Drill 4 is Dee's first.` Nothing where all are alike.
pub(super) fn line(scene: &Scene) -> Vec<Toned> {
    let firsts: Vec<usize> = (0..scene.held.len())
        .filter(|at| scene.held[*at].place.is_some_and(|it| it.first_time && it.earlier > 0))
        .collect();
    let firsts = match firsts.as_slice() {
        [] => None,
        [at] => {
            let owner = scene.held[*at].session.people().owner();
            owner.map(|it| format!("{} is {}'s first", scene.called(*at), scene.shown(it.as_str())))
        }
        several => Some(format!("{} are the first of their owners", named(scene, several))),
    };
    let reasons = Unlike::all(scene).into_iter().map(|it| it.sentence(scene));
    let sentences: Vec<String> = reasons.chain(firsts).collect();
    let Some((first, rest)) = sentences.split_first() else { return Vec::new() };
    let rest: String = rest.iter().flat_map(|it| [" ".to_owned(), capitalised(it), ".".to_owned()]).collect();
    vec![Toned::new("Unlike: ", Tone::Warned), Toned::new(format!("{first}.{rest}"), Tone::Plain)]
}

fn reasons(scene: &Scene, session: &Session, column: &Column) -> Vec<String> {
    let why = |why: &str| if why.is_empty() { String::new() } else { format!(": {}", scene.shown(why)) };
    let left_out = session.excluded().map(|(reason, _)| format!("is left out{}", why(reason)));
    let life = match session.stage() {
        Stage::Aborted => Some(format!("was given up{}", why(session.end_reason().unwrap_or_default()))),
        _ if !is_read(session) => Some("has no procedure that can be read: its steps are unknown".to_owned()),
        _ if column.total().is_some() => None,
        stage if stage.is_open() => Some("goes on".to_owned()),
        Stage::Finished | Stage::Sealed => Some("has no recovery time".to_owned()),
        Stage::Briefing | Stage::Running => None,
    };
    let differences = column.differences.iter().map(|it| difference(scene, it));
    left_out.into_iter().chain(life).chain(differences).collect()
}

fn difference(scene: &Scene, difference: &Difference) -> String {
    match difference {
        Difference::Clock(clock) => format!("runs on the clock {}", scene.clock(*clock)),
        Difference::Anchor(anchor, known) => match known {
            Known::Assumed => format!("has no {} that anybody set", anchor.word()),
            Known::Missing => format!("has no {}", anchor.word()),
            known => format!("has a {} {}", known.word(), anchor.word()),
        },
        Difference::Outage(Known::Simulated) => "has a simulated outage".to_owned(),
        Difference::Outage(_) => "has a real outage".to_owned(),
        Difference::Components(_) => "restores other components".to_owned(),
        Difference::Sample(true) => "is a sample".to_owned(),
        Difference::Sample(false) => "is no sample".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::team::{Team, four};
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;
    use crate::present::comparison::sheet::Kind;

    fn says(team: &Team) -> String {
        team.look(line).iter().map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn the_worked_example() {
        assert_eq!(says(&four()), "Unlike: drill 3 has a simulated outage. Drill 4 is Dee's first.");
    }

    #[test]
    fn several_sessions_share_a_reason_and_alike_ones_are_not_spoken_of() {
        let verified = || Rehearsal::new(procedure()).declare().at(60).verify();
        assert_eq!(says(&Team::of([verified(), verified()])), "");
        let given_up =
            || Rehearsal::new(procedure()).declare().at(9).does(Command::Abort { why: "fire".into() });
        let out = verified().does(Command::Exclude { why: "a try".into() });
        assert_eq!(
            says(&Team::of([given_up(), given_up(), verified(), out])),
            "Unlike: drills 1 and 2 were given up: fire. Drill 4 is left out: a try. Drill 4 is Mara's first."
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_a_plan_without_steps() {
        let verified = |plan| Rehearsal::new(plan).declare().at(60).verify();
        let unread = verified(Procedure { steps: Vec::new(), components: Vec::new(), ..procedure() });
        let team = Team::of([unread, verified(procedure())]);
        let expected = "Unlike: drill 1 has no procedure that can be read: its steps are unknown.";
        assert_eq!(says(&team), expected);
        let sheet = team.sheet();
        assert!(sheet.rows.iter().all(|row| row.tag.is_empty() && row.kind != Kind::Bridge));
        assert!(sheet.delta.is_empty(), "there is no column of differences");
    }
}
