//! What was learned in one go, as it is kept in one row: the model of kinds, where there was enough for one, and the memory of
//! handlings. They are learned, used and rolled back together.

use jingwei_triage::department::{Memory, MemorySettings};
use jingwei_triage::kind::Model;
use std::fmt;
use std::sync::Arc;

/// The first bytes of lessons, and their format.
const MARK: &[u8; 8] = b"JWLESSN1";

/// What was learned.
#[derive(Debug, Clone)]
pub struct Lessons {
    /// The model of kinds; `None` when there was too little to learn one.
    pub kinds: Option<Arc<Model>>,
    /// The memory of handlings.
    pub memory: Memory,
}

/// Why bytes are no lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonsError(String);

impl fmt::Display for LessonsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; learn again with `jingwei triage learn`", self.0)
    }
}

impl std::error::Error for LessonsError {}

impl Lessons {
    /// The bytes to keep. The same lessons give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let kinds = self.kinds.as_ref().map(|model| model.to_bytes()).unwrap_or_default();
        let memory = self.memory.to_bytes();
        let mut bytes = Vec::with_capacity(MARK.len() + 8 + kinds.len() + memory.len());
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&(kinds.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&kinds);
        bytes.extend_from_slice(&memory);
        bytes
    }

    /// The lessons that were kept so.
    ///
    /// # Errors
    /// When the bytes are something else, cut off, or of a format that this program does not read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LessonsError> {
        let cut = || LessonsError("the lessons are cut off".to_owned());
        let rest = bytes.strip_prefix(MARK).ok_or_else(|| LessonsError("these bytes are no lessons".to_owned()))?;
        let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let (kinds, memory) = rest.split_at_checked(length).ok_or_else(cut)?;
        let model = Some(kinds).filter(|kinds| !kinds.is_empty()).map(Model::from_bytes).transpose();
        let memory = Memory::from_bytes(memory, MemorySettings::default());
        Ok(Self {
            kinds: model.map_err(|why| LessonsError(format!("the model of kinds: {why}")))?.map(Arc::new),
            memory: memory.map_err(|why| LessonsError(why.to_string()))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_triage::kind::{Example, Message, Options};

    #[test]
    fn lessons_come_back_as_they_were_and_damaged_ones_are_refused() {
        let memory = Memory::new(MemorySettings::default());
        let examples = [("路灯不亮了", "C01"), ("井盖松动", "C02")]
            .map(|(text, kind)| Example { message: Message::of(text), kind });
        let model = Arc::new(Model::train(&examples, &Options::default()).unwrap());
        for kinds in [None, Some(model)] {
            let bytes = Lessons { kinds: kinds.clone(), memory: memory.clone() }.to_bytes();
            let back = Lessons::from_bytes(&bytes).unwrap();
            assert_eq!(back.kinds, kinds);
            assert_eq!(back.to_bytes(), bytes);
            assert!(Lessons::from_bytes(&bytes[..12]).is_err());
        }
        assert!(Lessons::from_bytes(b"something else").unwrap_err().to_string().contains("jingwei triage learn"));
    }
}
