//! What ships with the program, and what is given instead: divisions, and the model.

use crate::Failure;
use jingwei_addresses::{Gazetteer, Parser};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// China's divisions and their changes; the README beside it says where they come from.
const DIVISIONS: &[u8] = include_bytes!("../../assets/addresses/divisions.tsv.zst");

/// Where to look names up.
#[derive(Debug, clap::Args)]
pub(super) struct Names {
    /// 区划文件，代替随程序的全国区划 / a file of divisions instead of those that ship
    #[arg(long, value_name = "DIVISIONS.tsv")]
    divisions: Option<PathBuf>,
    /// 小区、楼宇等名称，每行一个 / names of compounds and buildings, one a line
    #[arg(long, value_name = "NAMES.txt")]
    compounds: Option<PathBuf>,
}

impl Names {
    /// The gazetteer that was asked for.
    ///
    /// # Errors
    /// When a file cannot be read or is not of its form.
    pub(super) fn gazetteer(&self) -> Result<Arc<Gazetteer>, Failure> {
        let divisions = match &self.divisions {
            Some(path) => text(path)?,
            None => shipped_divisions(),
        };
        let compounds = self.compounds.as_deref().map(text).transpose()?.unwrap_or_default();
        let names = compounds.lines().map(str::trim).filter(|name| name.chars().count() > 1);
        let gazetteer = Gazetteer::read(&divisions, names).map_err(|why| {
            Failure::new("bad_divisions", format!("区划文件第 {} 行读不懂：`{}`", why.line, why.text), why.to_string())
                .next("每行应为“代码⇥名称”", "each line is `code⇥name`")
        })?;
        Ok(Arc::new(gazetteer))
    }
}

/// The gazetteer that ships.
#[must_use]
pub fn gazetteer() -> Arc<Gazetteer> {
    Arc::new(Gazetteer::read(&shipped_divisions(), []).expect("the file that ships is read in the tests"))
}

/// The parser of a model file.
///
/// # Errors
/// When it cannot be read, or is no model.
pub(super) fn parser(model: &Path, names: &Names) -> Result<Parser, Failure> {
    let bytes = std::fs::read(model).map_err(|why| Failure::unreadable(model, &why))?;
    let path = model.display();
    Parser::new(&bytes, names.gazetteer()?).map_err(|why| {
        Failure::new("bad_model", format!("`{path}` 不是可用的地址模型"), format!("`{path}`: {why}"))
            .next("用 addresses train 重新训练", "train one with `addresses train`")
    })
}

fn shipped_divisions() -> String {
    let bytes = zstd::decode_all(DIVISIONS).expect("the file that ships is read in the tests");
    String::from_utf8(bytes).expect("the file that ships is read in the tests")
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    })
}
