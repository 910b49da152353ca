//! The page: map, labels, title, legend, scale bar, north.

use super::colours::Colours;
use super::{Drawn, Frame, Label, Wish};
use geo::{Coord, LineString};
use std::fmt::Write as _;

/// White around the map. Pixels.
const MARGIN: f64 = 28.0;
/// Room above the map for the title.
const HEAD: f64 = 46.0;
/// Room below the map for scale and source.
const FOOT: f64 = 54.0;
/// Room beside the map for the legend.
const SIDE: f64 = 190.0;
/// Letters are not drawn smaller than this.
const LEAST_LETTER: f64 = 6.5;
/// Nor larger.
const LARGEST_LETTER: f64 = 13.0;
/// The part of the width that a label may fill: grids are narrower inside than the rectangle around them.
const ROOM: f64 = 0.68;
const FONT: &str =
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif";

/// Writes the page.
pub(super) fn page(grids: &[Drawn], colours: &Colours, frame: &Frame, wish: &Wish) -> String {
    let [map_width, map_height] = frame.size();
    let side = if colours.legend.is_empty() { 0.0 } else { SIDE };
    let legend_height = 46.0 + 24.0 * f64::from(u32::try_from(colours.legend.len()).unwrap_or(u32::MAX));
    let inner = map_height.max(if side > 0.0 { legend_height } else { 0.0 });
    let (width, height) = (map_width + 2.0 * MARGIN + side, inner + HEAD + FOOT + MARGIN);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONT}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    title(&mut out, grids, wish);
    let _ = writeln!(out, "<g transform=\"translate({MARGIN:.0} {HEAD:.0})\">");
    shapes(&mut out, grids, colours);
    labels(&mut out, grids, wish.label);
    let _ = writeln!(out, "</g>");
    if side > 0.0 {
        legend(&mut out, colours, map_width + 1.5 * MARGIN, HEAD);
    }
    north(&mut out, width - MARGIN - 8.0, MARGIN - 8.0);
    scale_bar(&mut out, frame, height - FOOT + 18.0);
    out.push_str("</svg>\n");
    out
}

fn title(out: &mut String, grids: &[Drawn], wish: &Wish) {
    let households: u64 = grids.iter().filter_map(|grid| grid.households).sum();
    let name = if wish.title.trim().is_empty() { "网格图 Grids" } else { wish.title.trim() };
    let count = grids.len();
    let told =
        if households > 0 { format!("{count} 个网格 · {households} 户") } else { format!("{count} 个网格") };
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN}\" y=\"30\" font-size=\"20\" font-weight=\"600\" fill=\"#1d2b36\">{}<tspan dx=\"14\" font-size=\"13\" font-weight=\"400\" fill=\"#5b6b78\">{told}</tspan></text>",
        escaped(name)
    );
}

fn shapes(out: &mut String, grids: &[Drawn], colours: &Colours) {
    out.push_str("<g stroke=\"#4a5a66\" stroke-width=\"0.9\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">\n");
    for (grid, colour) in grids.iter().zip(&colours.of) {
        let _ = write!(out, "<path fill=\"{colour}\" d=\"");
        for polygon in &grid.shape {
            ring(out, polygon.exterior());
            polygon.interiors().iter().for_each(|hole| ring(out, hole));
        }
        let told = [Some(grid.code.as_str()), Some(grid.name.as_str()).filter(|name| !name.is_empty())];
        let told: Vec<&str> = told.into_iter().flatten().collect();
        let _ = writeln!(out, "\"><title>{}</title></path>", escaped(&told.join(" ")));
    }
    out.push_str("</g>\n");
}

/// A ring with corners to a tenth of a pixel; corners that fall together are written once.
fn ring(out: &mut String, ring: &LineString<f64>) {
    let mut last: Option<(f64, f64)> = None;
    for point in ring.0.iter().filter(|point| point.x.is_finite() && point.y.is_finite()) {
        let at = ((point.x * 10.0).round() / 10.0, (point.y * 10.0).round() / 10.0);
        if last != Some(at) {
            let letter = if last.is_none() { 'M' } else { 'L' };
            let _ = write!(out, "{letter}{} {}", at.0, at.1);
            last = Some(at);
        }
    }
    if last.is_some() {
        out.push('Z');
    }
}

fn labels(out: &mut String, grids: &[Drawn], label: Label) {
    if label == Label::None {
        return;
    }
    out.push_str("<g text-anchor=\"middle\" fill=\"#14202a\" stroke=\"#ffffff\" stroke-opacity=\"0.75\" stroke-width=\"2.4\" paint-order=\"stroke\" stroke-linejoin=\"round\">\n");
    for grid in grids {
        let Some(spot) = grid.spot else { continue };
        let wishes = match label {
            Label::None => Vec::new(),
            Label::Code => vec![grid.code.clone(), tail(&grid.code, 7), tail(&grid.code, 4)],
            Label::Name => vec![grid.name.clone(), tail(&grid.name, 4)],
            Label::Households => grid.households.map(|count| count.to_string()).into_iter().collect(),
        };
        if let Some((text, size)) = fitting(&wishes, grid.room) {
            write_label(out, spot, &text, size);
        }
    }
    out.push_str("</g>\n");
}

fn write_label(out: &mut String, spot: Coord<f64>, text: &str, size: f64) {
    let baseline = spot.y + size * 0.36;
    let _ =
        writeln!(out, "<text x=\"{:.1}\" y=\"{baseline:.1}\" font-size=\"{size:.1}\">{}</text>", spot.x, escaped(text));
}

/// The first of the texts that fits into the room, with the size of its letters.
fn fitting(texts: &[String], room: [f64; 2]) -> Option<(String, f64)> {
    let size = |text: &String| (room[0] * ROOM / ems(text)).min(room[1] * 0.4).min(LARGEST_LETTER);
    let fits = texts.iter().filter(|text| !text.is_empty()).map(|text| (text, size(text)));
    fits.filter(|(_, size)| *size >= LEAST_LETTER).map(|(text, size)| (text.clone(), size)).next()
}

/// About how many letter heights a text is wide.
fn ems(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.58 } else { 1.0 }).sum::<f64>().max(0.5)
}

