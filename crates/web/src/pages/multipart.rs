//! Reading what a browser sends when a form holds a file (RFC 7578): whole bodies that were bounded before they came here.

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'b> {
    /// The name of the field.
    pub(super) name: String,
    /// The name of the file, when it is one; empty when no file was chosen.
    pub(super) file: Option<String>,
    /// What stands in it.
    pub(super) bytes: &'b [u8],
}

/// A form has no more fields than this; whoever sends more sends no form of ours.
const MOST_PARTS: usize = 200;

/// The parts of a body; `None` when it is not of the form that its own boundary announces, or broke off.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Part<'b>>> {
    let opening = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(opening.as_bytes())?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, between.as_bytes())?;
        if parts.len() == MOST_PARTS {
            return None;
        }
        parts.push(part(&rest[..end])?);
        rest = &rest[end + between.len()..];
    }
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut pairs = parameters.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let value = value.trim_matches('"');
    Some(value).filter(|value| (1..=70).contains(&value.len()))
}

fn part(text: &[u8]) -> Option<Part<'_>> {
    let end = find(text, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&text[..end]).ok()?;
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, disposition) = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    Some(Part {
        name: parameter(disposition, "name")?,
        file: parameter(disposition, "filename"),
        bytes: &text[end + 4..],
    })
}

/// A quoted parameter. Browsers write `%22` for a quotation mark in a name, so a mark ends it (HTML standard, 4.10.21.8).
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let opening = format!("; {name}=\"");
    let rest = &disposition[disposition.find(&opening)? + opening.len()..];
    Some(rest.split('"').next()?.replace("%22", "\"").replace("%0D", "").replace("%0A", ""))
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    // Jumping from one possible first byte to the next keeps a photograph of many megabytes cheap.
    let first = *needle.first()?;
    let mut at = 0;
    while let Some(next) = hay.get(at..)?.iter().position(|byte| *byte == first) {
        at += next;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\n\xe7\x81\xaf\r\n--x\r\n\
        Content-Disposition: form-data; name=\"photo\"; filename=\"a%22b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--\r\n\xff\r\n--x--\r\n";

    #[test]
    fn fields_and_files_come_out_as_they_were_put_in() {
        let parts = parts(BODY, "x").unwrap();
        assert_eq!((parts[0].name.as_str(), &parts[0].file, parts[0].bytes), ("what", &None, "灯".as_bytes()));
        assert_eq!((parts[1].name.as_str(), parts[1].file.as_deref()), ("photo", Some("a\"b.jpg")));
        assert_eq!(parts[1].bytes, b"\xff\xd8\r\n--\r\n\xff");
    }

    #[test]
    fn whatever_is_cut_off_or_twisted_is_no_form_and_never_a_crash() {
        for end in 0..BODY.len() - 4 {
            assert_eq!(parts(&BODY[..end], "x"), None, "{end}");
        }
        assert_eq!(parts(b"--x\r\nno head\r\n--x--", "x"), None);
        let endless = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(300);
        assert_eq!(parts(&[&endless[..], b"--x--"].concat(), "x"), None);
    }

    #[test]
    fn a_boundary_is_found_in_or_out_of_quotation_marks() {
        let cases = [
            ("multipart/form-data; boundary=----WebKit", Some("----WebKit")),
            ("multipart/form-data; charset=utf-8; boundary=\"a b\"", Some("a b")),
            ("application/x-www-form-urlencoded", None),
            ("multipart/form-data; boundary=", None),
        ];
        for (header, expected) in cases {
            assert_eq!(boundary(header), expected, "{header}");
        }
    }
}
