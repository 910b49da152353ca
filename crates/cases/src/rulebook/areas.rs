//! Where things are: divisions (`divisions.csv`) and grids (`grids.geojson`), and the grid that holds a point.

use super::table::{Problem, read};
use jingwei_terms::{AreaCode, Datum, GridCode, Location, StaffId};
use serde_json::Value;
use std::collections::BTreeMap;

/// A division of the city.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// Its code, 12 digits.
    pub code: AreaCode,
    /// The division above it.
    pub parent: Option<AreaCode>,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// `city`, `district`, `street` or `community`.
    pub level: String,
    /// A point inside it, when one is given.
    pub location: Option<Location>,
}

/// A grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Its code.
    pub code: GridCode,
    /// Its name.
    pub name: String,
    /// The community that holds it.
    pub community: AreaCode,
    /// How many households live there.
    pub households: u32,
    /// The grid worker.
    pub worker: Option<StaffId>,
    /// The deputy.
    pub deputy: Option<StaffId>,
    /// Rings of `[lng, lat]` of every polygon, outer rings and holes alike: the even-odd rule tells inside from outside.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// Divisions and grids, with an index of the ground.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Areas {
    divisions: BTreeMap<AreaCode, Division>,
    grids: Vec<Grid>,
    by_code: BTreeMap<GridCode, usize>,
    index: Index,
}

impl Areas {
    /// Reads both files; faults go to `problems`.
    pub(super) fn parse(divisions: &str, grids: &str, problems: &mut Vec<Problem>) -> Self {
        let divisions = parse_divisions(divisions, problems);
        let grids = parse_grids(grids, &divisions, problems);
        Self { divisions, ..Self::default() }.with_grids(grids)
    }

    /// The same divisions with other grids on the ground: the net in force instead of the rulebook's own grids. A code that stands
    /// twice counts once, as its last grid.
    #[must_use]
    pub fn with_grids(&self, grids: Vec<Grid>) -> Self {
        let index = Index::of(&grids);
        let by_code = grids.iter().enumerate().map(|(n, grid)| (grid.code.clone(), n)).collect();
        Self { divisions: self.divisions.clone(), grids, by_code, index }
    }

    /// The division with this code.
    #[must_use]
    pub fn division(&self, code: &AreaCode) -> Option<&Division> {
        self.divisions.get(code)
    }

    /// Whether a code stands for at least one division: its own, or several that begin with its digits.
    #[must_use]
    pub(super) fn holds_any(&self, code: &AreaCode) -> bool {
        self.divisions.keys().any(|division| division.lies_in(code))
    }

    /// The one division with this name, or whose name begins with it; nothing when several do.
    #[must_use]
    pub fn division_named(&self, name: &str) -> Option<&Division> {
        let exact: Vec<_> = self.divisions.values().filter(|d| d.name == name).collect();
        if let [one] = exact[..] {
            return Some(one);
        }
        let begins = |d: &&Division| exact.is_empty() && !name.is_empty() && d.name.starts_with(name);
        let mut found = self.divisions.values().filter(begins);
        found.next().filter(|_| found.next().is_none())
    }

    /// All divisions, in the order of their codes.
    pub fn divisions(&self) -> impl Iterator<Item = &Division> {
        self.divisions.values()
    }

    /// All grids, in the order of the file.
    #[must_use]
    pub fn grids(&self) -> &[Grid] {
        &self.grids
    }

    /// The grid with this code.
    #[must_use]
    pub fn grid(&self, code: &GridCode) -> Option<&Grid> {
        self.by_code.get(code).map(|n| &self.grids[*n])
    }

    /// The grid that holds the point. A point on a shared border belongs to one of the neighbours, always the same one,
    /// because the crossing rule counts each edge half open.
    #[must_use]
    pub fn grid_at(&self, point: &Location) -> Option<&Grid> {
        let candidates = self.index.near(point.lng(), point.lat());
        candidates.iter().map(|i| &self.grids[*i as usize]).find(|grid| inside(&grid.rings, point.lng(), point.lat()))
    }
}

const DIVISION_COLUMNS: &[&str] = &["code", "parent", "name", "name_en", "level", "lng", "lat"];

