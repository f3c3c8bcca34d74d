//! What stands out in a matrix.

use super::matrix::{Matrix, Row};
use crate::drill::ids::{EnvironmentName, PersonName};
use std::collections::BTreeMap;

/// Something that stands out; steps are places in the matrix. What is protected comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding<'m> {
    /// Nobody else has ever done these steps there.
    OnlyOne {
        /// Who has.
        person: &'m PersonName,
        /// Where.
        environment: &'m EnvironmentName,
        /// Which.
        steps: Vec<usize>,
    },
    /// These steps were never done there.
    Never {
        /// Where.
        environment: &'m EnvironmentName,
        /// Which.
        steps: Vec<usize>,
    },
    /// These steps have changed since they were last done there.
    Changed {
        /// Where.
        environment: &'m EnvironmentName,
        /// Which.
        steps: Vec<usize>,
    },
}

/// Finds what stands out.
pub fn findings(matrix: &Matrix) -> Vec<Finding<'_>> {
    let mut columns: Vec<usize> = (0..matrix.environments.len()).collect();
    columns.sort_by_key(|at| !matrix.environments[*at].1);
    columns.into_iter().flat_map(|column| of_column(matrix, column)).collect()
}

fn of_column(matrix: &Matrix, column: usize) -> Vec<Finding<'_>> {
    let environment = &matrix.environments[column].0;
    let places = |fits: &dyn Fn(&Row) -> bool| -> Vec<usize> {
        (0..matrix.rows.len()).filter(|at| fits(&matrix.rows[*at])).collect()
    };
    let never = places(&|row| row.cells[column].last.is_none());
    let changed = places(&|row| row.cells[column].last.as_ref().is_some_and(|it| !it.changed.is_empty()));
    let mut alone: BTreeMap<&PersonName, Vec<usize>> = BTreeMap::new();
    for (at, row) in matrix.rows.iter().enumerate() {
        let people = &row.cells[column].people;
        if let (1, Some(person)) = (people.len(), people.first()) {
            alone.entry(person).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    found.extend((!never.is_empty()).then_some(Finding::Never { environment, steps: never }));
    let only = alone.into_iter();
    found.extend(only.map(|(person, steps)| Finding::OnlyOne { person, environment, steps }));
    found.extend((!changed.is_empty()).then_some(Finding::Changed { environment, steps: changed }));
    found
}

#[cfg(test)]
mod tests {
    use super::super::matrix::{Cell, Changed, Last};
    use super::*;
    use crate::drill::stage::wall;

    fn cell(people: &[&str], changed: &[Changed]) -> Cell {
        let last = people.last().map(|by| Last {
            session: "s".into(),
            at: wall(0),
            utc_offset_s: 0,
            by: (*by).into(),
            level: None,
            changed: changed.to_vec(),
        });
        Cell { last, times: 1, people: people.iter().map(|it| (*it).into()).collect() }
    }

    #[test]
    fn protected_environments_come_first_and_steps_are_gathered() {
        let row =
            |id: &str, cells: [Cell; 2]| Row { id: id.into(), title: id.to_owned(), cells: cells.to_vec() };
        let matrix = Matrix {
            environments: vec![("test".into(), false), ("production".into(), true)],
            rows: vec![
                row("a", [cell(&["Ana", "Ben"], &[]), cell(&["Ana"], &[Changed::Text])]),
                row("b", [cell(&["Ana", "Ben"], &[]), cell(&[], &[])]),
                row("c", [cell(&["Ben"], &[]), cell(&["Ana"], &[])]),
            ],
        };
        let (test, production) = (&"test".into(), &"production".into());
        let (ana, ben) = (&"Ana".into(), &"Ben".into());
        assert_eq!(
            findings(&matrix),
            [
                Finding::Never { environment: production, steps: vec![1] },
                Finding::OnlyOne { person: ana, environment: production, steps: vec![0, 2] },
                Finding::Changed { environment: production, steps: vec![0] },
                Finding::OnlyOne { person: ben, environment: test, steps: vec![2] },
            ]
        );
    }
}
