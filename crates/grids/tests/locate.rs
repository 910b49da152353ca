//! Finding points, beside a slow reference that asks every edge of every grid in whole numbers of 128 bits.

mod mosaic;

use geo::{Coord, CoordsIter as _, LineString, MultiPolygon, Polygon};
use jingwei_grids::{Feature, Layer, Locator};
use jingwei_terms::{Datum, Location};
use mosaic::Dice;
use proptest::prelude::*;

/// A coordinate as a whole number of 2⁻⁴⁸ degrees, which every number of degrees from 16 to 180 is.
#[expect(clippy::cast_possible_truncation, reason = "the assertion says that nothing is cut off")]
fn exact(degrees: f64) -> i128 {
    let scaled = degrees * 2_f64.powi(48);
    assert!(scaled.fract() == 0.0 && scaled.abs() < 2_f64.powi(60));
    scaled as i128
}

/// The half-open rule, spelt out: an edge counts from its lower end up to and without its upper end, when the point lies
/// strictly left of it.
fn holds(shape: &MultiPolygon<f64>, point: Coord<f64>) -> bool {
    let rings = shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let (px, py) = (exact(point.x), exact(point.y));
    let mut odd = false;
    for edge in rings.flat_map(|ring| ring.0.windows(2)) {
        let (a, b) = if edge[0].y <= edge[1].y { (edge[0], edge[1]) } else { (edge[1], edge[0]) };
        let (ax, ay, bx, by) = (exact(a.x), exact(a.y), exact(b.x), exact(b.y));
        if ay <= py && py < by {
            odd ^= (bx - ax) * (py - ay) - (by - ay) * (px - ax) > 0;
        }
    }
    odd
}

fn on_ring(shape: &MultiPolygon<f64>, point: Coord<f64>) -> bool {
    let rings = shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let (px, py) = (exact(point.x), exact(point.y));
    rings.flat_map(|ring| ring.0.windows(2)).any(|edge| {
        let (ax, ay, bx, by) = (exact(edge[0].x), exact(edge[0].y), exact(edge[1].x), exact(edge[1].y));
        (bx - ax) * (py - ay) == (by - ay) * (px - ax)
            && ax.min(bx) <= px
            && px <= ax.max(bx)
            && ay.min(by) <= py
            && py <= ay.max(by)
    })
}

fn slowly(layer: &Layer, point: Coord<f64>) -> Option<usize> {
    let within = |(_, feature): &(usize, &Feature)| {
        let bounds = geo::BoundingRect::bounding_rect(&feature.shape);
        bounds.is_some_and(|b| {
            b.min().x <= point.x && point.x <= b.max().x && b.min().y <= point.y && point.y <= b.max().y
        })
    };
    let all = || layer.features.iter().enumerate().filter(within);
    let inside = all().find(|(_, feature)| holds(&feature.shape, point));
    inside.or_else(|| all().find(|(_, feature)| on_ring(&feature.shape, point))).map(|(n, _)| n)
}

