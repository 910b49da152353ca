//! The arithmetic of "worse": Wilson's interval, Fisher's exact test and the control of false alarms among many questions.

/// Wilson's interval of a share at 95 % (Wilson 1927): it keeps its level for small counts and for shares near 0 and 1.
pub(super) fn wilson(right: u64, of: u64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (count(of), count(right) / count(of));
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    (((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0))
}

/// The probability of so few right ones of late, or fewer, if nothing had changed (Fisher's exact test, one-sided).
///
/// Cost: as many steps as there are right ones of late.
pub(super) fn fewer_by_chance(recent: (u64, u64), before: (u64, u64)) -> f64 {
    let ((recent_right, recent_all), (before_right, before_all)) = (recent, before);
    let (right, all) = (recent_right + before_right, recent_all + before_all);
    // Hypergeometric: of `all`, `right` are right, and `recent_all` are drawn.
    let least = recent_all.saturating_sub(all - right);
    let term = |k: u64| ln_choose(right, k) + ln_choose(all - right, recent_all - k) - ln_choose(all, recent_all);
    (least..=recent_right).map(|k| term(k).exp()).sum::<f64>().min(1.0)
}

/// Which of the probabilities stand out when so many are looked at: the expected share of false alarms among them stays below `rate`
/// (Benjamini and Hochberg 1995).
pub(super) fn stand_out(probabilities: &[f64], rate: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let all = count(probabilities.len() as u64);
    let below = |(rank, at): (usize, &usize)| probabilities[*at] <= rate * count(rank as u64 + 1) / all;
    let most = order.iter().enumerate().filter(|found| below((found.0, found.1))).map(|(rank, _)| rank + 1).max();
    let mut out = vec![false; probabilities.len()];
    for at in &order[..most.unwrap_or(0)] {
        out[*at] = true;
    }
    out
}

/// A count as a number to reckon with.
pub(super) fn count(n: u64) -> f64 {
    n as f64
}

fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// The logarithm of n!; summed for small n, by Stirling's series from 32 on (error below 1e-10).
fn ln_factorial(n: u64) -> f64 {
    if n < 32 {
        return (2..=n).map(|k| count(k).ln()).sum();
    }
    let n = count(n);
    n * n.ln() - n + 0.5 * (2.0 * std::f64::consts::PI * n).ln() + 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_is_the_published_one() {
        // Newcombe 1998, table I: 81 of 263 and 0 of 20.
        let near = |(low, high): (f64, f64), l: f64, h: f64| (low - l).abs() < 1e-4 && (high - h).abs() < 1e-4;
        assert!(near(wilson(81, 263), 0.2553, 0.3662), "{:?}", wilson(81, 263));
        assert!(near(wilson(0, 20), 0.0, 0.1611), "{:?}", wilson(0, 20));
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn fishers_test_gives_the_tea_ladys_probability_and_agrees_with_counting() {
        // Fisher 1935: all four cups right has 1/70; here "three or fewer right of late".
        assert!((fewer_by_chance((0, 4), (4, 4)) - 1.0 / 70.0).abs() < 1e-12);
        assert!((fewer_by_chance((1, 4), (3, 4)) - 17.0 / 70.0).abs() < 1e-12);
        assert!((fewer_by_chance((10, 10), (5, 10)) - 1.0).abs() < 1e-9);
        assert!((ln_factorial(40) - (2..=40).map(|k| f64::from(k).ln()).sum::<f64>()).abs() < 1e-9);
    }

    #[test]
    fn among_many_questions_only_what_stands_out_is_an_alarm() {
        // Benjamini and Hochberg 1995, their example of fifteen: four stand out at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        assert_eq!(stand_out(&p, 0.05).iter().filter(|out| **out).count(), 4);
        assert_eq!(stand_out(&[], 0.05), Vec::<bool>::new());
        assert_eq!(stand_out(&[0.04], 0.05), [true]);
    }
}
