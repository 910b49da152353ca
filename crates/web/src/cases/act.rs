//! What every verb on a case shares: load it, see whether the caller may act on it, let the room decide, keep the change,
//! and answer the case. A file per verb adds what is asked and which decision of the room it is.

use super::view::CaseView;
use crate::body::{Command, Json, Sent, Slot};
use crate::caller::Caller;
use crate::policy::{Sight, Subject};
use crate::{Problem, Web};
use axum::extract::{FromRequest, FromRequestParts, Request};
use jingwei_cases::case::{Case, Docket};
use jingwei_cases::desk::Desk;
use jingwei_cases::state::Verb;
use jingwei_store::{CaseRef, Commit, CommitError};
use jingwei_terms::{Change, Version};
use serde::de::DeserializeOwned;

/// Somebody else was quicker this often: then the caller has to look for themselves.
const MOST_TRIES: u32 = 4;

/// A verb that was asked for.
#[derive(Debug)]
pub(crate) struct Act<T> {
    pub(crate) web: Web,
    pub(crate) caller: Caller,
    number: String,
    pub(crate) sent: Sent<T>,
}

impl<T: DeserializeOwned> FromRequest<Web> for Act<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, web).await?;
        let Slot(number) = Slot::from_request_parts(&mut parts, web).await?;
        let sent = Sent::from_request(Request::from_parts(parts, body), web).await?;
        Ok(Self { web: web.clone(), caller, number, sent })
    }
}

impl<T: DeserializeOwned> Act<T> {
    /// The same verb as a page for residents asks for it: `words` are what the form held, `digest` tells them from others.
    pub(crate) fn of_page(
        web: &Web,
        caller: &Caller,
        number: &str,
        words: serde_json::Value,
        digest: [u8; 32],
    ) -> Result<Self, Problem> {
        let said = serde_json::from_value(words).map_err(|_| Problem::malformed("the form is not whole"))?;
        let sent = Sent { said, digest };
        Ok(Self { web: web.clone(), caller: caller.clone(), number: number.to_owned(), sent })
    }
}

impl<T: Command> Act<T> {
    /// Has the room decide, keeps the change, and answers the case as it is then.
    ///
    /// Where the client named no version it is the latest that counts, so a change that came in between is no conflict: the
    /// room decides once more on the case as it is now.
    pub(crate) async fn run(
        &self,
        decide: impl Fn(&T, &Case, &Desk<'_>) -> Result<Change<Docket>, Problem>,
    ) -> Result<Json<CaseView>, Problem> {
        let (web, said) = (&self.web, &self.sent.said);
        let rules = web.rules();
        let mut tries = 0;
        loop {
            let case = self.load().await?;
            let sight = self.caller.sight(&case, &rules);
            if !self.may_act(sight) {
                return self.repeat_or(&case, Problem::no_such_thing()).await;
            }
            if said.expected_version().is_some_and(|version| version != case.version) {
                let conflict = self.conflict(&case);
                return self.repeat_or(&case, conflict).await;
            }
            let desk = web.desk(&rules, self.caller.actor(), said.command_id());
            let change = match decide(said, &case, &desk) {
                Ok(change) => change,
                Err(problem) => return self.repeat_or(&case, problem).await,
            };
            let after = change.first().case.clone();
            match web.store().commit(self.commit(change)).await {
                Ok(receipt) if receipt.repeated => return self.show(&self.load().await?, sight),
                Ok(_) => return self.show(&after, sight),
                Err(CommitError::Conflict { .. }) if said.expected_version().is_none() && tries < MOST_TRIES => {
                    tries += 1;
                }
                Err(CommitError::Conflict { .. }) => return Err(self.conflict(&self.load().await?)),
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// The case that the address names, whoever asks.
    pub(crate) async fn load(&self) -> Result<Case, Problem> {
        load(&self.web, &self.number).await
    }

    /// The change under this command.
    pub(crate) fn commit(&self, change: Change<Docket>) -> Commit<Docket> {
        Commit::new(self.sent.said.command_id(), self.sent.digest, change)
    }

    /// Whether the caller sees enough of the case to act on it. The reporter acts on their own by the key alone.
    pub(crate) fn may_act(&self, sight: Sight) -> bool {
        match sight {
            Sight::Whole => true,
            Sight::Own => self.caller.subject() == Subject::KeyHolder,
            Sight::Public | Sight::Nothing => false,
        }
    }

    /// The case, if this very command was carried out before; otherwise the problem. A repeat meets a case that has moved
    /// on, so the room would refuse it: the store, which keeps the commands, is asked first.
    async fn repeat_or(&self, case: &Case, problem: Problem) -> Result<Json<CaseView>, Problem> {
        match self.web.store().commit(self.commit(self.question(case))).await {
            Ok(receipt) if receipt.repeated => {
                let sight = if self.caller.staff.is_some() { Sight::Whole } else { Sight::Own };
                self.show(&self.load().await?, sight)
            }
            Err(CommitError::CommandReused) => Err(CommitError::CommandReused.into()),
            Err(CommitError::Unavailable(error)) => Err(error.into()),
            _ => Err(problem),
        }
    }

    /// A change that can never be written, because it builds on a version before the first. The store looks at the command
    /// before it looks at versions, so to offer it asks whether the command is known and nothing else.
    fn question(&self, case: &Case) -> Change<Docket> {
        let rules = self.web.rules();
        let desk = self.web.desk(&rules, self.caller.actor(), self.sent.said.command_id());
        let fact = desk.fact(case, Verb::Note, serde_json::Value::Null);
        let first = Case { version: Version::FIRST, ..case.clone() };
        Change::changed(desk.docket(first), Version::new(0), fact)
    }

    /// 409 with the case as it is now, as far as the caller sees it.
    pub(crate) fn conflict(&self, case: &Case) -> Problem {
        let rules = self.web.rules();
        let view = CaseView::of(case, self.caller.sight(case, &rules), &rules, self.web.now());
        let conflict = Problem::from(CommitError::Conflict {
            about: jingwei_terms::About::Case(case.id),
            present: Some(case.version),
        });
        match view.map(serde_json::to_value) {
            Some(Ok(view)) => conflict.with_case(view),
            _ => conflict,
        }
    }

    fn show(&self, case: &Case, sight: Sight) -> Result<Json<CaseView>, Problem> {
        let rules = self.web.rules();
        CaseView::of(case, sight, &rules, self.web.now()).map(Json).ok_or_else(Problem::no_such_thing)
    }
}

/// The case with this number, whoever asks.
pub(crate) async fn load(web: &Web, number: &str) -> Result<Case, Problem> {
    // A number is short and plain; nothing else needs to travel to the database.
    let plain = number.len() <= 64 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plain {
        return Err(Problem::no_such_thing());
    }
    let case = web.store().load(CaseRef::Number(number.to_owned())).await?;
    case.ok_or_else(Problem::no_such_thing)
}
