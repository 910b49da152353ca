//! MAPS OUT 图: a net as one SVG page with colours, labels, legend, scale bar and north, for a wall or a letter.
//!
//! Neighbours never have one colour where a colour stands for nothing (a colouring of the map, greedy from the most entangled grid on);
//! households are shown in five steps of one hue. Every word that comes from a file is escaped.

mod colours;
mod page;

use crate::layer::Layer;
use crate::overlay::plane_over;
use crate::plane::Plane;
use geo::{Area as _, BoundingRect as _, Coord, InteriorPoint as _, MultiPolygon};
use serde::Serialize;

/// What the colours say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Nothing, but to tell neighbours apart.
    #[default]
    Apart,
    /// How many households live there.
    Households,
    /// Which community the grid belongs to.
    Community,
    /// Who works there.
    Worker,
}

/// What is written into each grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Nothing.
    None,
    /// The code; its last digits where there is no room for all.
    #[default]
    Code,
    /// The name.
    Name,
    /// The number of households.
    Households,
}

/// How the picture shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What stands above it.
    pub title: String,
    /// What the colours say.
    pub colour: Colour,
    /// What is written into each grid.
    pub label: Label,
    /// Width of the map in pixels; 200 to 8,000.
    pub width: u32,
}

impl Default for Wish {
    fn default() -> Self {
        Self { title: String::new(), colour: Colour::Apart, label: Label::Code, width: 1200 }
    }
}

/// One grid on paper.
struct Drawn {
    /// Flat, in pixels, rows downwards.
    shape: MultiPolygon<f64>,
    code: String,
    name: String,
    community: Option<String>,
    households: Option<u64>,
    worker: Option<String>,
    /// Where its label stands, and how wide and high the ground is there.
    spot: Option<Coord<f64>>,
    room: [f64; 2],
}

/// The SVG text of a layer of grids (properties as in a net's file). A layer without ground gives an empty page.
#[must_use]
pub fn svg(layer: &Layer, wish: &Wish) -> String {
    let plane = plane_over(layer.features.iter().map(|feature| &feature.shape));
    let width = f64::from(wish.width.clamp(200, 8_000));
    let frame = Frame::of(layer, plane, width);
    let grids: Vec<Drawn> = layer.features.iter().map(|feature| drawn(feature, plane, &frame)).collect();
    let colours = colours::choose(layer, &grids, plane, wish.colour);
    page::page(&grids, &colours, &frame, wish)
}

/// Metres to pixels.
struct Frame {
    low: Coord<f64>,
    high: Coord<f64>,
    pixels_per_metre: f64,
}

impl Frame {
    fn of(layer: &Layer, plane: Plane, width: f64) -> Self {
        let flat = layer.features.iter().filter_map(|feature| plane.flatten(&feature.shape).bounding_rect());
        let all = flat.reduce(|a, b| {
            let low = Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
            let high = Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) };
            geo::Rect::new(low, high)
        });
        let (low, high) =
            all.map_or((Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 }), |all| (all.min(), all.max()));
        // A net that is a thousand times taller than wide is a mistake; it still gets a page that can be opened.
        let size = (high.x - low.x).max((high.y - low.y) / 4.0).max(1e-6);
        Self { low, high, pixels_per_metre: width / size }
    }

    fn place(&self, metres: Coord<f64>) -> Coord<f64> {
        let at = |v: f64| v * self.pixels_per_metre;
        Coord { x: at(metres.x - self.low.x), y: at(self.high.y - metres.y) }
    }

    fn size(&self) -> [f64; 2] {
        [(self.high.x - self.low.x) * self.pixels_per_metre, (self.high.y - self.low.y) * self.pixels_per_metre]
    }
}

fn drawn(feature: &crate::Feature, plane: Plane, frame: &Frame) -> Drawn {
    let text = |name: &str| feature.text(name).map(std::borrow::Cow::into_owned);
    let shape = geo::MapCoords::map_coords(&feature.shape, |c| frame.place(plane.flat(c)));
    let largest = shape.0.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let spot = largest.and_then(label_spot);
    let bounds = largest.and_then(geo::Polygon::bounding_rect);
    Drawn {
        code: text("code").unwrap_or_else(|| feature.id.clone()),
        name: text("name").unwrap_or_default(),
        community: text("community"),
        households: feature.count("households"),
        worker: text("worker"),
        spot,
        room: bounds.map_or([0.0; 2], |bounds| [bounds.width(), bounds.height()]),
        shape,
    }
}

/// The middle of the ground where that lies in it, else a point inside.
fn label_spot(polygon: &geo::Polygon<f64>) -> Option<Coord<f64>> {
    use geo::{Centroid as _, Contains as _};
    let middle = polygon.centroid().filter(|middle| polygon.contains(middle));
    middle.or_else(|| polygon.interior_point()).map(Coord::from)
}
