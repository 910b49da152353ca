//! The chain against all paths, one by one: on three labels and a few tokens every sum can be made by hand.

use jingwei_addresses::crf::chain::{Chain, Steps};
use proptest::prelude::*;

/// Every way to cut `tokens` into labelled segments: ends and labels.
fn paths(tokens: usize, labels: usize) -> Vec<Vec<(usize, usize)>> {
    let mut all = vec![vec![]];
    let mut done = Vec::new();
    while let Some(path) = all.pop() {
        let begin = path.last().map_or(0, |&(end, _)| end);
        if begin == tokens {
            done.push(path);
            continue;
        }
        for end in begin + 1..=tokens {
            for label in 0..labels {
                let mut longer: Vec<(usize, usize)> = path.clone();
                longer.push((end, label));
                all.push(longer);
            }
        }
    }
    done
}

fn chain(tokens: usize, labels: usize, scores: &[f32]) -> Chain {
    let (mut chain, mut scores) = (Chain::default(), scores.iter().cycle());
    chain.reset(labels, tokens);
    for token in 0..tokens {
        let width = labels.next_multiple_of(8);
        for part in 0..4 {
            for label in 0..labels {
                chain.scores_mut(token)[part * width + label] = *scores.next().expect("a cycle has no end");
            }
        }
    }
    chain
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_and_marginals_are_those_of_all_paths(
        tokens in 1_usize..5,
        scores in prop::collection::vec(-4.0_f32..4.0, 60),
        moves in prop::collection::vec(-3.0_f32..3.0, 9),
    ) {
        let (labels, steps) = (3, Steps::new(3, &moves));
        let mut chain = chain(tokens, labels, &scores);
        let all: Vec<_> = paths(tokens, labels).into_iter().map(|path| (chain.score(&steps, &path), path)).collect();
        let sum: f64 = all.iter().map(|(score, _)| score.exp()).sum();
        let log = chain.forward(&steps);
        prop_assert!((log - sum.ln()).abs() < 1e-3, "{log} {}", sum.ln());
        chain.backward(&steps);
        for begin in 0..tokens {
            for end in begin + 1..=tokens {
                for label in 0..labels {
                    let holds = |path: &[(usize, usize)]| {
                        path.iter().enumerate().any(|(at, &one)| {
                            one == (end, label) && begin == at.checked_sub(1).map_or(0, |before| path[before].0)
                        })
                    };
                    let share: f64 = all.iter().filter(|(_, path)| holds(path)).map(|(score, _)| score.exp()).sum();
                    let said = f64::from(chain.segment(begin, end, label));
                    prop_assert!((said - share / sum).abs() < 1e-3, "{begin}..{end} {label}: {said} {}", share / sum);
                }
            }
        }
    }
}
