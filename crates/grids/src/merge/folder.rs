//! The folder of the departments: a GeoJSON file for each, and beside them, if wanted, `communities.geojson`, `duties.csv`, `staff.csv`
//! and `merge.toml`. The edge reads the files; this page understands them.

mod features;
mod tables;

use super::FileProblem;
use super::input::{Base, Department, DepartmentGrid, Input, Settings};
use crate::layer::{Layer, Read};
use crate::measure::area_m2;
use jingwei_terms::{Datum, DepartmentCode, Refusal, RefusalClass};

/// The file with the borders of the communities, which is no department's.
const COMMUNITIES: &str = "communities";
/// Nets that cover this share of what the widest one covers are as wide.
const NEARLY_ALL: f64 = 0.9;

/// One file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name without the folder, such as `police.geojson`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem)
    }

    fn is_layer(&self) -> bool {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        matches!(ending.as_deref(), Some("geojson" | "json"))
    }
}

/// Understands the files of a folder. `base` overrides what `merge.toml` says.
///
/// # Errors
/// When there is no layer, a layer cannot be read at all, `merge.toml` or a table is wrong, or the base is not there.
pub fn read(files: &[File], base: Option<&str>) -> Result<Input, Refusal> {
    let mut files: Vec<&File> = files.iter().collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let mut settings = settings(&files)?;
    if let Some(base) = base {
        settings.base = Some(base.to_owned());
    }
    let mut input =
        Input { departments: Vec::new(), base: Base::First, communities: None, settings, problems: Vec::new() };
    for file in files.iter().filter(|file| file.is_layer()) {
        let read = layer(file, &input.settings)?;
        input
            .problems
            .extend(read.problems.into_iter().map(|problem| FileProblem { file: file.name.clone(), problem }));
        if file.stem() == COMMUNITIES {
            input.communities = Some(read.layer);
        } else {
            features::add(&mut input, file, &read.layer);
        }
    }
    if input.departments.is_empty() {
        return Err(no_layer());
    }
    for file in &files {
        match file.name.as_str() {
            "duties.csv" => tables::duties(&mut input, file)?,
            "staff.csv" => tables::staff(&mut input, file)?,
            _ => {}
        }
    }
    in_order(&mut input)?;
    Ok(input)
}

fn settings(files: &[&File]) -> Result<Settings, Refusal> {
    let Some(file) = files.iter().find(|file| file.name == "merge.toml") else { return Ok(Settings::default()) };
    let text = String::from_utf8_lossy(&file.bytes);
    let settings: Settings = toml::from_str(&text).map_err(|why| bad_settings(&why.to_string()))?;
    let shares = [settings.crossing_share, settings.gap_share, settings.doubled_share];
    let sizes = [settings.min_sliver_m2, settings.sliver_width_m];
    let good = shares.iter().all(|share| (0.0..=1.0).contains(share))
        && sizes.iter().all(|size| *size >= 0.0 && size.is_finite());
    if good { Ok(settings) } else { Err(bad_settings("a share lies between 0 and 1, a size is not negative")) }
}

fn layer(file: &File, settings: &Settings) -> Result<Read, Refusal> {
    let datum: Option<Datum> = settings.datum.get(file.stem()).or_else(|| settings.datum.get(&file.name)).copied();
    Layer::parse(&file.bytes, datum).map_err(|mut refusal| {
        refusal.zh = format!("文件 `{}`：{}", file.name, refusal.zh);
        refusal.en = format!("file `{}`: {}", file.name, refusal.en);
        refusal
    })
}

/// Puts the base first and the others in their order.
fn in_order(input: &mut Input) -> Result<(), Refusal> {
    let wish = input.settings.base.clone();
    if wish.as_deref() == Some("none") {
        input.base = Base::Pieces;
    }
    let base = match wish.as_deref() {
        None => best_base(&input.departments),
        Some("none") => None,
        Some(name) => Some(named(&input.departments, name).ok_or_else(|| unknown_base(name, &input.departments))?),
    };
    let base = base.map(|at| input.departments[at].code.clone());
    let place = |department: &Department| {
        let named = |name: &String| is_named(department, name);
        input.settings.priority.iter().position(named).unwrap_or(usize::MAX)
    };
    let mut keyed: Vec<_> = std::mem::take(&mut input.departments)
        .into_iter()
        .map(|department| ((Some(&department.code) != base.as_ref(), place(&department)), department))
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    input.departments = keyed.into_iter().map(|(_, department)| department).collect();
    Ok(())
}

/// The department whose net is most like the one that is wanted: most of its grids count households, or else name their community, or
/// else cover nearly as much ground as any; among these it has the most grids.
fn best_base(departments: &[Department]) -> Option<usize> {
    let most = |department: &Department, has: fn(&DepartmentGrid) -> bool| {
        department.grids.iter().filter(|grid| has(grid)).count() * 2 > department.grids.len()
    };
    let grounds: Vec<f64> = departments.iter().map(|d| d.grids.iter().map(|grid| area_m2(&grid.shape)).sum()).collect();
    let widest = grounds.iter().copied().fold(0.0, f64::max);
    let key = |(at, department): (usize, &Department)| {
        let counts = most(department, |grid| grid.households.is_some());
        let names = most(department, |grid| grid.community.is_some());
        // Of equals the first.
        (counts, names, grounds[at] >= widest * NEARLY_ALL, department.grids.len(), std::cmp::Reverse(at))
    };
    departments.iter().enumerate().max_by_key(|department| key(*department)).map(|(at, _)| at)
}

fn named(departments: &[Department], name: &str) -> Option<usize> {
    departments.iter().position(|department| is_named(department, name))
}

fn is_named(department: &Department, name: &str) -> bool {
    let stem = department.file.rsplit_once('.').map_or(department.file.as_str(), |(stem, _)| stem);
    department.code.as_str() == name || stem == name || department.file == name
}

/// The code as it may be written.
fn department_code(text: &str) -> DepartmentCode {
    let tidy: String =
        text.chars().map(|c| if DepartmentCode::new(c.encode_utf8(&mut [0; 4])).is_ok() { c } else { '_' }).collect();
    let mut tidy = tidy;
    while tidy.len() > jingwei_terms::code::MAX_CODE_BYTES {
        tidy.pop();
    }
    DepartmentCode::new(&tidy).unwrap_or_else(|_| DepartmentCode::new("unnamed").expect("letters are a code"))
}

fn no_layer() -> Refusal {
    Refusal::new(
        RefusalClass::Missing,
        "merge_no_layer",
        "文件夹里没有部门的网格图层（*.geojson）",
        "there is no department's layer (*.geojson) in the folder",
    )
    .next("每个部门放一个 GeoJSON 文件", "put one GeoJSON file for each department there")
}

fn unknown_base(name: &str, departments: &[Department]) -> Refusal {
    let list = departments.iter().map(|d| format!("`{}`", d.code)).collect::<Vec<_>>().join(" ");
    Refusal::new(
        RefusalClass::Missing,
        "merge_unknown_base",
        format!("没有部门 `{name}` 可作底网；有：{list}"),
        format!("there is no department `{name}` to be the base; there are: {list}"),
    )
    .next("改正底网的名称，或用 none", "correct the name of the base, or say none")
}

fn bad_settings(why: &str) -> Refusal {
    let why = why.lines().next().unwrap_or_default();
    Refusal::new(
        RefusalClass::Invalid,
        "merge_bad_settings",
        format!("merge.toml 不对：{why}"),
        format!("merge.toml: {why}"),
    )
    .next("按文档改正", "correct it as the page on merging says")
}
