//! `GET /api/v1/cases/{number}/follow`: whether the key at hand follows the case, and for staff how many do.

use super::public_case;
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// Who follows a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "following": true, "followers": null, "at_most": 10 }))]
pub(crate) struct FollowView {
    /// Whether the key that was sent along follows it.
    following: bool,
    /// How many do; null for the public when they are few (RIGHTS.md, small counts).
    followers: Option<u64>,
    /// What is said instead: there are at most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<u64>,
}

/// Whether the follower's key follows the case, and how many follow it.
#[utoipa::path(get, path = "/api/v1/cases/{number}/follow", tag = "follows", operation_id = "show",
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "who follows it", body = FollowView), Failures))]
pub(crate) async fn show(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
) -> Result<Json<FollowView>, Problem> {
    let case = crate::cases::act::load(&web, &number).await?;
    let whole = caller.sight(&case, &web.rules()) == Sight::Whole;
    if !whole {
        public_case(&web, &number).await?;
    }
    let following = match super::digest(&caller) {
        Some(key) => web.store().followed(&key).await? == Some(case.id),
        None => false,
    };
    let count = web.store().followers(case.id).await?;
    let small = u64::from(web.rules().settings.privacy.small_count.value);
    let few = !whole && (1..=small).contains(&count);
    Ok(Json(FollowView { following, followers: (!few).then_some(count), at_most: few.then_some(small) }))
}
