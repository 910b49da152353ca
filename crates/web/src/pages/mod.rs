//! Pages for people at a screen: made here, whole without JavaScript, in Chinese or English.

pub(crate) mod api;
pub(crate) mod assets;
pub(crate) mod document;
pub(crate) mod front;
pub(crate) mod layout;
pub(crate) mod track;
pub(crate) mod unbuilt;
