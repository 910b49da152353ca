//! What the store promises about pictures: kept under the digest of their bytes, held by cases, and thrown away when none does.
//!
//! An upload is no decision, so it makes no fact. The case that names a picture is sealed with the picture's digest, and the
//! audit compares the two.

use crate::StoreError;
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::CaseId;

/// The pictures of a city.
#[async_trait]
pub trait Attachments {
    /// Keeps a picture. One that came from the same bytes before stays as it is, and is told instead.
    ///
    /// # Errors
    /// When the database fails.
    async fn keep_attachment(&self, new: NewAttachment) -> Result<AttachmentTitle, StoreError>;

    /// What is known of a picture without reading it; `None` when there is none.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn attachment(&self, which: AttachmentRef) -> Result<Option<AttachmentTitle>, StoreError>;

    /// The bytes of a picture with this digest: JPEG.
    ///
    /// # Errors
    /// When the database fails.
    async fn picture(&self, sha256: &[u8; 32], size: PictureSize) -> Result<Option<Vec<u8>>, StoreError>;

    /// Says that a case holds these pictures. Those that are not there are answered, and none is held then.
    ///
    /// # Errors
    /// When the database fails.
    async fn hold(&self, sha256s: &[[u8; 32]], case: CaseId) -> Result<Vec<[u8; 32]>, StoreError>;

    /// Keeps a piece of a picture that is on its way in; the same piece again replaces it.
    ///
    /// # Errors
    /// When the database fails.
    async fn keep_piece(&self, piece: Piece) -> Result<(), StoreError>;

    /// Which pieces of a picture are here, in order, and how long each is.
    ///
    /// # Errors
    /// When the database fails.
    async fn pieces(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<(u32, u64)>, StoreError>;

    /// The pieces of a picture put together in their order.
    ///
    /// # Errors
    /// When the database fails.
    async fn put_together(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<u8>, StoreError>;

    /// Throws away what no case holds and who sent it has forgotten: pictures and pieces from before these instants. Says how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn sweep_attachments(&self, pictures: Timestamp, pieces: Timestamp) -> Result<u64, StoreError>;
}

/// A picture that was made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// SHA-256 of what was sent.
    pub original: [u8; 32],
    /// SHA-256 of `content`.
    pub sha256: [u8; 32],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The account that sent it; none for a resident.
    pub uploader: Option<String>,
    /// When.
    pub at: Timestamp,
    /// A small picture of it: JPEG.
    pub thumb: Vec<u8>,
    /// Its bytes: JPEG.
    pub content: Vec<u8>,
}

/// What is known of a picture without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentTitle {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How many bytes it has.
    pub bytes: u64,
    /// The account that sent it; none for a resident.
    pub uploader: Option<String>,
    /// The cases that hold it.
    pub cases: Vec<CaseId>,
}

/// The ways to name a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentRef {
    /// By its own digest.
    Kept([u8; 32]),
    /// By the digest of what was sent.
    Sent([u8; 32]),
}

/// How large a picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureSize {
    /// As it is kept.
    Whole,
    /// Small, for a list.
    Thumb,
}

impl PictureSize {
    /// The column that holds it.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Whole => "content",
            Self::Thumb => "thumb",
        }
    }
}

/// A piece of a picture on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The account that sends it.
    pub uploader: String,
    /// SHA-256 of the whole.
    pub original: [u8; 32],
    /// Its place, from 0.
    pub number: u32,
    /// When it came.
    pub at: Timestamp,
    /// Its bytes.
    pub content: Vec<u8>,
}
