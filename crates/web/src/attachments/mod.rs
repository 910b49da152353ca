//! 附件: pictures sent by residents and staff, whole or piece by piece, made harmless, and shown to those who may see their case.

pub(crate) mod complete;
mod exif;
pub(crate) mod hold;
pub(crate) mod picture;
pub(crate) mod pieces;
pub(crate) mod show;
pub(crate) mod upload;

use crate::Problem;
use crate::cases::view::parts::Point;
use jiff::Timestamp;
use jingwei_store::AttachmentTitle;
use serde::Serialize;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// Where pictures are; what a case names them by.
pub(crate) const FOLDER: &str = "/api/v1/attachments/";

/// The largest file that is taken (security goal S07).
pub(crate) const MOST_BYTES: usize = 20 << 20;

/// A picture that was taken in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "reference": "/api/v1/attachments/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "width": 2560, "height": 1920, "bytes": 734211,
    "taken_at": "2026-03-02T01:10:00Z", "location": { "lng": 121.4737, "lat": 31.2304, "datum": "cgcs2000" } }))]
pub(crate) struct Uploaded {
    /// Name it by this in a report, in evidence or in a note.
    reference: String,
    /// SHA-256 of the picture as it is kept, in hexadecimal; not of what was sent.
    pub(crate) sha256: String,
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
    /// How large it is as it is kept.
    bytes: u64,
    /// When the camera says that it was taken. The picture that is kept does not say it any more.
    #[schema(value_type = Option<String>, format = DateTime)]
    taken_at: Option<Timestamp>,
    /// Where the camera says that it was taken, to be used if its owner agrees. Nothing of it is kept.
    location: Option<Point>,
}

impl Uploaded {
    fn of(title: &AttachmentTitle, told: picture::Told) -> Self {
        let sha256 = hex(&title.sha256);
        Self {
            reference: format!("{FOLDER}{sha256}"),
            sha256,
            width: title.width,
            height: title.height,
            bytes: title.bytes,
            taken_at: told.taken_at,
            location: told.location.as_ref().map(Point::from),
        }
    }
}

/// A digest as people write it.
pub(crate) fn hex(digest: &[u8; 32]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The digest that is written in an address.
///
/// # Errors
/// When it is none; then it names nothing.
pub(crate) fn digest(text: &str) -> Result<[u8; 32], Problem> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Err(Problem::no_such_thing());
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).map_err(|_| Problem::no_such_thing())?;
    }
    Ok(digest)
}
