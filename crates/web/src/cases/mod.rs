//! Cases over HTTP: filed, listed, shown, and a file per verb in the order of their life.

pub(crate) mod act;
pub(crate) mod query;
pub(crate) mod view;
pub(crate) mod words;

pub(crate) mod file;
pub(crate) mod filing;

pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod suggested_dispatch;
pub(crate) mod tally;
pub(crate) mod timeline;

pub(crate) mod accept;
pub(crate) mod advice;
pub(crate) mod answer;
pub(crate) mod appeal;
pub(crate) mod ask;
pub(crate) mod assess;
pub(crate) mod assign;
pub(crate) mod close;
pub(crate) mod dispatch;
pub(crate) mod evaluate;
pub(crate) mod extend;
pub(crate) mod feedback;
pub(crate) mod handle;
pub(crate) mod hide;
pub(crate) mod merge;
pub(crate) mod note;
pub(crate) mod reopen;
pub(crate) mod reply;
pub(crate) mod resume;
pub(crate) mod return_;
pub(crate) mod reveal;
pub(crate) mod rule;
pub(crate) mod split;
pub(crate) mod supervise;
pub(crate) mod suspend;
pub(crate) mod triage;
pub(crate) mod unhide;
pub(crate) mod verify;
pub(crate) mod whistle;
