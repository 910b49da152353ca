//! Proof over HTTP: what is served verifies with nothing but the log's public key.

use crate::city::{City, number};
use jingwei_ledger::{Checkpoint, Frontier, LogProof, SignedNote, Trust, bundle, leaf_hash};
use reqwest::{Method, StatusCode};

async fn bytes(city: &City, path: &str) -> Vec<u8> {
    let response = city.passer_by().knock(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoint_tiles_entries_and_proofs_agree() {
    let city = City::open().await;
    let nothing_yet = city.passer_by().get("/ledger/checkpoint").await;
    assert_eq!((nothing_yet.0, nothing_yet.1["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_signed_yet")));
    let mut last = 0;
    for n in 0..9 {
        last = city.filed(&format!("第{n}件")).await["ledger_index"].as_u64().unwrap();
    }
    let key = city.seal().await;
    let trust = Trust::new(key.name(), vec![key.verifier().clone()]);
    let note = String::from_utf8(bytes(&city, "/ledger/checkpoint").await).unwrap();
    let checkpoint: Checkpoint = trust.open_text(&note).unwrap();
    assert_eq!(checkpoint.size(), last + 1);
    SignedNote::parse(&note).unwrap();

    let width = checkpoint.size();
    let entries = bytes(&city, &format!("/ledger/tile/entries/000.p/{width}")).await;
    let mut frontier = Frontier::new();
    let mut hashes = Vec::new();
    for entry in bundle::decode(&entries).unwrap() {
        frontier.append(leaf_hash(entry));
        hashes.extend_from_slice(leaf_hash(entry).as_bytes());
    }
    assert_eq!(frontier.root(), checkpoint.root());
    assert_eq!(bytes(&city, &format!("/ledger/tile/0/000.p/{width}")).await, hashes);

    for index in [0, last] {
        let text = String::from_utf8(bytes(&city, &format!("/api/v1/ledger/prove/{index}")).await).unwrap();
        let proven = LogProof::parse(&text).unwrap().verify(&trust).unwrap();
        assert_eq!((proven.index, proven.body), (index, None));
    }
    let later = city.passer_by().get(&format!("/api/v1/ledger/prove/{}", last + 1)).await;
    assert_eq!(later.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_may_be_kept_for_ever_and_a_checkpoint_not() {
    let city = City::open().await;
    let filed = city.filed("路灯不亮").await;
    assert!(!number(&filed).is_empty());
    city.seal().await;
    let kept = async |path: &str| {
        let response = city.passer_by().knock(Method::GET, path).send().await.unwrap();
        (
            response.headers()["content-type"].to_str().unwrap().to_owned(),
            response.headers()["cache-control"].to_str().unwrap().to_owned(),
        )
    };
    let tile = kept("/ledger/tile/0/000.p/1").await;
    assert_eq!(tile, ("application/octet-stream".to_owned(), "public, max-age=31536000, immutable".to_owned()));
    assert_eq!(kept("/ledger/checkpoint").await, ("text/plain; charset=utf-8".to_owned(), "no-cache".to_owned()));
}
