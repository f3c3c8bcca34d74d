//! What the parts of a procedure say about each other: names that must exist, and an order without circles.

use super::step::Draft;
use crate::drill::ids::StepId;
use crate::present::code::Code;
use crate::present::nearest::nearest;
use crate::present::problem::shortened;
use crate::present::section::{At, Problems};
use std::collections::{HashMap, HashSet};

/// How many steps of a circle are named.
const NAMED: usize = 8;

/// The names of one kind that a file may refer to.
pub(super) struct Reference<'n> {
    what: &'n str,
    positions: HashMap<&'n str, usize>,
}

impl<'n> Reference<'n> {
    /// Takes the names of the things that `what` says.
    pub(super) fn new(what: &'n str, names: impl Iterator<Item = &'n str>) -> Self {
        let mut positions = HashMap::new();
        for (index, name) in names.enumerate().filter(|(_, name)| !name.is_empty()) {
            positions.entry(name).or_insert(index);
        }
        Self { what, positions }
    }

    /// Notes a problem unless the name is one of them.
    pub(super) fn check(&self, problems: &Problems<'_>, name: At<&str>) -> bool {
        let known = self.positions.contains_key(name.value);
        if !known && !problems.is_full() {
            let what = self.what;
            let hint = nearest(name.value, self.positions.keys().copied())
                .map(|name| format!("did you mean `{name}`?"));
            let hint = hint.unwrap_or_else(|| format!("define a {what} with this id, or take the name out"));
            let (code, so) = match what {
                "step" => (Code::UnreachableStep, ", so this one can never get ready"),
                _ => (Code::UnknownName, ""),
            };
            let message = format!("there is no {what} `{}`{so}", shortened(name.value));
            problems.add_as(code, name.offset, message, hint);
        }
        known
    }

    /// Returns the names that exist, each once.
    pub(super) fn resolve(&self, problems: &Problems<'_>, names: &[At<&'n str>]) -> Vec<At<&'n str>> {
        let mut seen = HashSet::new();
        let new = |name: &At<&'n str>| {
            let new = seen.insert(name.value);
            if !new {
                problems.add(name.offset, format!("`{}` is named twice", shortened(name.value)), None);
            }
            new
        };
        names.iter().copied().filter(new).filter(|name| self.check(problems, *name)).collect()
    }
}

/// Fills in what each step comes after, and refuses circles.
pub(super) fn order(problems: &Problems<'_>, drafts: &mut [Draft<'_>]) {
    let ids: Vec<At<&str>> = drafts.iter().map(|draft| draft.id).collect();
    let known = Reference::new("step", ids.iter().map(|id| id.value));
    let mut edges: Vec<Vec<Edge>> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter_mut().enumerate() {
        let edge_to =
            |name: At<&str>| Some(Edge { to: *known.positions.get(name.value)?, offset: name.offset });
        let before: Vec<Edge> = match &draft.after {
            Some(names) => known.resolve(problems, names).into_iter().filter_map(edge_to).collect(),
            None => index.checked_sub(1).map(|to| Edge { to, offset: draft.id.offset }).into_iter().collect(),
        };
        draft.step.after = before.iter().map(|edge| StepId::new(ids[edge.to].value)).collect();
        edges.push(before);
    }
    each_circle(&edges, |circle| {
        if !problems.is_full() {
            refuse_circle(problems, circle, &edges, &ids);
        }
    });
}

/// A step that another one comes after, and where that is said.
struct Edge {
    to: usize,
    offset: usize,
}

/// Walks the steps depth first, without recursion, and gives each circle that closes: every step comes after the next
/// one, the last after the first.
fn each_circle(edges: &[Vec<Edge>], mut found: impl FnMut(&[usize])) {
    const UNSEEN: usize = usize::MAX;
    const DONE: usize = usize::MAX - 1;
    // Where on the path a step stands, or one of the two above.
    let mut place = vec![UNSEEN; edges.len()];
    for start in 0..edges.len() {
        if place[start] != UNSEEN {
            continue;
        }
        let mut path = vec![start];
        let mut next_edge = vec![0];
        place[start] = 0;
        while let (Some(&step), Some(next)) = (path.last(), next_edge.last_mut()) {
            let Some(edge) = edges[step].get(*next) else {
                place[step] = DONE;
                path.pop();
                next_edge.pop();
                continue;
            };
            *next += 1;
            match place[edge.to] {
                DONE => {}
                UNSEEN => {
                    place[edge.to] = path.len();
                    path.push(edge.to);
                    next_edge.push(0);
                }
                on_path => found(&path[on_path..]),
            }
        }
    }
}

/// Notes a circle at its first reference that points forward in the file: there is one in every circle, and it is
/// written out, since what a step comes after by default stands before it.
fn refuse_circle(problems: &Problems<'_>, circle: &[usize], edges: &[Vec<Edge>], ids: &[At<&str>]) {
    let pairs = circle.iter().zip(circle.iter().cycle().skip(1));
    let forward = pairs
        .filter(|(from, to)| to >= from)
        .find_map(|(from, to)| edges[*from].iter().find(|it| it.to == *to));
    let offset = forward.map_or(0, |edge| edge.offset);
    let mut names: Vec<&str> = circle.iter().take(NAMED).map(|step| ids[*step].value).collect();
    if circle.len() > NAMED {
        names.push("…");
    }
    names.push(ids[circle[0]].value);
    let message = format!("these steps wait for each other, so none can start: {}", names.join(" → "));
    problems.add_as(
        Code::Cycle,
        offset,
        message,
        "an arrow reads `comes after`; take one of them out".to_owned(),
    );
}
