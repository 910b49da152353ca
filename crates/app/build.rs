//! Puts the built front ends into the program: a table of their files, by address.
//!
//! A front end that was not built is an empty table; the program then says at its address how to build it.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let house = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let mut table = String::new();
    for (name, folder) in [("CONSOLE", "ui/console/dist"), ("FIELD", "ui/field/dist")] {
        let folder = house.join(folder);
        // Cargo looks into a folder that is there, and builds anew each time for one that is not. In a tree that may not be
        // written it is only the latter.
        drop(fs::create_dir_all(&folder));
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        collect(&folder, "", &mut files)?;
        files.sort();
        writeln!(table, "pub(super) const {name}: &[File] = &[")?;
        for (address, path) in files {
            writeln!(table, "    ({address:?}, include_bytes!({:?})),", path.canonicalize()?)?;
        }
        writeln!(table, "];")?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("front_ends.rs"), table)?;
    Ok(())
}

/// Every file below a folder that may not be there, with its address.
fn collect(folder: &Path, address: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let address = if address.is_empty() { name.to_owned() } else { format!("{address}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &address, files)?;
        } else {
            files.push((address, entry.path()));
        }
    }
    Ok(())
}
