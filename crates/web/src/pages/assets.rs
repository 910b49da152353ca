//! `GET /static/{name}`: what pages need beside their words. It is part of the program; nothing comes from elsewhere.

use crate::Problem;
use crate::answers::Failures;
use crate::body::Slot;
use crate::secret::sha256;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: [(&str, &str, &str); 6] = [
    (
        "jingwei.css",
        CSS,
        concat!(include_str!("css/base.css"), include_str!("css/parts.css"), include_str!("css/themes.css")),
    ),
    ("jingwei.svg", "image/svg+xml", include_str!("jingwei.svg")),
    ("report.js", SCRIPT, include_str!("js/report.js")),
    ("map.js", SCRIPT, include_str!("js/map.js")),
    ("tiles.js", SCRIPT, include_str!("js/tiles.js")),
    ("page.js", SCRIPT, include_str!("js/page.js")),
];

/// Eight letters that change whenever any of the files does. One for all of them, since a script names the others.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let all: Vec<u8> = ASSETS.iter().flat_map(|(_, _, text)| text.bytes()).collect();
    sha256(&all)[..4].iter().map(|byte| format!("{byte:02x}")).collect()
});

/// The address of an asset: it holds the edition, so that browsers may keep it for ever and still get the next one.
pub(super) fn address(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("/static/{stem}.{}.{ending}", *EDITION),
        None => format!("/static/{name}"),
    }
}

/// A style sheet, a script or a picture.
#[utoipa::path(get, path = "/static/{name}", tag = "pages",
    params(("name" = String, Path, description = "such as `jingwei.css`, with or without its edition")),
    responses((status = 200, description = "it",
        content((String = "text/css"), (String = "text/javascript"), (String = "image/svg+xml"))), Failures))]
pub(crate) async fn asset(Slot(name): Slot<String>) -> Result<Response, Problem> {
    let plain = name.replacen(&format!(".{}.", *EDITION), ".", 1);
    let (_, kind, text) = ASSETS.iter().find(|(known, ..)| *known == plain).ok_or_else(Problem::no_such_thing)?;
    // Whoever asks without the edition gets what is there now and asks again in an hour.
    let kept = if plain == name { "public, max-age=3600" } else { "public, max-age=31536000, immutable" };
    let headers = [(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, kept)];
    Ok((headers, with_editions(text)).into_response())
}

/// The text with the names of our scripts in it replaced by their addresses.
fn with_editions(text: &str) -> String {
    let scripts = ASSETS.iter().filter(|(_, kind, _)| *kind == SCRIPT);
    scripts.fold(text.to_owned(), |text, (name, ..)| {
        let renamed = text.replace(&format!("from \"./{name}\""), &format!("from \"{}\"", address(name)));
        renamed.replace(&format!("await import(\"./{name}\")"), &format!("await import(\"{}\")", address(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_together_stay_small() {
        let bytes: usize = ASSETS.iter().filter(|(_, kind, _)| *kind == SCRIPT).map(|(_, _, text)| text.len()).sum();
        // 60 KiB compressed is the budget; uncompressed it is kept more than twice over.
        assert!(bytes < 60 << 10, "{bytes}");
    }

    #[test]
    fn a_script_finds_the_others_of_its_edition() {
        let text = with_editions("import { a } from \"./tiles.js\";");
        assert_eq!(text, format!("import {{ a }} from \"{}\";", address("tiles.js")));
    }
}
