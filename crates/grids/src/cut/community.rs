//! Cuts one community: divides what is too large, weaves the fabric, cuts each connected part, and names and explains the grids.

use super::City;
use super::dice::Dice;
use super::divide::{By, divide};
use super::explain;
use super::fabric::{Fabric, Woven};
use super::grid::{Divided, Grid, Ground, Remark, Sentence, Share, WhyNot};
use super::inside::point_inside;
use super::labels::NOWHERE;
use super::marks::Marks;
use super::names::{names, north_west};
use super::outline::outline;
use super::rules::Rules;
use super::shape::{Corner, Shape, compactness};
use super::solve::{Solved, Task, solve};
use super::units::Unit;

/// What became of a community.
#[derive(Debug, Clone, Default)]
pub(crate) struct Community<'a> {
    pub(crate) grids: Vec<Grid<'a>>,
    pub(crate) why_not: Vec<WhyNot<'a>>,
    pub(crate) divided: Vec<Divided<'a>>,
    pub(crate) remarks: Vec<Remark>,
    /// Grids that arithmetic and contiguity may allow to be within bounds: all but those of parts proven to be impossible.
    pub(crate) possible: usize,
}

/// The units of a community as they are cut: whole units, and pieces of those that are too large.
struct Pieces<'u, 'a> {
    units: Vec<&'u Unit<'a>>,
    shapes: Vec<Shape>,
    households: Vec<u32>,
    divided: Vec<(&'u Unit<'a>, By)>,
}

/// Cuts the units of one community. They may come in any order; the grids are the same.
pub(crate) fn cut_community<'a>(units: &[&Unit<'a>], city: &City<'_>) -> Community<'a> {
    let rules = city.rules;
    let mut units = units.to_vec();
    units.sort_unstable_by(|a, b| a.id.text().cmp(b.id.text()));
    let Some(name) = units.first().map(|unit| unit.community.clone()) else {
        return Community::default();
    };
    let mut pieces = pieces(&units, city);
    let (fabric, woven) =
        Fabric::weave(&mut pieces.shapes, std::mem::take(&mut pieces.households), city.plane, rules, city.borders);
    let centres: Vec<Corner> = pieces.shapes.iter().map(point_inside).collect();
    let origin = centres[0];
    let centres_m: Vec<(f64, f64)> = centres.iter().map(|&centre| city.plane.step_m(origin, centre)).collect();
    let (present, codes) = present_grids(&pieces, city);
    let task = Task { fabric: &fabric, centres_m: &centres_m, rules, present: present.as_deref() };
    let mut dice = Dice::new(rules.seed, name.text());
    let parts = fabric.parts();
    let mut community = Community { remarks: remarks(&pieces, &woven, name.text()), ..Community::default() };
    let mut drawn = Vec::new();
    for part in &parts {
        let solved = solve(&task, part, &mut dice);
        let ground = ground(&fabric, rules, part, &solved, &Setting { parts: parts.len(), woven: &woven });
        if let Some(ground) = ground {
            community.why_not.push(why_not(&pieces, &fabric, rules, part, &solved, ground));
        }
        let possible = ground.is_none_or(|ground| ground == Ground::NoCutFound);
        community.possible += if possible { solved.grids.len() } else { 0 };
        let in_part = solved.grids.len();
        drawn.extend(solved.grids.into_iter().map(|grid| Drawn {
            grid,
            ground,
            in_part,
            total: fabric.households_of(part),
        }));
    }
    drawn.sort_by_key(|drawn| north_west(&centres, &drawn.grid));
    let grids: Vec<&[u32]> = drawn.iter().map(|drawn| drawn.grid.as_slice()).collect();
    let names = names(name.text(), &fabric, &grids, present.as_deref(), &codes, city);
    let shares = shares(&pieces, &fabric, &drawn);
    let mut marks = Marks::new(fabric.len());
    let bridged = |grid: &[u32]| {
        woven.bridges.iter().any(|(a, b)| grid.binary_search(a).is_ok() && grid.binary_search(b).is_ok())
    };
    for ((drawn, (code, stayed)), units) in drawn.iter().zip(names).zip(shares) {
        let ground: Vec<&Shape> = drawn.grid.iter().map(|&unit| &pieces.shapes[unit as usize]).collect();
        let ground = outline(&ground);
        let households = fabric.households_of(&drawn.grid);
        let (area_m2, around_m) = measured(&ground, city);
        let compactness = compactness(area_m2, around_m);
        let contiguous = fabric.parts_among(&drawn.grid, &mut marks).len() == 1 && !bridged(&drawn.grid);
        let out = drawn.ground.filter(|_| !rules.allows(households));
        let mut grid = Grid {
            code,
            community: name.clone(),
            households,
            units,
            ground,
            compactness,
            contiguous,
            out,
            stayed,
            why: Sentence::default(),
        };
        grid.why = explain::grid(&grid, rules, drawn.total, drawn.in_part);
        community.grids.push(grid);
    }
    community.divided = divided(&pieces, &community.grids);
    community
}

