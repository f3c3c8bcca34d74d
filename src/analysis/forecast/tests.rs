//! Drills that are small enough to forecast by hand, and what holds for all.

use super::*;
use proptest::prelude::*;

/// A step after others that took so many seconds in earlier drills.
fn step(after: &[usize], took: &[i64]) -> StepOutlook {
    StepOutlook { after: after.to_vec(), outlook: Outlook::Open, samples: samples(took), expect: None }
}

fn samples(took: &[i64]) -> Vec<Sample> {
    took.iter().enumerate().map(|(drill, s)| Sample { drill, took: Span::from_secs(*s) }).collect()
}

fn situation(now: i64, steps: Vec<StepOutlook>) -> Situation {
    Situation { steps, gaps: vec![], now: Span::from_secs(now), objective: None, seed: 7 }
}

fn settled(end: i64, step: StepOutlook) -> StepOutlook {
    StepOutlook { outlook: Outlook::Settled { end: Span::from_secs(end) }, ..step }
}

fn running(since: i64, spent: i64, step: StepOutlook) -> StepOutlook {
    let outlook = Outlook::Running { since: Span::from_secs(since), spent: Span::from_secs(spent) };
    StepOutlook { outlook, ..step }
}

/// Ten drills that took the same time.
fn always(s: i64) -> Vec<i64> {
    vec![s; 10]
}

/// Early, expected and late, in seconds.
fn range(situation: &Situation) -> [i64; 3] {
    let it = forecast(situation).unwrap();
    [it.early, it.expected, it.late].map(Span::secs)
}

/// Whether half of the drills end at a time, to 2 %.
#[track_caller]
fn expects(seconds: i64, situation: &Situation) {
    let [early, expected, late] = range(situation);
    assert!((expected - seconds).abs() * 50 <= seconds, "{expected}, not {seconds}");
    assert!(early < expected && expected < late, "{early} {expected} {late}");
}

#[test]
fn steps_that_always_take_the_same_add_up() {
    let chain = [step(&[], &always(600)), step(&[0], &always(300)), step(&[1], &always(900))];
    expects(1_800, &situation(0, chain.to_vec()));
    expects(
        1_800,
        &situation(0, chain.map(|it| StepOutlook { samples: it.samples[..3].to_vec(), ..it }).to_vec()),
    );
}

#[test]
fn side_by_side_the_longest_path_counts() {
    let steps = vec![
        step(&[], &always(300)),
        step(&[0], &always(1_200)),
        step(&[0], &always(400)),
        step(&[2], &always(500)),
        step(&[1, 3], &always(100)),
    ];
    expects(300 + 1_200 + 100, &situation(0, steps));
}

#[test]
fn what_is_settled_counts_as_it_came_out_and_nothing_starts_in_the_past() {
    let first = settled(1_000, step(&[], &always(300)));
    expects(1_600, &situation(1_000, vec![first.clone(), step(&[0], &always(600))]));
    expects(1_900, &situation(1_300, vec![first, step(&[0], &always(600))]));
}

#[test]
fn a_step_that_runs_has_the_rest_of_its_time_left() {
    let of = |now, since, spent| {
        situation(now, vec![running(since, spent, step(&[], &always(600))), step(&[0], &always(300))])
    };
    expects(1_000 + 600 + 300, &of(1_200, 1_000, 200));
    // 100 s of an attempt before count too.
    expects(1_000 + 500 + 300, &of(1_200, 1_000, 300));
}

#[test]
fn a_step_that_takes_longer_than_ever_still_has_time_left() {
    let [early, expected, late] =
        range(&situation(9_000, vec![running(0, 9_000, step(&[], &[600, 500, 900]))]));
    assert!(9_000 < early && early + 200 < expected && expected + 600 < late, "{early} {expected} {late}");
}

#[test]
fn before_each_step_something_passes() {
    let chain = vec![step(&[], &always(600)), step(&[0], &always(300)), step(&[1], &always(900))];
    expects(1_800 + 3 * 60, &Situation { gaps: samples(&always(60)), ..situation(0, chain.clone()) });
    expects(1_800 + 3 * 60, &Situation { gaps: samples(&[60]), ..situation(0, chain) });
}

