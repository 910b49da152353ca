//! From the course of a case to the entries of a figure. Every number of a report comes through here.

use crate::course::{Course, Leg, Stretch, Voice};
use crate::entry::Entry;
use crate::indicator::{Measure, Open};
use crate::period::Window;
use jiff::Timestamp;
use jingwei_terms::DepartmentCode;

/// The entries that a case adds to an indicator in a window.
pub(crate) fn entries(measure: Measure, course: &Course, window: &Window) -> Vec<Entry> {
    let line = Lines { course, window };
    match measure {
        Measure::Filed => line.when(Some(course.filed_at), true).into_iter().collect(),
        Measure::Closed => line.when(line.closed_at(), true).into_iter().collect(),
        Measure::Rework => line.when(line.closed_at(), course.reworks > 0).into_iter().collect(),
        Measure::OpenAtEnd => line.open_at_end().into_iter().collect(),
        Measure::OverdueAtEnd => line.overdue_at_end().into_iter().collect(),
        Measure::Response => line.responses(),
        Measure::FirstDispatch => line
            .legs(|leg| leg.returned_at.is_none())
            .into_iter()
            .filter(|(first, _)| *first)
            .map(|(_, entry)| entry)
            .collect(),
        Measure::Returned => line.legs(|leg| leg.returned_at.is_some()).into_iter().map(|(_, entry)| entry).collect(),
        Measure::Reach => line.voice(|voice| Some(voice.reached)),
        Measure::Solved => line.voice(|voice| voice.solved.filter(|_| voice.reached)),
        Measure::Satisfied => line.voice(|voice| voice.satisfied.filter(|_| voice.reached)),
        Measure::OnTime(stage, open) => line.on_time(stage, open),
        Measure::Lasted(stage) => line.lasted(stage),
    }
}

struct Lines<'a> {
    course: &'a Course,
    window: &'a Window,
}

impl Lines<'_> {
    fn entry(&self, at: Timestamp, department: Option<&DepartmentCode>, counted: bool) -> Entry {
        Entry {
            number: self.course.number.clone(),
            at,
            department: department.cloned(),
            counted,
            seconds: None,
            group: String::new(),
        }
    }

    fn when(&self, at: Option<Timestamp>, counted: bool) -> Option<Entry> {
        let at = at.filter(|at| self.window.holds(*at))?;
        Some(self.entry(at, self.course.department(), counted))
    }

    fn closed_at(&self) -> Option<Timestamp> {
        self.course.ended_at.filter(|_| !self.course.merged)
    }

    fn open_at_end(&self) -> Option<Entry> {
        let until = self.window.until;
        let open = self.course.filed_at < until && self.course.ended_at.is_none_or(|ended| ended >= until);
        open.then(|| self.entry(self.course.filed_at, self.course.department(), true))
    }

    /// A case is overdue once, whatever the number of its clocks that are: for the one that has waited longest.
    fn overdue_at_end(&self) -> Option<Entry> {
        let overdue = self.course.stretches.iter().filter(|stretch| stretch.overdue_at(self.window.until));
        let longest = overdue.min_by_key(|stretch| stretch.deadline)?;
        let department = longest.department.as_ref().or(self.course.department());
        Some(self.entry(longest.deadline?, department, true))
    }

    fn responses(&self) -> Vec<Entry> {
        let due = |stretch: &Stretch| {
            let deadline = stretch.deadline.filter(|deadline| self.window.holds(*deadline))?;
            let kept = stretch.stopped_at.is_some() && !stretch.late;
            Some(self.entry(deadline, stretch.department.as_ref(), kept))
        };
        self.stage("accept").filter_map(due).collect()
    }

    /// The dispatches in the window, each with whether it was the first of its case.
    fn legs(&self, counted: impl Fn(&Leg) -> bool) -> Vec<(bool, Entry)> {
        let numbered = self.course.legs.iter().enumerate().filter(|(_, leg)| self.window.holds(leg.at));
        numbered.map(|(n, leg)| (n == 0, self.entry(leg.at, Some(&leg.department), counted(leg)))).collect()
    }

    /// The last thing that the reporter said in the window.
    fn voice(&self, said: impl Fn(&Voice) -> Option<bool>) -> Vec<Entry> {
        let last = self.course.voices.iter().rfind(|voice| self.window.holds(voice.at));
        last.and_then(|voice| Some(self.entry(voice.at, self.course.department(), said(voice)?))).into_iter().collect()
    }

    fn on_time(&self, stage: &'static str, open: Open) -> Vec<Entry> {
        self.stage(stage).filter_map(|stretch| self.kept(stretch, open)).collect()
    }

    fn kept(&self, stretch: &Stretch, open: Open) -> Option<Entry> {
        let department = stretch.department.as_ref().or(self.course.department());
        if let Some(stopped) = stretch.stopped_at.filter(|at| self.window.holds(*at)) {
            let excused = open == Open::OverdueIsLateExcused && self.course.exempt;
            return Some(self.entry(stopped, department, !stretch.late || excused));
        }
        let end = self.window.until;
        let counts = match open {
            Open::LeftOut => false,
            Open::AllLate => stretch.open_at(end),
            Open::OverdueIsLate | Open::OverdueIsLateExcused => stretch.overdue_at(end),
        };
        counts.then(|| self.entry(stretch.deadline.unwrap_or(stretch.started_at), department, false))
    }

    fn lasted(&self, stage: &'static str) -> Vec<Entry> {
        let lasted = |stretch: &Stretch| {
            let stopped = stretch.stopped_at.filter(|at| self.window.holds(*at))?;
            let seconds = stopped.duration_since(stretch.started_at).as_secs() - stretch.paused_seconds;
            let department = stretch.department.as_ref().or(self.course.department());
            Some(Entry { seconds: Some(seconds.max(0)), ..self.entry(stopped, department, true) })
        };
        self.stage(stage).filter_map(lasted).collect()
    }

    /// The clocks of a stage. Those of a merged case are its lead's to keep.
    fn stage(&self, stage: &'static str) -> impl Iterator<Item = &Stretch> {
        self.course.stretches.iter().filter(move |stretch| stretch.stage == stage && !self.course.merged)
    }
}
