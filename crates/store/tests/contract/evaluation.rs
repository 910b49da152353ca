//! Courses: both databases hand the figures the same cases, whole and page by page.

use crate::sample;
use crate::stage::play;
use jingwei_calendar::{Calendar, CalendarRules};
use jingwei_evaluation::{Course, Window};
use jingwei_store::evaluation::course;
use jingwei_store::{Courses, Store};

const CASES: u64 = 60;

async fn all(store: &dyn Store, window: Window, limit: u32, calendar: &Calendar) -> Vec<Course> {
    let mut asked = Courses { limit, ..Courses::of(window) };
    let mut found = Vec::new();
    loop {
        let page = store.courses(&asked, calendar).await.unwrap();
        assert!(page.courses.len() <= limit as usize);
        found.extend(page.courses);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => return found,
        }
    }
}

#[test]
fn a_window_holds_what_was_filed_before_its_end_and_was_open_or_changed_after_its_beginning() {
    play(|stage| async move {
        let calendar = Calendar::new(&CalendarRules::default());
        for n in 0..CASES {
            stage.store.commit(sample::file(n)).await.unwrap();
        }
        for (from, until) in [(0, CASES), (10, 30), (40, CASES), (0, 1), (CASES, CASES + 10)] {
            let window = Window { from: sample::at(from), until: sample::at(until) };
            let expected: Vec<Course> = (0..until.min(CASES))
                .map(|n| (n, sample::docket(n).case))
                .filter(|(n, case)| case.state.is_open() || *n >= from)
                .map(|(_, case)| course(&case, &calendar))
                .collect();
            for limit in [1, 7, 5_000] {
                let found = all(&*stage.store, window, limit, &calendar).await;
                let numberless: Vec<Course> =
                    found.iter().map(|c| Course { number: String::new(), ..c.clone() }).collect();
                assert!(numberless == expected, "{from}..{until} by {limit}: {} of {}", found.len(), expected.len());
                assert!(found.iter().all(|course| !course.number.is_empty()));
            }
        }
    });
}
