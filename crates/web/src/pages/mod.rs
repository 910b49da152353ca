//! Pages for people at a screen: made here, whole without JavaScript, in Chinese or English.

pub(crate) mod layout;
mod shown;
pub(crate) mod view;

mod counts;
pub(crate) mod form;
mod kept;
mod multipart;
pub(crate) mod nothing;

pub(crate) mod front;
pub(crate) mod report;
pub(crate) mod track;

pub(crate) mod cases;
pub(crate) mod figures;
pub(crate) mod guide;
pub(crate) mod help;
pub(crate) mod map;

pub(crate) mod api;
pub(crate) mod assets;
pub(crate) mod document;
pub(crate) mod unbuilt;
