//! Pictures: made harmless, sent in pieces that survive being cut off, and shown to those who may see their case.

use crate::city::{City, Person, number};
use crate::journey::dispatched;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value as Exif};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Cursor;

/// A picture whose pixels differ, so that it does not shrink to nothing.
fn drawn(width: u32, height: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise =
            (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ seed.wrapping_mul(9_700_417)).to_le_bytes();
        image::Rgb([noise[1], noise[2], noise[3]])
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(picture).unwrap();
    bytes
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The same picture as a camera writes it: where, when, and with which side up.
fn by_camera(picture: &[u8]) -> Vec<u8> {
    let degrees = |whole, minutes, seconds| {
        Exif::Rational([(whole, 1), (minutes, 1), (seconds, 100)].map(|(num, denom)| Rational { num, denom }).to_vec())
    };
    let text = |text: &str| Exif::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        (Tag::Orientation, Exif::Short(vec![6])),
        (Tag::DateTimeOriginal, text("2026:03:02 09:15:00")),
        (Tag::GPSLatitudeRef, text("N")),
        (Tag::GPSLatitude, degrees(31, 13, 4944)),
        (Tag::GPSLongitudeRef, text("E")),
        (Tag::GPSLongitude, degrees(121, 28, 2532)),
        (Tag::ImageDescription, text("CANARY-13800000000")),
    ];
    let fields = fields.map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).unwrap();
    let block = [b"Exif\0\0".as_slice(), tiff.get_ref()].concat();
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&picture[..2], &[0xff, 0xe1], &length, &block, &picture[2..]].concat()
}

async fn send(person: &Person<'_>, bytes: Vec<u8>) -> (StatusCode, Value) {
    let response = person.knock(Method::POST, "/api/v1/attachments").body(bytes).send().await.unwrap();
    (response.status(), response.json().await.unwrap_or(Value::Null))
}

async fn seen(person: &Person<'_>, reference: &str) -> (StatusCode, Vec<u8>) {
    let response = person.knock(Method::GET, reference).send().await.unwrap();
    (response.status(), response.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_written_anew_and_only_its_sender_is_told_where_and_when_it_was_taken() {
    let city = City::open().await;
    let handler = city.somebody("handler", Role::Handler, Some("urban-management"), None).await;
    let sent = by_camera(&jpeg(&drawn(600, 400, 1)));
    let (status, told) = send(&handler, sent.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    // Orientation 6: the camera was held upright.
    assert_eq!((&told["width"], &told["height"]), (&json!(400), &json!(600)));
    assert_eq!(told["taken_at"], "2026-03-02T01:15:00Z");
    let near = |field: &str, degrees: f64| (told["location"][field].as_f64().unwrap() - degrees).abs() < 1e-5;
    assert!(near("lat", 31.230_4) && near("lng", 121.473_7), "{told}");
    let (_, again) = send(&handler, sent).await;
    assert_eq!(told, again);
    let (status, kept) = seen(&handler, told["reference"].as_str().unwrap()).await;
    assert_eq!(
        (status, &kept[..3], kept.len() as u64),
        (StatusCode::OK, &b"\xff\xd8\xff"[..], told["bytes"].as_u64().unwrap())
    );
    let holds = |needle: &[u8]| kept.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(b"Exif") && !holds(b"CANARY") && !holds(b"GPS"));
    let (_, small) = seen(&handler, &format!("{}?size=thumb", told["reference"].as_str().unwrap())).await;
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (213, 320));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_and_what_hides_behind_one_is_gone() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let png = written(&DynamicImage::ImageRgb8(drawn(64, 48, 2)), ImageFormat::Png);
    let mut bomb = png.clone();
    // The measures in the header say forty thousand by forty thousand; their checksum is made to fit.
    bomb[16..24].copy_from_slice(&[0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
    let checksum = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);
    let hostile: [(&str, Vec<u8>, &str); 9] = [
        ("nothing", vec![], "no_file"),
        (
            "a drawing",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            "no_picture",
        ),
        ("a page named .jpg", b"<!doctype html><script>alert(1)</script>".to_vec(), "no_picture"),
        ("a paper", b"%PDF-1.7\n1 0 obj".to_vec(), "no_picture"),
        ("a moving picture", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), "no_picture"),
        ("a beginning alone", png[..40].to_vec(), "picture_damaged"),
        ("a torn one", png[..png.len() / 2].to_vec(), "picture_damaged"),
        ("a bomb", bomb, "too_many_pixels"),
        ("a false beginning", [b"\xff\xd8\xff\xe0".as_slice(), &[0x41; 200]].concat(), "picture_damaged"),
    ];
    for (name, bytes, code) in hostile {
        let (status, problem) = send(&agent, bytes).await;
        assert!(status.is_client_error(), "{name}: {status}");
        assert_eq!(problem["code"], code, "{name}: {problem}");
    }
    let two_in_one = [png.as_slice(), b"<script>alert(document.domain)</script>PK\x03\x04"].concat();
    let (status, told) = send(&agent, two_in_one).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, kept) = seen(&agent, told["reference"].as_str().unwrap()).await;
    assert!(kept.starts_with(b"\xff\xd8\xff") && !kept.windows(7).any(|window| window == b"<script"));
    let glass = written(&DynamicImage::ImageRgba8(RgbaImage::new(8, 8)), ImageFormat::WebP);
    let (_, told) = send(&agent, glass).await;
    let (_, kept) = seen(&agent, told["reference"].as_str().unwrap()).await;
    assert!(image::load_from_memory(&kept).unwrap().into_rgb8().pixels().all(|pixel| pixel.0 > [250; 3]));
    let response = agent.knock(Method::GET, told["reference"].as_str().unwrap()).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert!(header("content-security-policy").contains("sandbox") && header("x-content-type-options") == "nosniff");
    assert_eq!(header("content-type"), "image/jpeg");
}

