//! The net as vector tiles, read back by a reader of their own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use geo::{Coord, MultiPolygon};
use jingwei_grids::net::{Net, NetGrid, NetVersion};
use jingwei_grids::tiles::{BUFFER, EXTENT, Options, Pyramid, world};
use jingwei_terms::{GridCode, StaffId};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{shape, winding};

/// A grid as it stands in a tile: properties in words, rings with closing corners left out.
#[derive(Debug, Default)]
struct Read {
    properties: BTreeMap<String, String>,
    rings: Vec<Vec<[i64; 2]>>,
}

fn number(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}

/// The fields of a message: numbers with an empty body, bodies with their length.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let key = number(&mut bytes);
        let value = number(&mut bytes);
        let body = if key & 7 == 2 { bytes.split_off(..usize::try_from(value).unwrap()).unwrap() } else { &[][..] };
        all.push((key >> 3, value, body));
    }
    all
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        all.push(number(&mut bytes));
    }
    all
}

fn rings(commands: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let unzig = |v: u64| (v >> 1).cast_signed() ^ -((v & 1).cast_signed());
    let (mut all, mut pen, mut at) = (Vec::new(), [0_i64, 0], 0);
    while at < commands.len() {
        let (id, count) = (commands[at] & 7, commands[at] >> 3);
        at += 1;
        for _ in 0..if id == 7 { 0 } else { count } {
            pen = [pen[0] + unzig(commands[at]), pen[1] + unzig(commands[at + 1])];
            at += 2;
            match id {
                1 => all.push(vec![pen]),
                _ => all.last_mut().unwrap().push(pen),
            }
        }
    }
    all
}

fn read(tile: &[u8]) -> Vec<Read> {
    let tile = fields(tile);
    let layer = fields(tile[0].2);
    let of = |tag: u64| layer.iter().filter(move |field| field.0 == tag);
    assert_eq!((of(15).next().unwrap().1, of(1).next().unwrap().2, of(5).next().unwrap().1), (2, &b"grids"[..], 4096));
    let keys: Vec<&str> = of(3).map(|field| std::str::from_utf8(field.2).unwrap()).collect();
    let value = |body: &[u8]| match fields(body)[0] {
        (1, _, text) => String::from_utf8(text.to_vec()).unwrap(),
        (_, count, _) => count.to_string(),
    };
    let values: Vec<String> = of(4).map(|field| value(field.2)).collect();
    let feature = |body: &[u8]| {
        let mut read = Read::default();
        for (tag, value, body) in fields(body) {
            match tag {
                2 => {
                    for two in numbers(body).chunks(2) {
                        let (key, value) = (usize::try_from(two[0]).unwrap(), usize::try_from(two[1]).unwrap());
                        read.properties.insert(keys[key].to_owned(), values[value].clone());
                    }
                }
                3 => assert_eq!(value, 3),
                4 => read.rings = rings(&numbers(body)),
                _ => {}
            }
        }
        read
    };
    of(2).map(|field| feature(field.2)).collect()
}

fn net(shapes: Vec<MultiPolygon<f64>>) -> Net {
    let grid = |(n, shape)| NetGrid {
        code: GridCode::new(&format!("g{n:05}")).unwrap(),
        name: format!("第{n}网格"),
        community: None,
        households: 300 + u32::try_from(n).unwrap() % 7,
        worker: StaffId::new("p1").ok(),
        deputy: None,
        duties: Vec::new(),
        shape,
    };
    let grids = shapes.into_iter().enumerate().map(grid).collect();
    Net::new(NetVersion::new(1), "2026-01-01T00:00:00Z".parse().unwrap(), grids).unwrap()
}

/// The tile at a zoom that holds a point.
fn tile_at(z: u8, degrees: Coord<f64>) -> (u32, u32) {
    let at = world(degrees);
    let side = f64::from(1_u32 << z);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a tile's number")]
    let number = |v: f64| (v * side).floor() as u32;
    (number(at.x), number(at.y))
}

