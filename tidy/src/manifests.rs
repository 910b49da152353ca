//! Manifests: members inherit everything from the workspace, so that a version or a lint is changed in one place.

use toml::{Table, Value};

use crate::{Finding, House};

/// Which list of a manifest a dependency stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `[dependencies]`, also for one target only.
    Normal,
    /// `[dev-dependencies]`: tests alone.
    Dev,
    /// `[build-dependencies]`.
    Build,
}

/// One member of the workspace.
#[derive(Clone, Debug)]
pub struct Member {
    /// Path of its manifest.
    pub path: String,
    /// Name of its folder, which is also its package's name after `jingwei-`.
    pub folder: String,
    manifest: Table,
}

impl Member {
    /// Name and entry of every dependency, with the section it stands in.
    pub fn dependencies(&self) -> Vec<(Section, &str, &Value)> {
        let mut all = sections_of(&self.manifest);
        let targets = self.manifest.get("target").and_then(Value::as_table);
        for target in targets.into_iter().flat_map(Table::values) {
            all.extend(target.as_table().into_iter().flat_map(sections_of));
        }
        all
    }
}

/// All members, sorted by path.
pub fn members(house: &House) -> Vec<Member> {
    let manifests = house.files().filter(|(path, _)| path.ends_with("/Cargo.toml"));
    manifests
        .filter_map(|(path, text)| {
            let folder = path.rsplit('/').nth(1)?.to_owned();
            let manifest = text.parse().ok()?;
            Some(Member { path: path.to_owned(), folder, manifest })
        })
        .collect()
}

/// Members that set for themselves what the workspace sets for all.
pub fn check(house: &House) -> Vec<Finding> {
    members(house)
        .iter()
        .flat_map(|member| {
            let mut found = inherits(member);
            found.extend(takes_versions_from_the_workspace(member));
            found
        })
        .collect()
}

const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

fn inherits(member: &Member) -> Vec<Finding> {
    let mut found = Vec::new();
    let package = member.manifest.get("package").and_then(Value::as_table);
    let from_workspace =
        |value: Option<&Value>| value.and_then(|v| v.get("workspace")).and_then(Value::as_bool) == Some(true);
    for key in INHERITED {
        if !from_workspace(package.and_then(|p| p.get(*key))) {
            found.push(Finding::new(
                &member.path,
                format!("`{key}` is not inherited"),
                "one release has one version, one edition and one licence",
                format!("write `{key}.workspace = true` under [package]"),
            ));
        }
    }
    if !from_workspace(member.manifest.get("lints")) {
        found.push(Finding::new(
            &member.path,
            "the workspace's lints are not inherited",
            "a crate outside the lints is where the first `unwrap` comes in",
            "write `[lints]` with `workspace = true`",
        ));
    }
    let named = package.and_then(|p| p.get("name")).and_then(Value::as_str);
    if named != Some(&format!("jingwei-{}", member.folder)) {
        found.push(Finding::new(
            &member.path,
            format!("package and folder `{}` differ in name", member.folder),
            "knowing the folder must be enough to type `cargo test -p`",
            format!("call the package `jingwei-{}`", member.folder),
        ));
    }
    found
}

/// A member may say that it takes a dependency and that it is optional; all else is said once at the top.
fn takes_versions_from_the_workspace(member: &Member) -> Vec<Finding> {
    let plain = |entry: &Value| {
        entry.as_table().is_some_and(|table| {
            table.get("workspace").and_then(Value::as_bool) == Some(true)
                && table.keys().all(|key| key == "workspace" || key == "optional")
        })
    };
    member
        .dependencies()
        .into_iter()
        .filter(|(_, _, entry)| !plain(entry))
        .map(|(_, name, _)| {
            Finding::new(
                &member.path,
                format!("`{name}` brings its own version, path or features"),
                "versions and features stand in the root manifest alone, so that one look tells what the house is built from",
                format!("write `{name} = {{ workspace = true }}` and move the rest to [workspace.dependencies]"),
            )
        })
        .collect()
}

fn sections_of(table: &Table) -> Vec<(Section, &str, &Value)> {
    let sections =
        [("dependencies", Section::Normal), ("dev-dependencies", Section::Dev), ("build-dependencies", Section::Build)];
    let mut all = Vec::new();
    for (key, section) in sections {
        let listed = table.get(key).and_then(Value::as_table);
        all.extend(listed.into_iter().flatten().map(|(name, entry)| (section, name.as_str(), entry)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"jingwei-cases\"\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n[dependencies]\njiff = { workspace = true }\n[lints]\nworkspace = true\n";

    fn found(manifest: &str) -> Vec<String> {
        let house = House::of(&[("crates/cases/Cargo.toml", manifest)]);
        check(&house).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_member_that_inherits_everything_is_left_alone() {
        assert!(found(GOOD).is_empty());
    }

    #[test]
    fn a_version_a_feature_or_a_path_of_its_own_is_found_in_every_section() {
        for entry in
            ["jiff = \"1\"", "jiff = { workspace = true, features = [\"serde\"] }", "jiff = { path = \"../jiff\" }"]
        {
            let own = GOOD.replace("jiff = { workspace = true }", entry);
            for section in ["dependencies", "dev-dependencies", "target.'cfg(unix)'.dependencies"] {
                let placed = own.replace("[dependencies]", &format!("[{section}]"));
                assert_eq!(found(&placed), ["`jiff` brings its own version, path or features"]);
            }
        }
    }

    #[test]
    fn own_editions_missing_lints_and_strange_names_are_found() {
        let own = GOOD
            .replace("edition.workspace = true", "edition = \"2021\"")
            .replace("[lints]\nworkspace = true\n", "")
            .replace("jingwei-cases", "jingwei-case");
        assert_eq!(
            found(&own),
            [
                "`edition` is not inherited",
                "the workspace's lints are not inherited",
                "package and folder `cases` differ in name"
            ]
        );
    }
}
