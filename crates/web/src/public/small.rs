//! Small counts withheld, so that they cannot be worked out again from the others.

/// These counts with the small ones withheld, when everybody may know their sum.
///
/// A count from 1 to `small` is withheld. Where that alone would tell it, because it is the only one withheld or because the rest
/// leaves it no room, the next larger count is withheld as well, until every withheld small count could be another one.
pub(crate) fn withheld(counts: &[u64], small: u64) -> Vec<Option<u64>> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| is_small(*count, small)).collect();
    if hidden.iter().any(|hidden| *hidden) {
        let mut others: Vec<usize> = (0..counts.len()).filter(|at| !hidden[*at] && counts[*at] > 0).collect();
        others.sort_by_key(|at| (counts[*at], *at));
        let mut others = others.into_iter();
        while !is_safe(counts, &hidden, small) {
            match others.next() {
                Some(at) => hidden[at] = true,
                // Nothing else to hide behind: a table of so few says nothing at all, zeros included.
                None => return vec![None; counts.len()],
            }
        }
    }
    counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
}

/// Whether a sum may be told beside what was withheld: with nothing but small counts hidden behind it, it tells too much.
pub(crate) fn is_small(count: u64, small: u64) -> bool {
    (1..=small).contains(&count)
}

/// Whether each small count could be larger or smaller by one without anything shown being another.
///
/// Who looks on knows the sum of all, hence the sum of those withheld, and that a small one lies between 1 and `small`. One can move
/// if another that is withheld can move the other way and stay what it is.
fn is_safe(counts: &[u64], hidden: &[bool], small: u64) -> bool {
    let withheld: Vec<u64> =
        counts.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(count, _)| *count).collect();
    let can_grow = |count: u64| !is_small(count, small) || count < small;
    let can_shrink = |count: u64| if is_small(count, small) { count > 1 } else { count > small + 1 };
    let others = |at: usize, can: &dyn Fn(u64) -> bool| {
        withheld.iter().enumerate().any(|(other, count)| other != at && can(*count))
    };
    withheld.iter().enumerate().filter(|(_, count)| is_small(**count, small)).all(|(at, count)| {
        (can_grow(*count) && others(at, &can_shrink)) || (can_shrink(*count) && others(at, &can_grow))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_testkit::Rng;

    const SMALL: u64 = 10;

    #[test]
    fn a_lone_small_count_takes_the_next_larger_one_with_it() {
        assert_eq!(withheld(&[50, 3, 80, 0], SMALL), [None, None, Some(80), Some(0)]);
        assert_eq!(withheld(&[50, 80, 0], SMALL), [Some(50), Some(80), Some(0)]);
        assert_eq!(withheld(&[3, 4, 99], SMALL), [None, None, Some(99)]);
        // Two ones have no room to be anything else, and neither have two tens.
        assert_eq!(withheld(&[1, 1, 40, 99], SMALL), [None, None, None, Some(99)]);
        assert_eq!(withheld(&[10, 10, 40], SMALL), [None; 3]);
        assert_eq!(withheld(&[4], SMALL), [None]);
        assert_eq!(withheld(&[], SMALL), []);
    }

    /// Everything that somebody can work out who knows the sum: for each withheld small count the least and the most it can be.
    fn worked_out(counts: &[u64], shown: &[Option<u64>]) -> Vec<(usize, u64, u64)> {
        let total: u64 = counts.iter().sum();
        let rest = total - shown.iter().flatten().sum::<u64>();
        let hidden: Vec<usize> = (0..counts.len()).filter(|at| shown[*at].is_none()).collect();
        // The strictest onlooker: they even know which of the withheld are small.
        let range = |at: usize| if is_small(counts[at], SMALL) { (1, SMALL) } else { (0, rest) };
        let small = hidden.iter().filter(|at| is_small(counts[**at], SMALL));
        small
            .map(|at| {
                let others = hidden.iter().filter(|other| *other != at).map(|other| range(*other));
                let (least, most) = others.fold((0, 0), |(least, most), (a, b)| (least + a, most + b));
                let (own_least, own_most) = range(*at);
                (*at, own_least.max(rest.saturating_sub(most)), own_most.min(rest.saturating_sub(least)))
            })
            .collect()
    }

    #[test]
    fn ten_thousand_tables_give_no_small_count_away() {
        let mut dice = Rng::new(20_261_123);
        for _ in 0..10_000 {
            let cells = usize::try_from(1 + dice.below(12)).unwrap();
            let counts: Vec<u64> = (0..cells)
                .map(|_| match dice.below(4) {
                    0 => 0,
                    1 => 1 + dice.below(10),
                    2 => 1 + dice.below(30),
                    _ => dice.below(500),
                })
                .collect();
            let shown = withheld(&counts, SMALL);
            for (count, shown) in counts.iter().zip(&shown) {
                assert!(shown.is_none_or(|shown| shown == *count && !is_small(shown, SMALL)), "{counts:?}");
            }
            if shown.iter().all(Option::is_none) {
                continue;
            }
            for (at, least, most) in worked_out(&counts, &shown) {
                assert!(least < most, "{counts:?} shown as {shown:?} gives away {} at {at}", counts[at]);
            }
        }
    }
}
