//! 关注: following an open public case instead of filing the same once more.

pub(crate) mod begin;
pub(crate) mod end;
pub(crate) mod show;

use crate::caller::Caller;
use crate::policy::Sight;
use crate::secret::key_digest;
use crate::{Problem, Web};
use jingwei_cases::case::Case;

/// The case, if everybody may know of it: what is followed is what is public.
async fn public_case(web: &Web, number: &str) -> Result<Case, Problem> {
    let case = crate::cases::act::load(web, number).await?;
    match Caller::sight_of_the_public(&case, &web.rules()) {
        Sight::Public => Ok(case),
        _ => Err(Problem::no_such_thing()),
    }
}

/// The digest under which the key that was sent along is known.
fn digest(caller: &Caller) -> Option<[u8; 32]> {
    crate::attachments::digest(&key_digest(caller.key()?)).ok()
}
