//! A model as bytes and back.
//!
//! `JWADDR2\n`, the length of a JSON head and the head (labels, numbers), then steps as 32-bit floats and rows: a feature's name as
//! 64 bits, its number of cells and the cells. All numbers little-endian. Rows are in the order of their names, so equal models are equal bytes.

use super::model::Model;
use crate::reading::features::{FEATURES_VERSION, Feature};
use serde::{Deserialize, Serialize};
use std::fmt;

const MAGIC: &[u8; 8] = b"JWADDR2\n";
/// More labels than this are no addresses; the chain works with labels².
const MOST_LABELS: usize = 200;

#[derive(Serialize, Deserialize)]
struct Head {
    labels: Vec<String>,
    rows: u32,
    cells: u32,
    features: u32,
}

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelError {
    /// They begin otherwise.
    NoModel,
    /// They end too early or hold numbers that cannot be.
    Broken,
    /// They were made for another set of features.
    Other(u32),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModel => f.write_str("the file is not a model of addresses; make one with `addresses train`"),
            Self::Broken => f.write_str("the model is cut short or damaged; train it again or copy it anew"),
            Self::Other(version) => {
                write!(
                    f,
                    "the model looks at features of version {version} and this program at version {FEATURES_VERSION}; train it again"
                )
            }
        }
    }
}

impl std::error::Error for ModelError {}

impl Model {
    /// The model as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let rows = self.rows();
        let cells: usize = rows.iter().map(|(_, row)| row.len()).sum();
        let count = |n: usize| u32::try_from(n).expect("a model has fewer than four thousand million weights");
        let head = Head {
            labels: self.labels().to_vec(),
            rows: count(rows.len()),
            cells: count(cells),
            features: FEATURES_VERSION,
        };
        let head = serde_json::to_vec(&head).expect("labels and finite numbers");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(count(head.len()).to_le_bytes());
        bytes.extend(head);
        bytes.extend(self.step_scores().iter().flat_map(|score| score.to_le_bytes()));
        // Column by column: numbers of one sort beside one another are packed better.
        bytes.extend(rows.iter().flat_map(|(name, _)| name.to_le_bytes()));
        bytes.extend(rows.iter().flat_map(|(_, row)| count(row.len()).to_le_bytes()));
        bytes.extend(rows.iter().flat_map(|(_, row)| row).flat_map(|cell| cell.to_le_bytes()));
        bytes
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When the bytes are no model, are damaged, or were made for other features.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NoModel)?;
        let length = u32::from_le_bytes(take(&mut rest)?) as usize;
        let (head, mut rest) = rest.split_at_checked(length).ok_or(ModelError::Broken)?;
        let head: Head = serde_json::from_slice(head).map_err(|_| ModelError::Broken)?;
        if head.features != FEATURES_VERSION {
            return Err(ModelError::Other(head.features));
        }
        let labels = head.labels.len();
        let expected = labels * labels * 4 + head.rows as usize * 12 + head.cells as usize * 4;
        if labels == 0 || labels > MOST_LABELS || rest.len() != expected {
            return Err(ModelError::Broken);
        }
        let mut steps = Vec::with_capacity(labels * labels);
        for _ in 0..labels * labels {
            let score = f32::from_le_bytes(take(&mut rest)?);
            if !score.is_finite() {
                return Err(ModelError::Broken);
            }
            steps.push(score);
        }
        let rows = rows(rest, &head)?;
        Ok(Self::of_cells(head.labels, &steps, rows))
    }
}

fn rows(rest: &[u8], head: &Head) -> Result<Vec<(Feature, Vec<u32>)>, ModelError> {
    let tags = head.labels.len().next_multiple_of(super::chain::LANE) * 4;
    let (mut names, rest) = rest.split_at(head.rows as usize * 8);
    let (mut lengths, mut cells) = rest.split_at(head.rows as usize * 4);
    let mut rows = Vec::with_capacity(head.rows as usize);
    for _ in 0..head.rows {
        let name = u64::from_le_bytes(take(&mut names)?);
        let length = u32::from_le_bytes(take(&mut lengths)?) as usize;
        if length > tags {
            return Err(ModelError::Broken);
        }
        let mut row = Vec::with_capacity(length);
        for _ in 0..length {
            let cell = u32::from_le_bytes(take(&mut cells)?);
            if (cell >> 16) as usize >= tags {
                return Err(ModelError::Broken);
            }
            row.push(cell);
        }
        rows.push((name, row));
    }
    if cells.is_empty() { Ok(rows) } else { Err(ModelError::Broken) }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], ModelError> {
    let (first, after) = rest.split_first_chunk::<N>().ok_or(ModelError::Broken)?;
    *rest = after;
    Ok(*first)
}
