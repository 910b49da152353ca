//! Counts for the public: what is few is not said, and cannot be worked out from what is (RIGHTS.md, small counts).

use super::layout::Shown;
use crate::caller::is_sensitive_code;
use crate::{Problem, Web};
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{CaseQuery, TallyBy};
use std::collections::BTreeMap;

/// The cells of a group whose sum is known: `None` is withheld.
///
/// A count of 1 to `small` is withheld. So is as much beside it as it takes that the withheld cells are at least two and together
/// more than `small`: their sum can be worked out, and each of them must not.
pub(super) fn withhold(counts: &[u64], small: u64) -> Vec<Option<u64>> {
    let mut said: Vec<Option<u64>> = counts.iter().map(|n| Some(*n).filter(|n| !(1..=small).contains(n))).collect();
    loop {
        let hidden = counts.iter().zip(&said).filter(|(_, said)| said.is_none());
        let (many, sum) = hidden.fold((0, 0), |(many, sum), (n, _)| (many + 1, sum + n));
        if many == 0 || (many >= 2 && sum > small) {
            return said;
        }
        // The smallest that has something to say is given up next; a zero only when there is nothing else.
        let left = counts.iter().zip(&said).enumerate().filter(|(_, (_, said))| said.is_some());
        let Some((at, _)) = left.min_by_key(|(_, (n, _))| (**n == 0, **n)) else { return said };
        said[at] = None;
    }
}

/// A count in words.
pub(super) fn in_words(shown: &Shown, said: Option<u64>) -> String {
    said.map_or_else(|| shown.pick("不公布", "not published").to_owned(), |n| n.to_string())
}

/// How many cases that everybody may see fall to each value. Cases out of public view and of sensitive kinds are in none of the
/// counts, so that a count beside the public list tells nothing of them.
pub(super) async fn public_tally(web: &Web, query: &CaseQuery, by: TallyBy) -> Result<BTreeMap<String, u64>, Problem> {
    let rules = web.rules();
    let query = CaseQuery { hidden: Some(false), ..query.clone() };
    let mut counts: BTreeMap<String, u64> = web.store().tally(&query, by).await?.into_iter().collect();
    for kind in rules.kinds.iter().filter(|kind| kind.sensitive && kind.parent.is_some()) {
        let secret = CaseQuery { kind: Some(kind.code.clone()), ..query.clone() };
        for (value, count) in web.store().tally(&secret, by).await? {
            if let Some(all) = counts.get_mut(&value) {
                *all = all.saturating_sub(count);
            }
        }
    }
    Ok(counts)
}

/// How many cases everybody may see.
pub(super) async fn public_total(web: &Web, query: &CaseQuery) -> Result<u64, Problem> {
    let rules: &Rulebook = &web.rules();
    let query = CaseQuery { hidden: Some(false), ..query.clone() };
    let counts = web.store().tally(&query, TallyBy::Kind).await?;
    Ok(counts.iter().filter(|(kind, _)| !is_sensitive_code(kind, rules)).map(|(_, count)| count).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_withheld_together_with_what_would_give_them_away() {
        let cases: [(&[u64], &[Option<u64>]); 7] = [
            (&[20, 0, 30], &[Some(20), Some(0), Some(30)]),
            (&[3, 20, 30], &[None, None, Some(30)]),
            (&[3, 4, 20], &[None, None, None]),
            (&[6, 7, 20], &[None, None, Some(20)]),
            (&[3, 0, 0], &[None, None, None]),
            (&[], &[]),
            (&[11], &[Some(11)]),
        ];
        for (counts, expected) in cases {
            assert_eq!(withhold(counts, 10), expected, "{counts:?}");
        }
    }

    /// Whoever knows the sum of a group and the cells that are said must not learn a small one.
    #[test]
    fn no_withheld_cell_can_be_worked_out_from_the_sum() {
        let mut state = 1_u64;
        for _ in 0..2_000 {
            let counts: Vec<u64> = (0..6)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 59) % 32
                })
                .collect();
            let said = withhold(&counts, 10);
            let hidden: Vec<u64> = counts.iter().zip(&said).filter(|(_, s)| s.is_none()).map(|(n, _)| *n).collect();
            let everything = hidden.len() == counts.len();
            assert!(
                hidden.is_empty() || everything || (hidden.len() >= 2 && hidden.iter().sum::<u64>() > 10),
                "{counts:?}"
            );
            assert!(said.iter().flatten().all(|n| *n == 0 || *n > 10), "{counts:?}");
        }
    }
}
