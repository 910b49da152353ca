//! One feature by itself: repeated points, spikes, rings that enclose nothing, run the wrong way round, or cross.

use super::tangle::{Tangle, tangle};
use super::{Settings, mend};
use crate::layer::Feature;
use crate::measure::runs_against_the_clock;
use crate::problem::{Problem, RepairState, Spot};
use geo::{Coord, CoordsIter as _, LineString, MultiPolygon, Polygon};
use std::borrow::Cow;

/// What is wrong with this feature, the `number`th of its layer.
pub(super) fn problems(number: usize, feature: &Feature, settings: &Settings) -> Vec<Problem> {
    let at = Spot::feature(number, &feature.id);
    let points = feature.shape.coords_count();
    let mut found = Vec::new();
    if points == 0 {
        let (zh, en) = ("没有图形", "it has no shape");
        found.push(problem("empty_geometry", at.clone(), feature, zh, en));
    }
    let mut ring_number = 0;
    for polygon in &feature.shape {
        for (n, ring) in rings(polygon).enumerate() {
            ring_number += 1;
            found.extend(ring_problems(&at.clone().ring(ring_number), feature, ring, n == 0));
        }
    }
    if points > settings.most_points {
        let zh = format!("有 {points} 个点，太多，未与相邻要素比对");
        let en = format!("it has {points} points, too many, and was not laid over its neighbours");
        let problem = problem("too_many_points", at.clone(), feature, &zh, &en);
        found.push(problem.mended_by(
            RepairState::ForAPerson,
            "在制图工具中简化边界",
            "simplify its border in the tool that drew it",
        ));
    }
    // A spike touches itself by its nature; what is told beside it is what stays when it is cut off.
    let spiked = found.iter().any(|problem| problem.code == "spike");
    let shape = if spiked { Cow::Owned(mend::without_spikes(&feature.shape)) } else { Cow::Borrowed(&feature.shape) };
    found.extend(tangled(&at, feature, &shape));
    found
}

fn tangled(at: &Spot, feature: &Feature, shape: &MultiPolygon<f64>) -> Option<Problem> {
    let found = tangle(shape)?;
    let spot = |c: Coord<f64>| at.clone().at(c.x, c.y);
    Some(match found {
        Tangle::Touches(c) => {
            let problem = problem("self_touching", spot(c), feature, "环碰到自己", "a ring touches itself");
            problem.mended_by(
                RepairState::Proposed,
                "在接触点处拆开，面积不变",
                "split where it touches; its area stays",
            )
        }
        Tangle::Crosses(c) => {
            let problem = problem(
                "self_crossing",
                spot(c),
                feature,
                "环与自己或另一个环相交",
                "a ring crosses itself or another",
            );
            problem.mended_by(RepairState::ForAPerson, "核对该处顶点的次序", "check the order of the points there")
        }
        Tangle::GivenUp(c) => {
            let (zh, en) = ("边界过于缠绕，未能查完", "its border is too entangled to be checked to the end");
            problem("too_entangled", spot(c), feature, zh, en).mended_by(
                RepairState::ForAPerson,
                "重新绘制",
                "draw it anew",
            )
        }
    })
}

fn ring_problems(at: &Spot, feature: &Feature, ring: &LineString<f64>, outer: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    let spot = |vertex: usize| at.clone().vertex(vertex + 1).at(ring.0[vertex].x, ring.0[vertex].y);
    let repeats: Vec<usize> = (1..ring.0.len()).filter(|n| ring.0[*n] == ring.0[n - 1]).collect();
    if let Some(first) = repeats.first() {
        let count = repeats.len();
        let (zh, en) = (format!("有 {count} 个重复的点"), format!("{count} points repeat the one before"));
        let problem = problem("repeated_points", spot(*first), feature, &zh, &en);
        found.push(problem.mended_by(RepairState::Proposed, "删去重复的点", "drop the repeats"));
    }
    if let Some(first) = mend::first_spike(ring) {
        let problem =
            problem("spike", spot(first), feature, "边界走出去又原路折回", "its border runs out and straight back");
        found.push(problem.mended_by(RepairState::Proposed, "削去尖刺", "cut the spike off"));
    }
    if ring.0.len() > 1 && mend::encloses_nothing(ring) {
        let problem = problem("no_area", spot(0), feature, "环围不出面积", "a ring encloses no ground");
        found.push(problem.mended_by(RepairState::Proposed, "删去该环", "drop the ring"));
    } else if runs_against_the_clock(ring).is_some_and(|against| against != outer) {
        let (zh, en) = ("环的方向与 RFC 7946 相反", "a ring runs the wrong way round (RFC 7946)");
        let problem = problem("wrong_orientation", spot(0), feature, zh, en);
        found.push(problem.mended_by(RepairState::Proposed, "反转该环", "turn the ring round"));
    }
    found
}

fn problem(code: &'static str, spot: Spot, feature: &Feature, zh: &str, en: &str) -> Problem {
    let id = &feature.id;
    Problem::new(code, spot, format!("要素 `{id}`：{zh}"), format!("the feature `{id}`: {en}"))
}

/// The rings of a polygon, the outer one first.
pub(super) fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}