struct Drawn {
    grid: Vec<u32>,
    ground: Option<Ground>,
    in_part: usize,
    total: u64,
}

fn pieces<'u, 'a>(units: &[&'u Unit<'a>], city: &City<'_>) -> Pieces<'u, 'a> {
    let mut pieces = Pieces { units: Vec::new(), shapes: Vec::new(), households: Vec::new(), divided: Vec::new() };
    for &unit in units {
        let (by, parts) = match divide(unit, city.rules, city.plane) {
            Some((by, parts)) => (Some(by), parts),
            None => (None, vec![super::divide::Piece { shape: unit.shape.clone(), households: unit.households }]),
        };
        pieces.divided.extend(by.map(|by| (unit, by)));
        for piece in parts {
            pieces.units.push(unit);
            pieces.shapes.push(piece.shape);
            pieces.households.push(piece.households);
        }
    }
    pieces
}

/// The present grid of each piece by a number of this community, and the code behind each number.
fn present_grids(pieces: &Pieces<'_, '_>, city: &City<'_>) -> (Option<Vec<u32>>, Vec<u32>) {
    let Some(net) = city.present else {
        return (None, Vec::new());
    };
    let is_divided = |unit: &Unit<'_>| unit.households > city.rules.most();
    let found: Vec<Option<u32>> = pieces
        .units
        .iter()
        .zip(&pieces.shapes)
        .map(|(unit, shape)| if is_divided(unit) { net.grid_of_piece(shape) } else { net.grid_of(unit) })
        .collect();
    let mut known: Vec<u32> = found.iter().flatten().copied().collect();
    known.sort_unstable();
    known.dedup();
    let number = |grid: Option<u32>| {
        let place = grid.and_then(|grid| known.binary_search(&grid).ok());
        place.map_or(NOWHERE, |at| u32::try_from(at).expect("a net has fewer than 2^32 grids"))
    };
    (Some(found.into_iter().map(number).collect()), known)
}

/// What matters of a community's ground to say why a part does not fit.
struct Setting<'w> {
    parts: usize,
    woven: &'w Woven,
}

fn ground(fabric: &Fabric, rules: &Rules, part: &[u32], solved: &Solved, setting: &Setting<'_>) -> Option<Ground> {
    if solved.grids.iter().all(|grid| rules.allows(fabric.households_of(grid))) {
        return None;
    }
    let households = fabric.households_of(part);
    if rules.counts(households).is_some() {
        return Some(if solved.proven { Ground::NoCutExists } else { Ground::NoCutFound });
    }
    let small = households < u64::from(rules.least());
    let behind_border = || {
        let inside = |unit: &u32| part.binary_search(unit).is_ok();
        setting.woven.parted.iter().any(|(a, b)| inside(a) != inside(b))
    };
    Some(match (setting.parts > 1, small) {
        (false, true) => Ground::BelowMinWholeCommunity,
        (false, false) => Ground::NoCountFits,
        (true, true) if behind_border() => Ground::BehindBorderBelowMin,
        (true, false) if behind_border() => Ground::BehindBorderNoCountFits,
        (true, true) => Ground::IslandBelowMin,
        (true, false) => Ground::IslandNoCountFits,
    })
}

