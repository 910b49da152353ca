//! What sort of thing a file is, by its ending, and whether packing it is worth while.

/// The type of a file by its ending, and whether it is text that packs well.
pub(super) fn kind(path: &str) -> (&'static str, bool) {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    KINDS
        .iter()
        .find(|(known, ..)| ending.eq_ignore_ascii_case(known))
        .map_or(("application/octet-stream", false), |(_, kind, packs)| (kind, *packs))
}

const KINDS: [(&str, &str, bool); 17] = [
    ("html", "text/html; charset=utf-8", true),
    ("js", "text/javascript; charset=utf-8", true),
    ("mjs", "text/javascript; charset=utf-8", true),
    ("css", "text/css; charset=utf-8", true),
    ("json", "application/json", true),
    ("map", "application/json", true),
    ("geojson", "application/geo+json", true),
    ("webmanifest", "application/manifest+json", true),
    ("svg", "image/svg+xml", true),
    ("txt", "text/plain; charset=utf-8", true),
    ("wasm", "application/wasm", true),
    ("ico", "image/x-icon", true),
    ("png", "image/png", false),
    ("jpg", "image/jpeg", false),
    ("webp", "image/webp", false),
    ("woff2", "font/woff2", false),
    ("pmtiles", "application/vnd.pmtiles", false),
];