fn parse_divisions(text: &str, problems: &mut Vec<Problem>) -> BTreeMap<AreaCode, Division> {
    let file = "divisions.csv";
    let rows =
        read(file, text, DIVISION_COLUMNS, problems, |row| {
            let location = match (row.optional::<f64>("lng")?, row.optional::<f64>("lat")?) {
                (Some(lng), Some(lat)) => {
                    Some(Location::new(lng, lat, Datum::Cgcs2000).map_err(|why| row.problem(why.to_string()))?)
                }
                (None, None) => None,
                _ => return Err(row.problem("columns `lng` and `lat` go together: give both or none")),
            };
            let code: AreaCode = row.parse("code")?;
            if code.as_str().len() != 12 || !code.as_str().bytes().all(|b| b.is_ascii_digit()) {
                return Err(row.problem(format!("the code `{code}` must have 12 digits")));
            }
            let division = Division {
                code,
                parent: row.optional("parent")?,
                name: row.text("name").to_owned(),
                name_en: row.text("name_en").to_owned(),
                level: row.text("level").to_owned(),
                location,
            };
            match division.level.as_str() {
                "city" | "district" | "street" | "community" => Ok((row.line(), division)),
                other => Err(row
                    .problem(format!("column `level` must be city, district, street or community (found `{other}`)"))),
            }
        });
    let mut all = BTreeMap::new();
    for (line, division) in &rows {
        if all.insert(division.code.clone(), division.clone()).is_some() {
            let message = format!("the division `{}` stands here for the second time; remove one", division.code);
            problems.push(Problem { file: file.to_owned(), line: *line, message });
        }
    }
    for (line, division) in &rows {
        let message = match &division.parent {
            Some(parent) if !all.contains_key(parent) => format!("the parent `{parent}` is not in this file"),
            Some(parent) if !division.code.lies_in(parent) => {
                format!("the code `{}` does not lie in its parent `{parent}`", division.code)
            }
            _ => continue,
        };
        problems.push(Problem { file: file.to_owned(), line: *line, message });
    }
    all
}

fn parse_grids(text: &str, divisions: &BTreeMap<AreaCode, Division>, problems: &mut Vec<Problem>) -> Vec<Grid> {
    let file = "grids.geojson";
    let problem = |line: u64, message: String| Problem { file: file.to_owned(), line, message };
    let parsed: Value = match serde_json::from_str(text) {
        Ok(parsed) => parsed,
        Err(why) => {
            problems.push(problem(why.line() as u64, format!("not valid JSON: {why}")));
            return Vec::new();
        }
    };
    let Some(features) = parsed["features"].as_array() else {
        problems.push(problem(1, "no `features`: a FeatureCollection of polygons is expected".to_owned()));
        return Vec::new();
    };
    let mut grids: Vec<Grid> = Vec::with_capacity(features.len());
    let mut codes = std::collections::BTreeSet::new();
    for (n, feature) in features.iter().enumerate() {
        match parse_grid(feature, divisions) {
            Ok(grid) if codes.insert(grid.code.clone()) => grids.push(grid),
            Ok(grid) => {
                problems.push(problem(0, format!("feature {}: the grid `{}` stands here twice", n + 1, grid.code)));
            }
            Err(why) => problems.push(problem(0, format!("feature {}: {why}", n + 1))),
        }
    }
    grids
}

fn parse_grid(feature: &Value, divisions: &BTreeMap<AreaCode, Division>) -> Result<Grid, String> {
    let word = |name: &str| feature["properties"][name].as_str().unwrap_or_default().to_owned();
    let code = GridCode::new(&word("code")).map_err(|why| format!("property `code`: {why}"))?;
    let community = AreaCode::new(&word("community")).map_err(|why| format!("property `community`: {why}"))?;
    if !divisions.contains_key(&community) {
        return Err(format!("the community `{community}` of grid `{code}` is not in divisions.csv"));
    }
    let households = feature["properties"]["households"].as_u64().and_then(|n| u32::try_from(n).ok());
    let households =
        households.ok_or_else(|| format!("property `households` of grid `{code}` must be a whole number"))?;
    let coordinates = &feature["geometry"]["coordinates"];
    let polygons: Vec<&Value> = match feature["geometry"]["type"].as_str() {
        Some("Polygon") => vec![coordinates],
        Some("MultiPolygon") => coordinates.as_array().map(|all| all.iter().collect()).unwrap_or_default(),
        _ => return Err(format!("the geometry of grid `{code}` must be a Polygon or a MultiPolygon")),
    };
    let mut rings = Vec::new();
    for ring in polygons.iter().filter_map(|polygon| polygon.as_array()).flatten() {
        rings.push(parse_ring(ring).map_err(|why| format!("grid `{code}`: {why}"))?);
    }
    if rings.is_empty() {
        return Err(format!("grid `{code}` has no ring"));
    }
    let staff = |name: &str| StaffId::new(&word(name)).ok();
    Ok(Grid {
        code,
        name: word("name"),
        community,
        households,
        worker: staff("worker"),
        deputy: staff("deputy"),
        rings,
    })
}

fn parse_ring(ring: &Value) -> Result<Vec<[f64; 2]>, String> {
    let points = ring.as_array().ok_or("a ring must be a list of points")?;
    let mut parsed = Vec::with_capacity(points.len());
    for point in points {
        let (lng, lat) = (point[0].as_f64(), point[1].as_f64());
        let (Some(lng), Some(lat)) = (lng, lat) else { return Err("a point must be `[lng, lat]`".to_owned()) };
        Location::new(lng, lat, Datum::Cgcs2000).map_err(|why| why.to_string())?;
        parsed.push([lng, lat]);
    }
    if parsed.len() < 4 || parsed.first() != parsed.last() {
        return Err("a ring needs at least four points, the last equal to the first".to_owned());
    }
    Ok(parsed)
}