fn why_not<'a>(
    pieces: &Pieces<'_, 'a>,
    fabric: &Fabric,
    rules: &Rules,
    part: &[u32],
    solved: &Solved,
    ground: Ground,
) -> WhyNot<'a> {
    let by_number = matches!(ground, Ground::NoCutExists | Ground::NoCutFound);
    let out = solved.grids.iter().filter(|grid| !rules.allows(fabric.households_of(grid)));
    let units: Vec<u32> = if by_number { out.flatten().copied().collect() } else { part.to_vec() };
    let households = fabric.households_of(&units);
    let mut ids: Vec<_> = units.iter().map(|&unit| pieces.units[unit as usize].id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let said = explain::ground(ground, rules, fabric.households_of(part), households, ids.len());
    let community = pieces.units[0].community.clone();
    WhyNot { community, units: ids, households, code: ground.code(), zh: said.zh, en: said.en }
}

/// The units of each grid, the pieces of a divided unit taken together again.
fn shares<'a>(pieces: &Pieces<'_, 'a>, fabric: &Fabric, drawn: &[Drawn]) -> Vec<Vec<Share<'a>>> {
    let mut shares: Vec<Vec<Share<'a>>> = Vec::with_capacity(drawn.len());
    let mut count = rustc_hash::FxHashMap::<&str, u32>::default();
    let large: rustc_hash::FxHashSet<&str> = pieces.divided.iter().map(|(unit, _)| unit.id.text()).collect();
    for drawn in drawn {
        let mut units: Vec<Share<'a>> = Vec::with_capacity(drawn.grid.len());
        for &at in &drawn.grid {
            let (unit, households) = (pieces.units[at as usize], fabric.households[at as usize]);
            match units.last_mut() {
                // Pieces of one unit stand side by side, as units are in the order of their ids.
                Some(last) if last.unit == unit.id => last.households += households,
                _ => {
                    let share = large.contains(unit.id.text()).then(|| {
                        let share = count.entry(unit.id.text()).or_default();
                        *share += 1;
                        (*share, 0)
                    });
                    units.push(Share { unit: unit.id.clone(), share, households });
                }
            }
        }
        shares.push(units);
    }
    for share in shares.iter_mut().flatten() {
        share.share = share.share.and_then(|(one, _)| {
            let of = count[share.unit.text()];
            (of > 1).then_some((one, of))
        });
    }
    shares
}

fn divided<'a>(pieces: &Pieces<'_, 'a>, grids: &[Grid<'a>]) -> Vec<Divided<'a>> {
    let told = |&(unit, by): &(&Unit<'a>, By)| {
        let shares = grids.iter().flat_map(|grid| &grid.units).filter(|share| share.unit == unit.id).count();
        let grids = u32::try_from(shares).expect("a unit has fewer than 2^32 shares");
        Divided { unit: unit.id.clone(), households: unit.households, by, grids }
    };
    pieces.divided.iter().map(told).collect()
}

fn measured(ground: &[super::outline::Part], city: &City<'_>) -> (f64, f64) {
    let mut shape = Shape::default();
    for part in ground {
        shape.push_as_is(&part.outer);
        part.holes.iter().for_each(|hole| shape.push_as_is(hole));
    }
    (city.plane.area_m2(&shape), city.plane.perimeter_m(&shape))
}

/// How many units a remark names.
const NAMED: usize = 10;

fn remarks(pieces: &Pieces<'_, '_>, woven: &Woven, community: &str) -> Vec<Remark> {
    let ids = |pairs: &[(u32, u32)]| {
        let mut ids: Vec<String> =
            pairs.iter().flat_map(|&(a, b)| [a, b]).map(|at| pieces.units[at as usize].id.text().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(NAMED);
        ids
    };
    let remark = |code, units| Remark { community: community.to_owned(), code, units };
    let mut remarks = Vec::new();
    if woven.gaps_closed {
        remarks.push(remark("gaps_closed", Vec::new()));
    }
    if !woven.overlaps.is_empty() {
        remarks.push(remark("units_overlap", ids(&woven.overlaps)));
    }
    if !woven.bridges.is_empty() {
        remarks.push(remark("bridged", ids(&woven.bridges)));
    }
    remarks
}
