//! Whether a layer is in the datum that it states: beside a layer of known datum, and by where on the globe it lies.

mod judge;

use crate::layer::Layer;
pub use judge::{Judgement, Likeness, judge};

/// Longitudes and latitudes around China, seas and islands included.
const CHINA: ([f64; 2], [f64; 2]) = ([72.0, 137.9], [0.8, 55.9]);

/// Where a layer lies as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    /// In China, at least in part.
    Home,
    /// Abroad, and in China when longitude and latitude change places.
    Swapped,
    /// Abroad.
    Abroad,
}

/// Where the layer lies.
pub(crate) fn whereabouts(layer: &Layer) -> Whereabouts {
    let Some(bounds) = layer.bounds() else { return Whereabouts::Home };
    let meets = |low: f64, high: f64, span: [f64; 2]| low <= span[1] && high >= span[0];
    let (low, high) = (bounds.min(), bounds.max());
    if meets(low.x, high.x, CHINA.0) && meets(low.y, high.y, CHINA.1) {
        Whereabouts::Home
    } else if meets(low.y, high.y, CHINA.0) && meets(low.x, high.x, CHINA.1) {
        Whereabouts::Swapped
    } else {
        Whereabouts::Abroad
    }
}
