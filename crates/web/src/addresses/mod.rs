//! Doors for addresses: words become a place of the city's register, a grid and a community.

pub(crate) mod book;
mod entry;
pub(crate) mod fill;
pub(crate) mod locate;

pub use book::AddressBook;
pub use entry::Entry;