#[test]
fn a_step_wants_three_samples_or_an_estimate() {
    let few = step(&[], &[600, 600]);
    assert_eq!(forecast(&situation(0, vec![])), None);
    assert_eq!(forecast(&situation(0, vec![few.clone()])), None);
    assert!(forecast(&situation(700, vec![settled(700, few.clone())])).is_some());
    let guessed = StepOutlook { expect: Some(Span::from_secs(900)), ..few };
    let known = StepOutlook { expect: Some(Span::from_secs(9)), ..step(&[0], &[600, 610, 620, 630]) };
    let it = forecast(&situation(0, vec![guessed.clone(), known])).unwrap();
    assert_eq!((it.drills, it.estimates), (4, 1));
    let [early, expected, late] = range(&situation(0, vec![guessed]));
    assert!((850..950).contains(&expected) && early < 500 && late > 1_600, "{early} {expected} {late}");
}

#[test]
fn when_all_is_settled_only_now_is_left() {
    let done = || vec![settled(300, step(&[], &always(300))), settled(500, step(&[0], &always(200)))];
    assert_eq!(range(&situation(520, done())), [520; 3]);
    let chance = |objective| {
        let objective = Some(Span::from_secs(objective));
        forecast(&Situation { objective, ..situation(520, done()) }).unwrap().chance.unwrap()
    };
    assert!(chance(519) > 0.0 && chance(519) < 0.001 && chance(520) > 0.999 && chance(520) < 1.0);
}

#[test]
fn the_chance_is_the_part_of_the_drills_that_meet_the_objective() {
    let steps = vec![step(&[], &[500, 700, 650, 480, 600]), step(&[0], &[900, 1_500, 1_100, 1_000, 1_300])];
    let open = situation(0, steps);
    let it = forecast(&open).unwrap();
    let chance = |objective| {
        forecast(&Situation { objective: Some(objective), ..open.clone() }).unwrap().chance.unwrap()
    };
    for (objective, expected) in [(it.early, 0.1), (it.expected, 0.5), (it.late, 0.9)] {
        assert!((chance(objective) - expected).abs() < 0.005);
    }
    assert_eq!(it.chance, None);
}

#[test]
fn a_short_record_makes_a_wide_range_beyond_all_that_was_seen() {
    let took = [600, 900, 750, 620, 880, 740, 610, 890, 760];
    let width = |took: &[i64]| range(&situation(0, vec![step(&[], took)]));
    let ([early, _, late], [_, _, long_late]) = (width(&took[..3]), width(&took));
    assert!(early < 600 && late > 900, "{early} {late}");
    assert!(late > long_late + 50, "{late} {long_late}");
}

#[test]
fn after_a_step_was_automated_its_old_times_count_no_more() {
    let others =
        |from: usize| (from..from + 4).map(|at| step(&[at - 1], &[300, 320, 280, 310, 290, 300, 305]));
    let steps = [step(&[], &[3_000, 3_100, 2_900, 3_050, 2_950, 300, 310])].into_iter().chain(others(1));
    let [early, expected, late] = range(&situation(0, steps.collect()));
    assert!((1_300..1_650).contains(&expected) && early > 1_000 && late < 2_100, "{early} {expected} {late}");
}

#[test]
fn what_a_team_learns_goes_on() {
    let faster =
        |first: i64| (0..6).map(|drill| first * 9_i64.pow(drill) / 10_i64.pow(drill)).collect::<Vec<_>>();
    let steps: Vec<StepOutlook> = (0..6)
        .map(|at: usize| step(&at.checked_sub(1).map_or(vec![], |it| vec![it]), &faster(600)))
        .collect();
    // 600 · 0.9⁶ each.
    let [_, expected, _] = range(&situation(0, steps));
    assert!((expected - 6 * 318).abs() < 120, "{expected}");
}

#[test]
fn the_seed_alone_settles_the_lots() {
    let one = situation(0, vec![step(&[], &[500, 700, 650]), step(&[0], &[900, 1_500, 1_100])]);
    assert_eq!(forecast(&one), forecast(&one.clone()));
    let other = Situation { seed: 8, ..one.clone() };
    assert_ne!(forecast(&one), forecast(&other));
}

