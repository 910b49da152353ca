//! What the store promises about figures: the courses of the cases that can count in a window, and nothing more of them.

use crate::{StoreError, query};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_calendar::Calendar;
use jingwei_cases::case::{Case, Cluster};
use jingwei_cases::state::State;
use jingwei_evaluation::{By, Course, Leg, Report, Stretch, Voice, Window};

/// The courses of a city's cases.
#[async_trait]
pub trait Evaluation {
    /// One page of the courses that can count in a window, in the order of filing: whatever was filed before its end and was
    /// still open, or changed, after its beginning. Open clocks are read by this calendar.
    ///
    /// # Errors
    /// When the database fails or a case is damaged.
    async fn courses(&self, asked: &Courses, calendar: &Calendar) -> Result<CoursePage, StoreError>;
}

/// Which courses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Courses {
    /// The window.
    pub window: Window,
    /// Where the page before ended.
    pub after: Option<Place>,
    /// How many at most, 1 to 5,000; more is taken as 5,000.
    pub limit: u32,
}

impl Courses {
    /// From the first one on.
    #[must_use]
    pub const fn of(window: Window) -> Self {
        Self { window, after: None, limit: LARGEST_PAGE }
    }

    pub(crate) fn limit(self) -> u32 {
        self.limit.clamp(1, LARGEST_PAGE)
    }
}

/// The place of a case in the order of filing, as far as a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub(crate) i64);

/// A page of courses.
#[derive(Debug, Clone, PartialEq)]
pub struct CoursePage {
    /// The courses.
    pub courses: Vec<Course>,
    /// Where to go on; `None` on the last page.
    pub next: Option<Place>,
}

/// Large enough that asking costs nothing beside reading, small enough to be held in a few megabytes.
const LARGEST_PAGE: u32 = 5_000;

/// The report of a window over everything that the store has.
///
/// # Errors
/// When the database fails or a case is damaged.
pub async fn report(
    store: &(impl Evaluation + ?Sized),
    window: Window,
    by: Option<By>,
    calendar: &Calendar,
) -> Result<Report, StoreError> {
    let mut report = Report::new(window, by);
    let mut asked = Courses::of(window);
    loop {
        let page = store.courses(&asked, calendar).await?;
        page.courses.iter().for_each(|course| report.add(course));
        match page.next {
            Some(next) => asked.after = Some(next),
            None => return Ok(report),
        }
    }
}

/// A row as both databases give it: place, receipt number, body.
pub(crate) type CourseRow = (i64, String, Vec<u8>);

pub(crate) fn page(rows: Vec<CourseRow>, limit: u32, calendar: &Calendar) -> Result<CoursePage, StoreError> {
    let full = u32::try_from(rows.len()).is_ok_and(|found| found >= limit);
    let next = rows.last().filter(|_| full).map(|(place, ..)| Place(*place));
    let course = |(_, number, body): CourseRow| query::case(number, &body).map(|case| course(&case, calendar));
    Ok(CoursePage { courses: rows.into_iter().map(course).collect::<Result<_, _>>()?, next })
}

/// What the figures look at of a case.
#[must_use]
pub fn course(case: &Case, calendar: &Calendar) -> Course {
    let stretch = |clock: &jingwei_cases::clocks::StageClock| Stretch {
        stage: clock.stage.code(),
        department: clock.department.clone(),
        started_at: clock.clock.started_at(),
        stopped_at: clock.clock.stopped_at(),
        deadline: clock.clock.deadline(calendar),
        late: clock.clock.on_time() == Some(false),
        paused_seconds: clock.clock.paused_seconds(),
    };
    let leg = |dispatch: &jingwei_cases::case::Dispatch| Leg {
        department: dispatch.lead.clone(),
        at: dispatch.at,
        returned_at: dispatch.returned.as_ref().map(|returned| returned.at),
    };
    let voice = |said: &jingwei_cases::case::Feedback| Voice {
        at: said.at,
        reached: said.reached,
        solved: said.solved,
        satisfied: said.satisfied,
    };
    Course {
        area: case.area().cloned(),
        grid: case.grid().cloned(),
        kind: case.kind.clone(),
        legs: case.dispatches.iter().map(leg).collect(),
        stretches: case.clocks.all().iter().map(stretch).collect(),
        voices: case.feedback.iter().map(voice).collect(),
        ended_at: ended_at(case),
        merged: case.state == State::Merged,
        reworks: case.round,
        exempt: case.exempt,
        ..Course::filed(case.number.clone(), case.intake.filed_at, crate::columns::code(&case.intake.channel))
    }
}

fn ended_at(case: &Case) -> Option<Timestamp> {
    match &case.cluster {
        // Of clusters written before the instant was kept, the filing is the only one that is known.
        Some(Cluster::Follows { at, .. }) => Some(at.unwrap_or(case.intake.filed_at)),
        _ => case.closing.as_ref().map(|closing| closing.at),
    }
}
