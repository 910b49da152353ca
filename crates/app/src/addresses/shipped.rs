//! What ships with the program, and what is given instead: divisions, the model, and the weights for matching.

use crate::Failure;
use jingwei_addresses::{Gazetteer, Grader, Parser};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// China's divisions and their changes; the README beside it says where they come from.
const DIVISIONS: &[u8] = include_bytes!("../../assets/addresses/divisions.tsv.zst");

/// The model, trained on addresses made from a grammar; the README beside it says how to make it again.
const MODEL: &[u8] = include_bytes!("../../assets/addresses/model.zst");
/// The weights by which two addresses are graded.
const GRADER: &str = include_str!("../../assets/addresses/grader.json");

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

/// The parser of a model file, or the one that ships.
///
/// # Errors
/// When it cannot be read, or is no model.
pub(super) fn parser(model: Option<&Path>, names: &Names) -> Result<Parser, Failure> {
    let Some(path) = model else {
        return Ok(shipped_parser(names.gazetteer()?));
    };
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    let bytes = if bytes.starts_with(&ZSTD) {
        zstd::decode_all(bytes.as_slice()).map_err(|why| Failure::unreadable(path, &why))?
    } else {
        bytes
    };
    let path = path.display();
    Parser::new(&bytes, names.gazetteer()?).map_err(|why| {
        Failure::new("bad_model", format!("`{path}` 不是可用的地址模型"), format!("`{path}`: {why}"))
            .next("用 addresses train 重新训练", "train one with `addresses train`")
    })
}

/// The parser that ships, with these names.
#[must_use]
pub fn shipped_parser(gazetteer: Arc<Gazetteer>) -> Parser {
    let bytes = zstd::decode_all(MODEL).expect("the file that ships is read in the tests");
    Parser::new(&bytes, gazetteer).expect("the file that ships is read in the tests")
}

/// The grader of pairs of addresses that ships.
#[must_use]
pub fn grader() -> Grader {
    Grader::read(GRADER.trim()).expect("the file that ships is read in the tests")
}

/// How a packed file begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

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