fn tail(text: &str, most: usize) -> String {
    let length = text.chars().count();
    text.chars().skip(length.saturating_sub(most)).collect()
}

fn legend(out: &mut String, colours: &Colours, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<g transform=\"translate({x:.0} {:.0})\" font-size=\"13\" fill=\"#1d2b36\"><text y=\"0\" font-weight=\"600\">{}</text>",
        y + 40.0,
        escaped(colours.about)
    );
    let mut row = 12.0;
    for (colour, words) in &colours.legend {
        let stroke = if *colour == "none" { "none" } else { "#4a5a66" };
        let _ = writeln!(
            out,
            "<rect y=\"{row}\" width=\"20\" height=\"14\" fill=\"{colour}\" stroke=\"{stroke}\" stroke-width=\"0.8\"/><text x=\"28\" y=\"{}\">{}</text>",
            row + 12.0,
            escaped(words)
        );
        row += 24.0;
    }
    out.push_str("</g>\n");
}

fn north(out: &mut String, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<g transform=\"translate({x:.0} {y:.0})\" fill=\"#1d2b36\"><path d=\"M0 -14L7 10L0 5Z\"/><path d=\"M0 -14L-7 10L0 5Z\" fill=\"#ffffff\" stroke=\"#1d2b36\" stroke-width=\"0.9\"/>\
         <text x=\"-14\" y=\"4\" font-size=\"13\" text-anchor=\"end\">北 N</text></g>"
    );
}

/// A bar of one, two or five times a power of ten metres, about a fifth of the map wide.
fn scale_bar(out: &mut String, frame: &Frame, y: f64) {
    let wanted = frame.size()[0].max(200.0) / 5.0 / frame.pixels_per_metre;
    let power = 10_f64.powf(wanted.log10().floor());
    let metres = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|metres| *metres <= wanted).unwrap_or(power);
    let length = metres * frame.pixels_per_metre;
    let words = match metres {
        m if m >= 1000.0 => format!("{} 千米 km", m / 1000.0),
        m => format!("{m} 米 m"),
    };
    let _ = writeln!(
        out,
        "<g transform=\"translate({MARGIN:.0} {y:.0})\" fill=\"#1d2b36\" font-size=\"12\"><rect width=\"{:.1}\" height=\"5\"/>\
         <rect x=\"{:.1}\" width=\"{:.1}\" height=\"5\" fill=\"#ffffff\" stroke=\"#1d2b36\" stroke-width=\"1\"/><text y=\"21\">0</text>\
         <text x=\"{length:.1}\" y=\"21\" text-anchor=\"middle\">{words}</text></g>",
        length / 2.0,
        length / 2.0,
        length / 2.0
    );
}

/// Text that may stand in XML, whatever the file said; characters that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_a_file_stay_words() {
        assert_eq!(escaped("<script>&\"'\u{0}\n"), "&lt;script&gt;&amp;&quot;&#39; ");
    }

    #[test]
    fn a_label_is_cut_to_its_last_digits_or_left_out_where_there_is_no_room() {
        let code = "440305007001001".to_owned();
        let wishes = [code.clone(), tail(&code, 7), tail(&code, 4)];
        let text = |width: f64| fitting(&wishes, [width, 40.0]).map(|(text, _)| text);
        assert_eq!(text(200.0), Some(code));
        assert_eq!(text(45.0).as_deref(), Some("7001001"));
        assert_eq!(text(30.0).as_deref(), Some("1001"));
        assert_eq!(text(10.0), None);
    }
}
