//! Making a picture harmless: whatever was sent is decoded to its pixels and written anew, so that nothing else of it is left.
//!
//! Only what this finds to be JPEG, PNG or WebP by its bytes is decoded at all, after its measures were looked at. A page, a
//! drawing or a program under the name of a picture is refused; what hides behind a real picture ends here. Limits: 20 MB,
//! 50 million pixels (security goal S07); kept: JPEG, the longer side at most 2560 pixels, without metadata.

use super::exif;
use crate::{Problem, Web};
use axum::body::Bytes;
use axum::http::StatusCode;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_store::NewAttachment;
use jingwei_terms::Location;
use std::io::Cursor;
use tokio::task::spawn_blocking;

/// The most pixels that are decoded.
const MOST_PIXELS: u64 = 50_000_000;

/// The most memory that one decoding may take: fifty million pixels of eight bytes, and what the decoder needs besides.
const MOST_MEMORY: u64 = 640 << 20;

/// The longer side of what is kept; a number plate across the street can still be read.
const LONGER_SIDE: u32 = 2560;

/// The longer side of a small picture.
const THUMB_SIDE: u32 = 320;

/// The quality of JPEG; above, pictures grow and do not gain.
const QUALITY: u8 = 85;
const THUMB_QUALITY: u8 = 75;

/// What a picture told about itself.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told {
    pub(crate) taken_at: Option<Timestamp>,
    pub(crate) location: Option<Location>,
}

/// A picture that can be kept.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) content: Vec<u8>,
    pub(crate) thumb: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Ready {
    /// As the store keeps it.
    pub(crate) fn into_new(self, original: [u8; 32], uploader: Option<String>, at: Timestamp) -> NewAttachment {
        let Self { content, thumb, width, height } = self;
        NewAttachment { original, sha256: crate::sha256(&content), width, height, uploader, at, thumb, content }
    }
}

/// Makes a picture ready on a thread that may be busy; few at a time, since each takes a core and hundreds of megabytes.
///
/// # Errors
/// When it is none, or too large.
pub(crate) async fn make_ready(web: &Web, bytes: Bytes) -> Result<Ready, Problem> {
    let turn = web.pictures().clone().acquire_owned().await.map_err(Problem::our_mistake)?;
    let made = spawn_blocking(move || {
        let made = make(&bytes);
        drop(turn);
        made
    });
    made.await.map_err(Problem::our_mistake)?
}

/// What a picture tells about itself, without decoding it.
pub(crate) fn told(bytes: &[u8], city: &TimeZone) -> Told {
    let block = reader(bytes).and_then(|reader| reader.into_decoder().ok()).and_then(|mut d| d.exif_metadata().ok()?);
    match block.and_then(exif::read) {
        Some(said) => Told { taken_at: exif::taken_at(&said, city), location: exif::location(&said) },
        None => Told::default(),
    }
}

fn make(bytes: &[u8]) -> Result<Ready, Problem> {
    let mut decoder = reader(bytes).ok_or_else(no_picture)?.into_decoder().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_many_pixels());
    }
    let turned = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    // Before turning: a smaller picture is turned sooner.
    if width.max(height) > LONGER_SIDE {
        picture = picture.resize(LONGER_SIDE, LONGER_SIDE, FilterType::Triangle);
    }
    picture.apply_orientation(turned);
    let pixels = on_white(picture);
    let thumb = DynamicImage::ImageRgb8(pixels.clone()).thumbnail(THUMB_SIDE, THUMB_SIDE).into_rgb8();
    let (width, height) = pixels.dimensions();
    Ok(Ready { content: written(&pixels, QUALITY)?, thumb: written(&thumb, THUMB_QUALITY)?, width, height })
}

/// A reader of these bytes, if they begin as one of the three sorts does.
fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let format = image::guess_format(bytes).ok()?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return None;
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    Some(reader)
}

/// JPEG knows no glass: what shines through is white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    let mut pixels = RgbImage::new(seen.width(), seen.height());
    for (to, from) in pixels.pixels_mut().zip(seen.pixels()) {
        let [colours @ .., alpha] = from.0;
        to.0 = colours.map(|colour| blend(colour, alpha));
    }
    pixels
}

fn blend(colour: u8, alpha: u8) -> u8 {
    let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn written(pixels: &RgbImage, quality: u8) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(pixels).map_err(Problem::our_mistake)?;
    Ok(bytes)
}

fn no_picture() -> Problem {
    let (zh, en) = ("这不是 JPEG、PNG 或 WebP 图片", "it is no JPEG, PNG or WebP picture");
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "no_picture", zh, en).next(
        "请换成照片或截图；文件内容请写进诉求描述",
        "send a photo or a screenshot, and write what a paper says into the description",
    )
}

fn damaged() -> Problem {
    let (zh, en) = ("图片不完整或已损坏", "the picture is broken off or damaged");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "picture_damaged", zh, en)
        .next("请重新拍摄或重新上传", "take it again, or send it again")
}

fn too_many_pixels() -> Problem {
    let (zh, en) = ("图片超过 5000 万像素", "the picture has more than 50 million pixels");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_pixels", zh, en)
        .next("请缩小后再上传", "make it smaller and send it again")
}