fn inside(rings: &[Vec<[f64; 2]>], lng: f64, lat: f64) -> bool {
    let mut odd = false;
    for edge in rings.iter().flat_map(|ring| ring.windows(2)) {
        let ([x1, y1], [x2, y2]) = (edge[0], edge[1]);
        // Taking each edge from its lower to its upper end makes both neighbours of a shared border compute the very same
        // crossing, to the last bit, so that no point falls between them or into both.
        let (x1, y1, x2, y2) = if y1 <= y2 { (x1, y1, x2, y2) } else { (x2, y2, x1, y1) };
        if y1 <= lat && lat < y2 && lng < x1 + (lat - y1) / (y2 - y1) * (x2 - x1) {
            odd = !odd;
        }
    }
    odd
}

/// Square buckets over the ground, each with the grids whose bounding boxes touch it. A city has some thousands of grids, so a few
/// candidates remain for a point.
#[derive(Debug, Clone, PartialEq, Default)]
struct Index {
    origin: [f64; 2],
    step: [f64; 2],
    side: usize,
    buckets: Vec<Vec<u32>>,
}

impl Index {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "bucket numbers are small and clamped to the side"
    )]
    fn of(grids: &[Grid]) -> Self {
        if grids.is_empty() {
            return Self::default();
        }
        let boxes: Vec<[f64; 4]> = grids.iter().map(|grid| bounds(&grid.rings)).collect();
        let all = boxes.iter().fold(EMPTY, |a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let side = ((grids.len() as f64).sqrt() * 2.0).ceil().clamp(1.0, 512.0) as usize;
        let step = [((all[2] - all[0]) / side as f64).max(1e-9), ((all[3] - all[1]) / side as f64).max(1e-9)];
        let mut index = Self { origin: [all[0], all[1]], step, side, buckets: vec![Vec::new(); side * side] };
        for (n, b) in boxes.iter().enumerate() {
            let (low, high) = (index.cell(b[0], b[1]), index.cell(b[2], b[3]));
            for row in low.1..=high.1 {
                for column in low.0..=high.0 {
                    index.buckets[row * side + column].push(n as u32);
                }
            }
        }
        index
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped below to the side")]
    fn cell(&self, lng: f64, lat: f64) -> (usize, usize) {
        let number = |value: f64, axis: usize| ((value - self.origin[axis]) / self.step[axis]).max(0.0) as usize;
        (number(lng, 0).min(self.side - 1), number(lat, 1).min(self.side - 1))
    }

    fn near(&self, lng: f64, lat: f64) -> &[u32] {
        if self.side == 0 {
            return &[];
        }
        let (column, row) = self.cell(lng, lat);
        &self.buckets[row * self.side + column]
    }
}

const EMPTY: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn bounds(rings: &[Vec<[f64; 2]>]) -> [f64; 4] {
    rings.iter().flatten().fold(EMPTY, |b, p| [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(code: &str, west: f64, south: f64) -> Value {
        let (e, n) = (west + 1.0, south + 1.0);
        serde_json::json!({
            "properties": {"code": code, "name": code, "community": "990101001001", "households": 400},
            "geometry": {"type": "Polygon", "coordinates": [[[west, south], [e, south], [e, n], [west, n], [west, south]]]}
        })
    }

    #[test]
    fn every_point_of_two_neighbours_lies_in_exactly_one_of_them() {
        let divisions = "code,parent,name,name_en,level,lng,lat\n990101001001,,甲社区,A,community,,\n";
        let features = vec![square("1", 120.0, 30.0), square("2", 121.0, 30.0), square("3", 120.0, 31.0)];
        let grids = serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
        let mut problems = Vec::new();
        let areas = Areas::parse(divisions, &grids, &mut problems);
        assert_eq!(problems, []);
        let at = |lng, lat| {
            let point = Location::new(lng, lat, Datum::Wgs84).unwrap();
            areas.grid_at(&point).map(|grid| grid.code.to_string())
        };
        assert_eq!(at(120.5, 30.5).as_deref(), Some("1"));
        assert_eq!(at(121.0, 30.5).as_deref(), Some("2"), "the shared border belongs to the eastern one");
        assert_eq!(at(120.5, 31.0).as_deref(), Some("3"), "the shared border belongs to the northern one");
        assert_eq!(at(122.5, 30.5), None);
    }

    #[test]
    fn a_broken_map_is_refused_with_its_feature() {
        let divisions = "code,parent,name,name_en,level,lng,lat\n990101001001,,甲社区,A,community,,\n";
        let mut open_ring = square("1", 120.0, 30.0);
        open_ring["geometry"]["coordinates"][0].as_array_mut().unwrap().pop();
        let grids = serde_json::json!({"features": [open_ring, {"properties": {}}]}).to_string();
        let mut problems = Vec::new();
        Areas::parse(divisions, &grids, &mut problems);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].message.contains("feature 1"), "{}", problems[0]);
    }
}
