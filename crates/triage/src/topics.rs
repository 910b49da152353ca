//! What many people speak of now, against how much they usually do, and how such a topic becomes a monthly topic (每月一题).
//!
//! Reading order: [`voice`] what goes in · [`topic`] what comes out · [`hot`](mod@hot) · [`adopt`](mod@adopt).

pub mod adopt;
pub mod hot;
mod level;
pub mod topic;
pub mod voice;

pub use adopt::{Desk, Month, MonthlyTopic, adopt};
pub use hot::{Settings, hot};
pub use topic::{Growth, Topic};
pub use voice::Voice;
