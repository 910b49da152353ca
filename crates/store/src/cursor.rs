//! Where a page ended, as a short text: the order of the list, and the place of the last case in it.

use crate::cases::{Cursor, ListError, Sort};

/// Stands for the deadline of cases that have none running: they come after all others.
pub(crate) const NEVER: i64 = i64::MAX;

/// The place after which the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The deadline, or [`NEVER`], where the list is ordered by it; 0 elsewhere.
    pub(crate) due_ms: i64,
    pub(crate) seq: i64,
}

impl Place {
    /// The place before all cases without a running deadline.
    pub(crate) const BEFORE_THE_REST: Self = Self { due_ms: NEVER, seq: i64::MIN };

    /// Whether, in the order of deadlines, only cases without one follow.
    pub(crate) const fn is_past_deadlines(self) -> bool {
        self.due_ms == NEVER
    }
}

/// The cursor for this place in a list of this order.
pub(crate) fn write(sort: Sort, place: Place) -> Cursor {
    let Place { due_ms, seq } = place;
    Cursor::new(match sort {
        Sort::FiledNewest => format!("n{seq}"),
        Sort::FiledOldest => format!("o{seq}"),
        Sort::DueSoonest => format!("d{due_ms}.{seq}"),
    })
}

/// The place that a cursor speaks of, if it is one of this order.
pub(crate) fn read(sort: Sort, cursor: &Cursor) -> Result<Place, ListError> {
    let place = match sort {
        Sort::FiledNewest => cursor.as_str().strip_prefix('n').and_then(plain),
        Sort::FiledOldest => cursor.as_str().strip_prefix('o').and_then(plain),
        Sort::DueSoonest => cursor.as_str().strip_prefix('d').and_then(due),
    };
    // Only what we would have written ourselves is taken, so that one place has one cursor.
    place.filter(|place| write(sort, *place) == *cursor).ok_or(ListError::BadCursor)
}

fn plain(text: &str) -> Option<Place> {
    Some(Place { due_ms: 0, seq: text.parse().ok()? })
}

fn due(text: &str) -> Option<Place> {
    let (due_ms, seq) = text.split_once('.')?;
    Some(Place { due_ms: due_ms.parse().ok()?, seq: seq.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_anything_else_is_refused() {
        let place = Place { due_ms: 5, seq: -7 };
        for sort in [Sort::FiledNewest, Sort::FiledOldest, Sort::DueSoonest] {
            let cursor = write(sort, place);
            assert_eq!(read(sort, &cursor).unwrap().seq, -7);
        }
        let newest = write(Sort::FiledNewest, place);
        assert!(read(Sort::FiledOldest, &newest).is_err());
        for garbage in ["", "n", "n+7", "n 7", "n07", "nx", "路", "n99999999999999999999", "d5", "d5.x"] {
            for sort in [Sort::FiledNewest, Sort::DueSoonest] {
                assert!(read(sort, &Cursor::new(garbage)).is_err(), "{garbage}");
            }
        }
    }
}
