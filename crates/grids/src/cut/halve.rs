//! A first cut: halves the part along the best of several lines until every piece is one grid.

use super::fabric::Fabric;
use super::marks::Marks;
use super::rules::Rules;

/// Cuts a connected part into `count` grids, or fewer when it has fewer units. Every grid is in one piece; whether each is within
/// bounds is for the search that follows.
pub(crate) fn halve(
    fabric: &Fabric,
    centres_m: &[(f64, f64)],
    rules: &Rules,
    part: &[u32],
    count: u64,
) -> Vec<Vec<u32>> {
    let mut halver = Halver { fabric, centres_m, rules, marks: Marks::new(fabric.len()) };
    let (mut waiting, mut grids) = (vec![(part.to_vec(), count)], Vec::new());
    while let Some((part, count)) = waiting.pop() {
        if count <= 1 || part.len() == 1 {
            grids.push(part);
            continue;
        }
        let (one, other) = halver.best_halves(&part, count);
        waiting.push((other, count - count / 2));
        waiting.push((one, count / 2));
    }
    grids
}

struct Halver<'a> {
    fabric: &'a Fabric,
    centres_m: &'a [(f64, f64)],
    rules: &'a Rules,
    marks: Marks,
}

/// Two halves, with the households that no later cut brings within bounds, and the metres of border between them.
#[derive(Debug)]
struct Halves {
    excess: u64,
    border_m: f64,
    one: Vec<u32>,
    other: Vec<u32>,
}

impl Halver<'_> {
    /// The halves with the least that cannot be mended, then the shortest border.
    fn best_halves(&mut self, part: &[u32], count: u64) -> (Vec<u32>, Vec<u32>) {
        let mut found: Vec<Halves> = DIRECTIONS
            .iter()
            .map(|&direction| {
                let order = self.along(part, direction);
                self.halves(&order, count)
            })
            .collect();
        // A curved village is halved along its street rather than along a line; that is only tried where lines fail.
        if found.iter().all(|halves| halves.excess > 0) {
            let order = self.along_the_street(part);
            found.push(self.halves(&order, count));
        }
        let best = found
            .into_iter()
            .min_by(|a, b| a.excess.cmp(&b.excess).then(a.border_m.total_cmp(&b.border_m)))
            .expect("there are four directions at least");
        (best.one, best.other)
    }

    fn along(&self, part: &[u32], (east, north): (f64, f64)) -> Vec<u32> {
        let height = |unit: u32| {
            let (x, y) = self.centres_m[unit as usize];
            x * east + y * north
        };
        let mut order: Vec<(f64, u32)> = part.iter().map(|&unit| (height(unit), unit)).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|(_, unit)| unit).collect()
    }

    /// The units by their steps from one end.
    fn along_the_street(&mut self, part: &[u32]) -> Vec<u32> {
        let far = *self.steps_from(part, part[0]).last().expect("a part has a unit");
        self.steps_from(part, far)
    }

    fn steps_from(&mut self, part: &[u32], start: u32) -> Vec<u32> {
        self.marks.only(part.iter().copied());
        self.marks.take(start);
        let mut order = vec![start];
        let mut at = 0;
        while at < order.len() {
            for touch in self.fabric.near(order[at]) {
                if self.marks.take(touch.unit) {
                    order.push(touch.unit);
                }
            }
            at += 1;
        }
        order
    }

    /// The halves of the part in this order, each in one piece.
    fn halves(&mut self, order: &[u32], count: u64) -> Halves {
        let (few, many) = (count / 2, count - count / 2);
        let want = self.fabric.households_of(order) * few / count;
        let (one, other) = self.mend_halves(order.split_at(self.nearest_cut(order, want)));
        let out = |half: &[u32], grids: u64| {
            let households = self.fabric.households_of(half);
            let (least, most) = (u64::from(self.rules.least()) * grids, u64::from(self.rules.most()) * grids);
            least.saturating_sub(households) + households.saturating_sub(most)
        };
        let excess = out(&one, few) + out(&other, many);
        let border_m = self.border_m(&one, &other);
        Halves { excess, border_m, one, other }
    }

    /// After how many units of the order the sum of households is nearest to what is wanted; neither half is empty.
    fn nearest_cut(&self, order: &[u32], want: u64) -> usize {
        let (mut sum, mut best) = (0, (u64::MAX, 1));
        for (at, &unit) in order.iter().enumerate().take(order.len() - 1) {
            sum += u64::from(self.fabric.households[unit as usize]);
            best = best.min((sum.abs_diff(want), at + 1));
            if sum > want {
                break;
            }
        }
        best.1
    }

    /// Both halves in one piece: loose pieces go over to the other half. The part is in one piece, so whatever is loose in one half
    /// hangs on the other, and neither half ends up empty.
    fn mend_halves(&mut self, (one, other): (&[u32], &[u32])) -> (Vec<u32>, Vec<u32>) {
        let (one, loose) = self.largest(one);
        let (other, loose) = self.largest(&[other, &loose].concat());
        ([one, loose].concat(), other)
    }

    /// The part with the most households, and the units of all other parts.
    fn largest(&mut self, half: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let mut parts = self.fabric.parts_among(half, &mut self.marks);
        let size = |part: &Vec<u32>| (self.fabric.households_of(part), part.len());
        let largest = (0..parts.len()).rev().max_by_key(|&at| size(&parts[at]));
        let kept = largest.map(|at| parts.swap_remove(at)).unwrap_or_default();
        (kept, parts.concat())
    }

    fn border_m(&mut self, one: &[u32], other: &[u32]) -> f64 {
        self.marks.only(other.iter().copied());
        let touches = one.iter().flat_map(|&unit| self.fabric.near(unit));
        touches.filter(|touch| self.marks.has(touch.unit)).map(|touch| touch.length_m).sum()
    }
}

const HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
const DIRECTIONS: [(f64, f64); 4] = [(1.0, 0.0), (HALF, HALF), (0.0, 1.0), (-HALF, HALF)];
