//! Reads the nested lists of numbers of a GeoJSON geometry, out of text that is already known to be JSON.

/// What stands next in nested lists of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Met {
    /// An innermost list: its first two numbers. Heights are passed over.
    Point(f64, f64),
    /// A list of lists ends, at this depth; the outermost is 1.
    End(usize),
}

/// Walks a geometry's `coordinates` and tells what it meets; much faster than building lists of lists for a million polygons.
///
/// Returns `None` when something else than numbers and lists stands there, or a position has fewer than two numbers.
pub(crate) fn walk(text: &str, mut tell: impl FnMut(Met)) -> Option<()> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    let (mut held, mut count) = ([0.0; 2], 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' => {
                (depth, count) = (depth + 1, 0);
                at += 1;
            }
            b']' => {
                match count {
                    0 => tell(Met::End(depth)),
                    1 => return None,
                    _ => tell(Met::Point(held[0], held[1])),
                }
                (depth, count) = (depth.checked_sub(1)?, 0);
                at += 1;
            }
            b',' | b' ' | b'\n' | b'\r' | b'\t' => at += 1,
            _ => {
                let end = at + bytes[at..].iter().take_while(|b| is_of_number(**b)).count();
                let number = text[at..end].parse().ok()?;
                if let Some(place) = held.get_mut(count) {
                    *place = number;
                }
                (at, count) = (end, count + 1);
            }
        }
    }
    (depth == 0).then_some(())
}

const fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<Vec<Met>> {
        let mut met = Vec::new();
        walk(text, |what| met.push(what))?;
        Some(met)
    }

    #[test]
    fn positions_and_the_ends_of_lists_are_told_in_order() {
        let met = told("[[[1, 2.5,9],[-3e1,4]], [ [5,6] ]]").unwrap();
        let (first, second) = ([Met::Point(1.0, 2.5), Met::Point(-30.0, 4.0), Met::End(2)], [Met::Point(5.0, 6.0)]);
        assert_eq!(met, [&first[..], &second, &[Met::End(2), Met::End(1)]].concat());
    }

    #[test]
    fn words_and_half_positions_are_no_coordinates() {
        assert_eq!(told("[[1]]"), None);
        assert_eq!(told("[[1,null]]"), None);
        assert_eq!(told("{\"a\":1}"), None);
        assert_eq!(told("\"x\""), None);
        assert_eq!(told("[]"), Some(vec![Met::End(1)]));
    }
}