#[test]
fn a_huge_procedure_is_drawn_less_often() {
    let chain =
        (0..3_000_usize).map(|at| step(&at.checked_sub(1).map_or(vec![], |it| vec![it]), &[60, 60, 60]));
    let it = Network::of(&situation(0, chain.collect())).unwrap();
    assert_eq!(it.ends().len(), 100);
}

/// Spans as no drill has them.
fn odd_span() -> impl Strategy<Value = Span> {
    let odd = [i64::MIN, -1, 0, 1, i64::MAX, i64::MAX / 2];
    prop_oneof![3 => 0..9_000_000_000_i64, 1 => prop::sample::select(odd.to_vec())]
        .prop_map(Span::from_micros)
}

fn odd_samples() -> impl Strategy<Value = Vec<Sample>> {
    let drill = prop_oneof![4 => 0..6_usize, 1 => Just(usize::MAX)];
    prop::collection::vec((drill, odd_span()).prop_map(|(drill, took)| Sample { drill, took }), 0..6)
}

fn odd_step() -> impl Strategy<Value = StepOutlook> {
    let outlook = prop_oneof![
        2 => Just(Outlook::Open),
        1 => odd_span().prop_map(|end| Outlook::Settled { end }),
        1 => (odd_span(), odd_span()).prop_map(|(since, spent)| Outlook::Running { since, spent }),
    ];
    let after = prop::collection::vec(prop_oneof![9 => 0..8_usize, 1 => Just(usize::MAX)], 0..3);
    (after, outlook, odd_samples(), odd_span()).prop_map(|(after, outlook, samples, expect)| StepOutlook {
        after,
        outlook,
        samples,
        expect: Some(expect),
    })
}

fn odd_situation() -> impl Strategy<Value = Situation> {
    (prop::collection::vec(odd_step(), 1..8), odd_samples(), odd_span(), odd_span(), any::<u64>()).prop_map(
        |(steps, gaps, now, objective, seed)| Situation {
            steps,
            gaps,
            now,
            objective: Some(objective),
            seed,
        },
    )
}

/// A drill as it may stand after `now` seconds: steps that ended, run, or are open.
fn drill() -> impl Strategy<Value = Situation> {
    let one = (
        prop::collection::vec(0..8_usize, 0..3),
        0..4,
        prop::collection::vec(1..4_000_i64, 3..7),
        0..1_000_i64,
    );
    let steps = prop::collection::vec(one, 1..8);
    (steps, prop::collection::vec(0..90_i64, 0..5), 1_000..5_000_i64, 1..20_000_i64, any::<u64>()).prop_map(
        |(steps, gaps, now, objective, seed)| Situation {
            steps: steps
                .into_iter()
                .map(|(after, outlook, took, ago)| match outlook {
                    0 => settled(now - ago, step(&after, &took)),
                    1 => running(now - ago, ago, step(&after, &took)),
                    // It was begun before.
                    2 => running(now - ago, ago + took[0], step(&after, &took)),
                    _ => step(&after, &took),
                })
                .collect(),
            gaps: samples(&gaps),
            objective: Some(Span::from_secs(objective)),
            seed,
            ..situation(now, vec![])
        },
    )
}

/// The same drill a while later, without progress.
fn later(situation: &Situation, by: Span) -> Situation {
    let mut later = Situation { now: situation.now + by, ..situation.clone() };
    for step in &mut later.steps {
        if let Outlook::Running { spent, .. } = &mut step.outlook {
            *spent += by;
        }
    }
    later
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_situation_is_too_odd(situation in odd_situation()) {
        let it = forecast(&situation).unwrap();
        prop_assert!(situation.now <= it.early && it.early <= it.expected && it.expected <= it.late);
        let chance = it.chance.unwrap();
        prop_assert!(0.0 < chance && chance < 1.0);
        prop_assert_eq!(Some(it), forecast(&situation));
    }

    #[test]
    fn while_nothing_progresses_no_end_comes_nearer(situation in drill(), by in 1..9_000_000_000_i64) {
        let (before, after) = (situation.clone(), later(&situation, Span::from_micros(by)));
        let ends = |it: &Situation| Network::of(it).unwrap().ends();
        prop_assert!(ends(&before).iter().zip(ends(&after)).all(|(before, after)| *before <= after));
        let chance = |it: &Situation| forecast(it).unwrap().chance.unwrap();
        prop_assert!(chance(&after) <= chance(&before));
    }
}