/// To the seven decimals of a location, so that vertices and points can be the same numbers.
fn seven(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn place(point: Coord<f64>) -> Location {
    Location::new(point.x, point.y, Datum::Cgcs2000).expect("the tests stay on the globe")
}

fn net(shapes: Vec<MultiPolygon<f64>>) -> Layer {
    let feature = |(n, shape)| Feature { id: format!("{n}"), properties: serde_json::Map::new(), shape };
    Layer { features: shapes.into_iter().enumerate().map(feature).collect(), ..Layer::default() }
}

/// A city of crooked grids whose numbers have seven decimals.
fn city() -> Layer {
    let mut layer = mosaic::layer(9, 7, 4, 11);
    for feature in &mut layer.features {
        geo::MapCoordsInPlace::map_coords_in_place(&mut feature.shape, |c| Coord { x: seven(c.x), y: seven(c.y) });
    }
    layer
}

#[test]
fn every_corner_and_middle_of_a_border_belongs_to_one_grid_the_same_as_worked_out_slowly() {
    let layer = city();
    let locator = Locator::new(&layer).within_m(0.0);
    let mut asked = 0;
    for feature in &layer.features {
        for edge in feature.shape.0[0].exterior().0.windows(2) {
            let middle = Coord { x: seven((edge[0].x + edge[1].x) / 2.0), y: seven((edge[0].y + edge[1].y) / 2.0) };
            let level = Coord { x: seven(edge[0].x + 0.000_7), y: edge[0].y };
            for point in [edge[0], middle, level] {
                let found = locator.locate(&place(point));
                assert_eq!(found.place, slowly(&layer, point), "{point:?}");
                assert!(locator.holders(&place(point)).len() <= 1, "{point:?}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 9 * 7 * 64 * 3);
}

#[test]
fn every_point_of_the_ground_is_found_as_worked_out_slowly() {
    let layer = city();
    let locator = Locator::new(&layer).within_m(0.0);
    let bounds = layer.bounds().expect("the city has ground");
    let mut dice = Dice(5);
    let mut inside = 0;
    for _ in 0..6_000 {
        let x = seven(bounds.min().x - 0.001 + (bounds.width() + 0.002) * dice.unit());
        let y = seven(bounds.min().y - 0.001 + (bounds.height() + 0.002) * dice.unit());
        let found = locator.locate(&place(Coord { x, y })).place;
        assert_eq!(found, slowly(&layer, Coord { x, y }), "{x} {y}");
        inside += usize::from(found.is_some());
    }
    assert!((3_000..6_000).contains(&inside), "{inside}");
}

#[test]
fn all_points_at_once_are_found_in_their_order() {
    let layer = city();
    let locator = Locator::new(&layer);
    let mut dice = Dice(9);
    let points: Vec<_> =
        (0..5000).map(|_| place(Coord { x: 114.0 + 0.02 * dice.unit(), y: 22.5 + 0.01 * dice.unit() })).collect();
    let found = locator.locate_all(&points);
    assert!(points.iter().zip(&found).all(|(point, found)| locator.locate(point) == *found));
}

#[test]
fn a_hole_is_outside_and_what_lies_in_it_is_found() {
    let square = |w: f64, s: f64, side: f64| {
        LineString::from(vec![(w, s), (w + side, s), (w + side, s + side), (w, s + side), (w, s)])
    };
    let yard = Polygon::new(square(114.0, 22.5, 0.01), vec![square(114.003, 22.503, 0.004)]);
    let house = Polygon::new(square(114.004, 22.504, 0.002), vec![]);
    let layer = net(vec![MultiPolygon(vec![yard]), MultiPolygon(vec![house])]);
    let locator = Locator::new(&layer).within_m(0.0);
    let at = |x, y| locator.locate(&place(Coord { x, y })).place;
    assert_eq!(at(114.001, 22.501), Some(0));
    assert_eq!(at(114.005, 22.505), Some(1));
    assert_eq!(at(114.0035, 22.5035), None);
    assert_eq!(at(114.003, 22.505), Some(0), "the western border of the hole belongs to the yard that it bounds");
}

#[test]
fn a_point_just_outside_gets_the_nearest_grid_with_its_distance() {
    let layer = city();
    let locator = Locator::new(&layer).within_m(200.0);
    let bounds = layer.bounds().expect("the city has ground");
    let mut dice = Dice(3);
    let mut near = 0;
    for _ in 0..400 {
        let x = seven(bounds.min().x - 0.004 + (bounds.width() + 0.008) * dice.unit());
        let y = seven(bounds.min().y - 0.004 * dice.unit());
        let found = locator.locate(&place(Coord { x, y }));
        let slow = nearest_slowly(&layer, Coord { x, y });
        if locator.holders(&place(Coord { x, y })).is_empty() && slow <= 200.0 {
            assert!(found.place.is_some(), "{x} {y}: {slow} m");
            assert!((found.distance_m - slow).abs() < 1e-6 * slow.max(1.0), "{x} {y}: {} {slow}", found.distance_m);
            near += 1;
        } else if slow > 200.0 {
            assert_eq!(found.place, None, "{x} {y}: {slow} m");
        }
    }
    assert!(near > 50, "{near}");
}

fn nearest_slowly(layer: &Layer, point: Coord<f64>) -> f64 {
    let (east, north) = jingwei_grids::measure::metres_per_degree(point.y);
    let flat = |c: Coord<f64>| geo::Point::new((c.x - point.x) * east, (c.y - point.y) * north);
    let mut best = f64::INFINITY;
    for feature in &layer.features {
        for edge in feature.shape.0[0].exterior().0.windows(2) {
            let line = geo::Line::new(flat(edge[0]), flat(edge[1]));
            best = best.min(geo::Distance::distance(&geo::Euclidean, &geo::Point::new(0.0, 0.0), &line));
        }
    }
    best
}

#[test]
fn a_point_is_told_its_divisions_from_its_grid_or_from_their_shapes() {
    let mut layer = city();
    for feature in &mut layer.features {
        feature.properties.insert("community".to_owned(), "990101003001".into());
    }
    let inside = layer.features[20].shape.coords_iter().next().expect("a corner");
    let locator = Locator::new(&layer);
    let found = locator.locate(&place(inside));
    let words = [found.community, found.street, found.district].map(|code| code.expect("known").to_string());
    assert_eq!(words, ["990101003001", "990101003000", "990101000000"]);

    let mut districts = net(vec![layer.features[0].shape.clone(), layer.features[1].shape.clone()]);
    districts.features[0].id = "990102".to_owned();
    districts.features[1].id = "990102001".to_owned();
    let nothing = Locator::new(&net(vec![])).with_divisions(&districts);
    let middle = geo::InteriorPoint::interior_point(&districts.features[1].shape).expect("a point inside");
    let found = nothing.locate(&place(middle.into()));
    assert_eq!((found.grid, found.community), (None, None));
    assert_eq!(found.street.map(|code| code.to_string()).as_deref(), Some("990102001000"));
}

#[test]
fn an_empty_net_and_a_point_far_away_hold_nothing() {
    let nothing = Locator::new(&net(vec![MultiPolygon(vec![])]));
    assert_eq!(nothing.locate(&place(Coord { x: 114.0, y: 22.5 })).place, None);
    let far = Locator::new(&city()).within_m(1e7);
    assert_eq!(Locator::new(&city()).locate(&place(Coord { x: -70.0, y: -33.0 })).place, None);
    assert!(far.locate(&place(Coord { x: 114.5, y: 22.9 })).distance_m > 30_000.0);
}

/// Corners of a coarse net of points, so that edges often are level, upright, collinear, repeated or crossing.
fn corner() -> impl Strategy<Value = Coord<f64>> {
    (0..7_i32, 0..7_i32)
        .prop_map(|(x, y)| Coord { x: seven(114.0 + f64::from(x) * 0.000_3), y: seven(22.5 + f64::from(y) * 0.000_3) })
}

proptest! {
    #[test]
    fn awkward_shapes_hold_their_points_as_worked_out_slowly(
        rings in proptest::collection::vec(proptest::collection::vec(corner(), 1..9), 1..5),
        points in proptest::collection::vec((0..14_i32, 0..14_i32), 1..40),
    ) {
        let shape = |ring: Vec<Coord<f64>>| MultiPolygon(vec![Polygon::new(LineString(ring), vec![])]);
        let layer = net(rings.into_iter().map(shape).collect());
        let locator = Locator::new(&layer).within_m(0.0);
        for (x, y) in points {
            let point = Coord { x: seven(114.0 + f64::from(x) * 0.000_15), y: seven(22.5 + f64::from(y) * 0.000_15) };
            prop_assert_eq!(locator.locate(&place(point)).place, slowly(&layer, point), "{:?}", point);
        }
    }
}