/// The checksum of PNG (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_seen_by_those_who_may_see_its_case_and_by_nobody_else() {
    let city = City::open().await;
    let (_, told) = send(&city.passer_by(), jpeg(&drawn(300, 200, 3))).await;
    let reference = told["reference"].as_str().unwrap().to_owned();
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    assert_eq!(seen(&agent, &reference).await.0, StatusCode::NOT_FOUND);
    let mut report = city.report("井盖破损");
    report["attachments"] = json!([{ "reference": reference, "sha256": told["sha256"] }]);
    let (status, filed) = city.passer_by().post("/api/v1/cases", report).await;
    assert_eq!(status, StatusCode::CREATED, "{filed}");
    let other = city.filed("另一件事").await;
    let (case, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    let stranger = city.somebody("stranger", Role::Handler, Some("community-990102001001"), None).await;
    for (person, expected) in [
        (&agent, StatusCode::OK),
        (&handler, StatusCode::OK),
        (&city.reporter(&filed), StatusCode::OK),
        (&city.reporter(&other), StatusCode::NOT_FOUND),
        (&stranger, StatusCode::NOT_FOUND),
        (&city.passer_by(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(seen(person, &reference).await.0, expected);
    }
    // What the handler shows is for colleagues; the reporter sees what they sent themselves.
    handler.does(&case, "accept", json!({})).await;
    let (_, after) = send(&handler, jpeg(&drawn(300, 200, 4))).await;
    let evidence = json!([{ "reference": after["reference"], "role": "after" }]);
    handler.does(&case, "handle", json!({ "result": "已更换", "evidence": evidence })).await;
    assert_eq!(seen(&agent, after["reference"].as_str().unwrap()).await.0, StatusCode::OK);
    assert_eq!(seen(&city.reporter(&filed), after["reference"].as_str().unwrap()).await.0, StatusCode::NOT_FOUND);
    // What is not here cannot be named, and what nobody filed is forgotten.
    let nowhere = format!("/api/v1/attachments/{}", "0".repeat(64));
    let mut report = city.report("没有照片的事");
    report["attachments"] = json!([{ "reference": nowhere }]);
    let (status, problem) = city.passer_by().post("/api/v1/cases", report).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_such_attachment")));
    assert_eq!(number(&filed), case);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_cut_off_goes_on_where_it_was_and_comes_in_once() {
    let city = City::open().await;
    let worker = city.somebody("worker", Role::Field, Some("community-990101001001"), Some("990101001001")).await;
    let other = city.somebody("other", Role::Field, Some("community-990101001001"), Some("990101001001")).await;
    let file = by_camera(&jpeg(&drawn(900, 700, 5)));
    let name: String = jingwei_web::sha256(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    let chunks = format!("/api/v1/attachments/{name}/chunks");
    let complete = format!("/api/v1/attachments/{name}/complete");
    let pieces: Vec<&[u8]> = file.chunks(file.len().div_ceil(3)).collect();
    let put = async |at: usize, bytes: &[u8]| {
        let request = worker.knock(Method::PUT, &format!("{chunks}/{at}")).body(bytes.to_vec());
        request.send().await.unwrap().status()
    };
    assert_eq!((put(0, pieces[0]).await, put(2, pieces[2]).await), (StatusCode::OK, StatusCode::OK));
    let (status, problem) = worker.post(&complete, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("chunks_incomplete")));
    // Switched off here; on again, it asks.
    let (_, here) = worker.get(&chunks).await;
    assert_eq!(
        (&here["chunks"][0]["number"], &here["chunks"][1]["number"], &here["done"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    assert_eq!(other.get(&chunks).await.1["chunks"], json!([]));
    assert_eq!((put(1, pieces[1]).await, put(1, pieces[1]).await), (StatusCode::OK, StatusCode::OK));
    let (status, told) = worker.post(&complete, json!({})).await;
    assert_eq!((status, &told["width"]), (StatusCode::OK, &json!(700)), "{told}");
    assert_eq!(told["taken_at"], "2026-03-02T01:15:00Z");
    assert_eq!(worker.post(&complete, json!({})).await.1, told);
    assert_eq!(send(&worker, file.clone()).await.1, told);
    assert_eq!(worker.get(&chunks).await.1["done"]["sha256"], told["sha256"]);
    let large = worker.knock(Method::PUT, &format!("{chunks}/3")).body(vec![0; (1 << 20) + 1]).send().await.unwrap();
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(city.passer_by().get(&chunks).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_a_script_sends_a_picture_too() {
    let city = City::open().await;
    let picture = jpeg(&drawn(80, 60, 6));
    let head = "--edge\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--edge\r\n\
                Content-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n";
    let body = [head.as_bytes(), &picture, b"\r\n--edge--\r\n"].concat();
    let request = city.passer_by().knock(Method::POST, "/api/v1/attachments");
    let request = request.header("content-type", "multipart/form-data; boundary=edge").body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.json::<Value>().await.unwrap()["width"], 80);
}
