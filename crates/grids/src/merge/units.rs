//! The pieces as basic units for `grids cut`: ground with households, its community, and who serves it.

use super::duties::Placed;
use super::input::Input;
use super::network::Network;
use super::patches::Patches;
use super::slivers;
use crate::layer::{Feature, Layer};
use crate::net::diff::apportion;
use crate::overlay::{Sheet, united};
use geo::{Area as _, MultiPolygon};
use jingwei_terms::Datum;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

/// One piece of the network.
struct Piece {
    cell: usize,
    shape: MultiPolygon<f64>,
    patch: usize,
    households: u32,
}

/// The units: the parts of the patches, with the households of each grid of the network shared out over them by ground. A part that is a
/// sliver goes with the part of the same grid with which it has the longest common border, so that no unit is a splinter.
pub(super) fn layer(input: &Input, patches: &Patches, network: &Network, placed: &Placed) -> Layer {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); network.cells.len()];
    for (patch, cells) in network.of_patch.iter().enumerate() {
        // A patch whose parts went to several grids is counted with the one that has the most of it.
        if let Some((cell, _)) = cells.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best }) {
            members[cell].push(patch);
        }
    }
    let each = |cell: usize| {
        let pieces = pieces(input, patches, cell, &members[cell], placed.grids[cell].households);
        let feature = |(n, piece): (usize, Piece)| feature(input, patches, network, placed, n, &piece);
        pieces.into_iter().enumerate().map(feature).collect::<Vec<_>>()
    };
    Layer { datum: Datum::Cgcs2000, features: (0..network.cells.len()).into_par_iter().flat_map_iter(each).collect() }
}

fn pieces(input: &Input, patches: &Patches, cell: usize, members: &[usize], households: u32) -> Vec<Piece> {
    let parts = members.iter().flat_map(|patch| patches.patches()[*patch].shape.0.iter().map(|part| (*patch, part)));
    let (small, large): (Vec<_>, Vec<_>) = parts.partition(|(_, part)| slivers::is_sliver(part, &input.settings));
    let mut shapes: Vec<(usize, MultiPolygon<f64>)> =
        large.into_iter().map(|(patch, part)| (patch, part.clone().into())).collect();
    let sheet = Sheet::of_flat(patches.plane(), shapes.iter().map(|(_, shape)| shape.clone()).collect());
    let homes = slivers::homes(&small.iter().map(|(_, part)| *part).collect::<Vec<_>>(), &sheet);
    for ((patch, part), home) in small.into_iter().zip(homes) {
        let part: MultiPolygon<f64> = part.clone().into();
        match home {
            Some(home) => shapes[home].1 = united([&shapes[home].1, &part].into_iter()),
            None => shapes.push((patch, part)),
        }
    }
    let areas: Vec<f64> = shapes.iter().map(|(_, shape)| shape.unsigned_area()).collect();
    let all: f64 = areas.iter().sum();
    let shares: Vec<f64> = areas.iter().map(|area| area / all).collect();
    let households = apportion(households, &shares);
    let piece = |((patch, shape), households)| Piece { cell, shape, patch, households };
    shapes.into_iter().zip(households).map(piece).collect()
}

fn feature(
    input: &Input,
    patches: &Patches,
    network: &Network,
    placed: &Placed,
    number: usize,
    piece: &Piece,
) -> Feature {
    let cell = &network.cells[piece.cell];
    let id = format!("{}.{}", cell.code, number + 1);
    let mut properties = Map::new();
    properties.insert("id".to_owned(), json!(id));
    properties.insert("households".to_owned(), json!(piece.households));
    // `cut` never crosses a community; where none is known the grid of the network stands for it.
    let community =
        placed.grids[piece.cell].community.as_ref().map_or_else(|| cell.code.to_string(), ToString::to_string);
    properties.insert("community".to_owned(), json!(community));
    properties.insert("grid".to_owned(), json!(cell.code));
    let claims = patches.patches()[piece.patch].claims.iter();
    let claims =
        claims.map(|at| json!({ "department": input.departments[at.department].code, "grid": input.grid(*at).code }));
    properties.insert("formerly".to_owned(), Value::Array(claims.collect()));
    Feature { id, properties, shape: patches.plane().restore(&piece.shape) }
}