fn twice_area(ring: &[[i64; 2]]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

#[test]
fn a_tile_says_of_each_grid_what_is_public_and_no_more() {
    let net = net(winding(3, 3, 9, 0.3));
    let (x, y) = tile_at(13, Coord { x: 114.0501, y: 22.5501 });
    let grids = read(&Pyramid::of(&net, Options::default()).tile(13, x, y).unwrap());
    assert_eq!(grids.len(), 9);
    let told: Vec<_> = grids[0].properties.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(told, ["code=g00000", "households=300", "name=第0网格"]);
    let with_workers = read(&Pyramid::of(&net, Options { workers: true }).tile(13, x, y).unwrap());
    assert_eq!(with_workers[0].properties["worker"], "p1");
}

#[test]
fn where_there_is_no_grid_there_is_no_tile() {
    let pyramid = Pyramid::of(&net(winding(3, 3, 9, 0.3)), Options::default());
    assert_eq!(pyramid.tile(13, 0, 0), None);
    assert_eq!(pyramid.tile(3, 8, 0), None, "no such column");
    assert_eq!(pyramid.tile(40, 0, 0), None, "no such zoom");
}

#[test]
fn neighbours_meet_without_a_gap_at_every_zoom() {
    let pyramid = Pyramid::of(&net(winding(12, 10, 13, 0.7)), Options::default());
    for z in 9..=17 {
        let (x, y) = tile_at(z, Coord { x: 114.0557, y: 22.5557 });
        let grids = read(&pyramid.tile(z, x, y).unwrap());
        // Every grid's ground together is the ground of all, when borders are the same on both sides; inside the net that is the tile.
        let sum: i64 = grids.iter().flat_map(|grid| &grid.rings).map(|ring| twice_area(ring)).sum();
        if z >= 16 {
            let side = EXTENT + 2 * BUFFER;
            assert_eq!(sum, 2 * side * side, "zoom {z}");
        }
        for ring in grids.iter().flat_map(|grid| &grid.rings) {
            assert!(ring.iter().flatten().all(|v| (-BUFFER..=EXTENT + BUFFER).contains(v)));
            assert!(twice_area(ring) > 0, "outer rings run clockwise on screen");
        }
    }
}

#[test]
fn corners_come_back_to_within_half_a_unit() {
    let shapes = winding(2, 2, 9, 0.3);
    let net = net(shapes);
    let z = 16;
    let (x, y) = tile_at(z, Coord { x: 114.0515, y: 22.5515 });
    let tile = read(&Pyramid::of(&net, Options::default()).tile(z, x, y).unwrap());
    for grid in &tile {
        let given = net.grid(&GridCode::new(&grid.properties["code"]).unwrap()).unwrap();
        let side = f64::from(1_u32 << z) * 4096.0;
        let corners: Vec<[f64; 2]> = given.shape.0[0]
            .exterior()
            .0
            .iter()
            .map(|c| world(*c))
            .map(|c| [c.x * side - f64::from(x) * 4096.0, c.y * side - f64::from(y) * 4096.0])
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "units of a tile")]
        let near = |spot: &[i64; 2]| {
            corners.iter().any(|c| (c[0] - spot[0] as f64).abs() <= 0.501 && (c[1] - spot[1] as f64).abs() <= 0.501)
        };
        let rim = |v: &i64| *v == -BUFFER || *v == EXTENT + BUFFER;
        for spot in grid.rings.iter().flatten().filter(|spot| !spot.iter().any(rim)) {
            assert!(near(spot), "{spot:?} is no corner of {}", given.code);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_shape_every_tile_can_be_read(points in prop::collection::vec((0.0..3000.0_f64, 0.0..3000.0_f64), 3..20), z in 0_u8..=22) {
        let made = NetGrid { shape: shape(&[&points]), ..net(winding(1, 1, 1, 0.0)).grids()[0].clone() };
        let Ok(net) = Net::new(NetVersion::new(1), "2026-01-01T00:00:00Z".parse().unwrap(), vec![made]) else { return Ok(()) };
        let (x, y) = tile_at(z, net.grids()[0].shape.0[0].exterior().0[0]);
        if let Some(tile) = Pyramid::of(&net, Options::default()).tile(z, x, y) {
            for ring in read(&tile).iter().flat_map(|grid| &grid.rings) {
                prop_assert!(ring.len() > 2 && twice_area(ring) != 0);
                prop_assert!(ring.iter().flatten().all(|v| (-BUFFER..=EXTENT + BUFFER).contains(v)));
            }
        }
    }
}
