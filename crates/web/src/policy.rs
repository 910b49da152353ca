//! Who may do what: one table of doors, one of roles. What is not in the table does not open, and a door without a line
//! here cannot be built ([`crate::doors`]).
//!
//! The whole matrix stands in `tests/expected/policy.txt`, for people who read no Rust.

use jingwei_cases::state::{Verb, move_of};
use jingwei_terms::Role;

/// One door.
#[derive(Debug)]
pub struct Door {
    /// GET, POST, PUT or DELETE; HEAD goes with GET.
    pub method: &'static str,
    /// The address, with slots in braces.
    pub path: &'static str,
    /// For whom.
    pub to: To,
}

/// For whom a door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Everybody; what is behind it is public.
    Everyone,
    /// Everybody may file; who works here does so by their own channel.
    Reporters,
    /// Who looks after the machine: itself, auditors, administrators.
    Watchers,
    /// Who has a name here.
    Staff,
    /// These roles.
    Roles(&'static [Role]),
    /// Who may look at cases, as far as they may see each.
    Readers,
    /// One case, as much of it as the caller may see.
    OneCase,
    /// Who the room lets do this to a case, if they may see it whole; and the reporter with the key, for what is theirs.
    Act(Verb),
}

const GET: &str = "GET";
const POST: &str = "POST";
const PUT: &str = "PUT";
const DELETE: &str = "DELETE";

/// Who answers for the figures, or checks those who do. A list names cases by number; whether one may be opened is another door's.
const FIGURES: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Auditor];

/// Who looks at how the advice holds up: figures of kinds and places, nobody's words.
const LEARNERS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Auditor, Role::Administrator];

/// Who decides which model advises.
const MODEL_CHOOSERS: &[Role] = &[Role::Supervisor, Role::Administrator];

const fn door(method: &'static str, path: &'static str, to: To) -> Door {
    Door { method, path, to }
}

/// Who draws nets and lets them take effect: the room of grids asks for the same.
const NET_DECIDERS: &[Role] = &[Role::Supervisor, Role::Administrator];

/// Who reads what nets would change.
const NET_READERS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Auditor, Role::Administrator];

/// Every door.
// A static and not a constant: a door is told by its address in memory, of which a constant has many.
pub static DOORS: &[Door] = &[
    // Pages
    door(GET, "/", To::Everyone),
    door(GET, "/track", To::Everyone),
    door(GET, "/track/{number}", To::OneCase),
    door(GET, "/track/{number}/receipt", To::OneCase),
    // … by which the reporter acts with the key, as a resident, whoever else is logged in on the device
    door(POST, "/track/{number}/follow", To::OneCase),
    door(POST, "/track/{number}/answer", To::OneCase),
    door(POST, "/track/{number}/feedback", To::OneCase),
    door(POST, "/track/{number}/reopen", To::OneCase),
    door(GET, "/report", To::Everyone),
    door(POST, "/report", To::Reporters),
    door(GET, "/view", To::Everyone),
    door(GET, "/cases", To::Everyone),
    door(GET, "/map", To::Everyone),
    door(GET, "/figures", To::Everyone),
    door(GET, "/guide", To::Everyone),
    door(GET, "/help", To::Everyone),
    door(GET, "/docs/api", To::Everyone),
    // The screens themselves are everybody's; what they show comes by the doors below
    door(GET, "/console", To::Everyone),
    door(GET, "/console/", To::Everyone),
    door(GET, "/console/{path}", To::Everyone),
    door(GET, "/field", To::Everyone),
    door(GET, "/field/", To::Everyone),
    door(GET, "/field/{path}", To::Everyone),
    door(GET, "/static/{name}", To::Everyone),
    // Other programs by Open311 GeoReport v2
    door(GET, "/open311/v2/discovery.{format}", To::Everyone),
    door(GET, "/open311/v2/services.{format}", To::Everyone),
    door(GET, "/open311/v2/services/{service_code}.{format}", To::Everyone),
    door(GET, "/open311/v2/requests.{format}", To::Everyone),
    door(POST, "/open311/v2/requests.{format}", To::Reporters),
    door(GET, "/open311/v2/requests/{service_request_id}.{format}", To::Everyone),
    door(GET, "/open311/v2/tokens/{token}.{format}", To::Everyone),
    // Whoever wants proof
    door(GET, "/ledger/checkpoint", To::Everyone),
    door(GET, "/ledger/tile/{path}", To::Everyone),
    door(GET, "/api/v1/ledger/prove/{index}", To::Everyone),
    // Whoever keeps it running
    door(GET, "/healthz", To::Everyone),
    door(GET, "/readyz", To::Everyone),
    door(GET, "/metrics", To::Watchers),
    door(GET, "/api/openapi.json", To::Everyone),
    // Coming in
    door(POST, "/api/v1/sessions", To::Everyone),
    door(DELETE, "/api/v1/sessions", To::Staff),
    door(GET, "/api/v1/me", To::Staff),
    door(GET, "/api/v1/accounts", To::Roles(&[Role::Administrator, Role::Auditor])),
    door(POST, "/api/v1/accounts", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/accounts/{name}/disable", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/accounts/{name}/enable", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/accounts/{name}/password", To::Roles(&[Role::Administrator])),
    door(GET, "/api/v1/tokens", To::Roles(&[Role::Administrator, Role::Auditor])),
    door(POST, "/api/v1/tokens", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/tokens/revoke", To::Roles(&[Role::Administrator])),
    // The city's rules
    door(GET, "/api/v1/rulebook", To::Everyone),
    door(GET, "/api/v1/rulebook/kinds", To::Everyone),
    door(GET, "/api/v1/rulebook/departments", To::Everyone),
    door(GET, "/api/v1/rulebook/grids.geojson", To::Everyone),
    door(GET, "/api/v1/rulebook/templates", To::Everyone),
    door(GET, "/api/v1/rulebook/calendar", To::Everyone),
    door(GET, "/api/v1/rulebook/deadline", To::Everyone),
    // … and whoever brings new ones into force
    door(GET, "/api/v1/rulebooks", To::Roles(&[Role::Administrator, Role::Auditor])),
    door(POST, "/api/v1/rulebooks", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/rulebooks/check", To::Roles(&[Role::Administrator])),
    door(POST, "/api/v1/rulebooks/{version}/restore", To::Roles(&[Role::Administrator])),
    // The city's grids. Their map is everybody's; drafts and what they would change are for those who decide, carry out or check it
    door(GET, "/api/v1/grids", To::Everyone),
    door(GET, "/api/v1/grids.geojson", To::Everyone),
    door(GET, "/api/v1/grids/locate", To::Everyone),
    door(GET, "/api/v1/grids/tiles/{z}/{x}/{y}", To::Everyone),
    door(GET, "/api/v1/grids/nets", To::Roles(NET_READERS)),
    door(POST, "/api/v1/grids/nets", To::Roles(NET_DECIDERS)),
    door(GET, "/api/v1/grids/nets/{net}", To::Roles(NET_READERS)),
    door(GET, "/api/v1/grids/nets/{net}/diff", To::Roles(NET_READERS)),
    door(POST, "/api/v1/grids/nets/{net}/activate", To::Roles(NET_DECIDERS)),
    door(POST, "/api/v1/grids/nets/{net}/withdraw", To::Roles(NET_DECIDERS)),
    // Cases
    door(POST, "/api/v1/cases", To::Reporters),
    door(GET, "/api/v1/cases", To::Readers),
    door(GET, "/api/v1/colleagues", To::Roles(&[Role::Handler])),
    door(GET, "/api/v1/cases/tally", To::Readers),
    door(GET, "/api/v1/cases/export", To::Readers),
    door(GET, "/api/v1/events", To::Readers),
    door(GET, "/api/v1/cases/{number}", To::OneCase),
    door(GET, "/api/v1/cases/{number}/timeline", To::OneCase),
    door(GET, "/api/v1/cases/{number}/suggested-dispatch", To::Act(Verb::Dispatch)),
    door(GET, "/api/v1/cases/{number}/advice", To::Act(Verb::Triage)),
    // Whoever follows a case that somebody else filed, by a key that shows nothing but what is public
    door(GET, "/api/v1/cases/{number}/follow", To::OneCase),
    door(POST, "/api/v1/cases/{number}/follow", To::Everyone),
    door(DELETE, "/api/v1/cases/{number}/follow", To::Everyone),
    // What everybody may know: open cases nearby, counts and figures of whole months
    door(GET, "/api/v1/public/cases", To::Everyone),
    door(GET, "/api/v1/public/map", To::Everyone),
    door(GET, "/api/v1/public/figures", To::Everyone),
    // The earlier cases of who is on the line
    door(POST, "/api/v1/callers/earlier", To::Roles(&[Role::Agent])),
    // Pictures: anybody who may file may send one; a telephone sends it in pieces
    door(POST, "/api/v1/attachments", To::Reporters),
    door(GET, "/api/v1/attachments/{sha256}", To::OneCase),
    door(GET, "/api/v1/attachments/{sha256}/chunks", To::Staff),
    door(PUT, "/api/v1/attachments/{sha256}/chunks/{number}", To::Staff),
    door(POST, "/api/v1/attachments/{sha256}/complete", To::Staff),
    // A person's own arrangements
    door(GET, "/api/v1/views", To::Staff),
    door(PUT, "/api/v1/views/{name}", To::Staff),
    door(DELETE, "/api/v1/views/{name}", To::Staff),
    // Advice, and what is learned
    door(POST, "/api/v1/triage/suggest", To::Reporters),
    door(POST, "/api/v1/addresses/locate", To::Reporters),
    door(GET, "/api/v1/triage/models", To::Roles(LEARNERS)),
    door(POST, "/api/v1/triage/models/choice", To::Roles(MODEL_CHOOSERS)),
    door(GET, "/api/v1/triage/drift", To::Roles(LEARNERS)),
    door(GET, "/api/v1/triage/topics", To::Roles(&[Role::Agent, Role::Dispatcher, Role::Supervisor, Role::Auditor])),
    door(GET, "/api/v1/triage/monthly", To::Staff),
    door(POST, "/api/v1/triage/topics/monthly", To::Roles(&[Role::Supervisor])),
    // Cases, verb by verb in the order of their life
    door(POST, "/api/v1/cases/{number}/triage", To::Act(Verb::Triage)),
    door(POST, "/api/v1/cases/{number}/dispatch", To::Act(Verb::Dispatch)),
    door(POST, "/api/v1/cases/{number}/accept", To::Act(Verb::Accept)),
    door(POST, "/api/v1/cases/{number}/assign", To::Act(Verb::Assign)),
    door(POST, "/api/v1/cases/{number}/return", To::Act(Verb::Return)),
    door(POST, "/api/v1/cases/{number}/rule", To::Act(Verb::Rule)),
    door(POST, "/api/v1/cases/{number}/ask", To::Act(Verb::Ask)),
    door(POST, "/api/v1/cases/{number}/answer", To::Act(Verb::Answer)),
    door(POST, "/api/v1/cases/{number}/extend", To::Act(Verb::Extend)),
    door(POST, "/api/v1/cases/{number}/suspend", To::Act(Verb::Suspend)),
    door(POST, "/api/v1/cases/{number}/resume", To::Act(Verb::Resume)),
    door(POST, "/api/v1/cases/{number}/whistle", To::Act(Verb::Whistle)),
    door(POST, "/api/v1/cases/{number}/assess", To::Act(Verb::Assess)),
    door(POST, "/api/v1/cases/{number}/handle", To::Act(Verb::Handle)),
    door(POST, "/api/v1/cases/{number}/verify", To::Act(Verb::Verify)),
    door(POST, "/api/v1/cases/{number}/reply", To::Act(Verb::Reply)),
    door(POST, "/api/v1/cases/{number}/feedback", To::Act(Verb::Feedback)),
    door(POST, "/api/v1/cases/{number}/close", To::Act(Verb::Close)),
    door(POST, "/api/v1/cases/{number}/reopen", To::Act(Verb::Reopen)),
    door(POST, "/api/v1/cases/{number}/merge", To::Act(Verb::Merge)),
    door(POST, "/api/v1/cases/{number}/split", To::Act(Verb::Split)),
    door(POST, "/api/v1/cases/{number}/supervise", To::Act(Verb::Supervise)),
    door(POST, "/api/v1/cases/{number}/appeal", To::Act(Verb::Appeal)),
    door(POST, "/api/v1/cases/{number}/evaluate", To::Act(Verb::Evaluate)),
    door(POST, "/api/v1/cases/{number}/note", To::Act(Verb::Note)),
    door(POST, "/api/v1/cases/{number}/hide", To::Act(Verb::Hide)),
    door(POST, "/api/v1/cases/{number}/unhide", To::Act(Verb::Hide)),
    door(POST, "/api/v1/cases/{number}/reveal", To::Act(Verb::Reveal)),
    // Figures: how each is made is everybody's to know
    door(GET, "/api/v1/evaluation/indicators", To::Everyone),
    door(GET, "/api/v1/evaluation/report", To::Roles(FIGURES)),
    door(GET, "/api/v1/evaluation/lists/{code}", To::Roles(FIGURES)),
];

/// Who stands before the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Somebody without a name or key.
    Nobody,
    /// Somebody who says to hold the key of the case. Whether they do is seen when the case is loaded.
    KeyHolder,
    /// Somebody with an account of this role.
    As(Role),
    /// The machine itself, without an account.
    Machine,
}

/// What the door says before anything is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Come in. What can be seen of a case is decided case by case ([`sight`]).
    In,
    /// Log in first.
    WhoAreYou,
    /// Not with this role.
    NotForYou,
}

/// What the door answers to somebody. Deny is what is left when nothing allows.
#[must_use]
pub fn answer(to: To, subject: Subject) -> Answer {
    let allowed = match (to, subject) {
        (To::Everyone | To::OneCase, _) => true,
        (To::Reporters, Subject::As(role)) => files(role),
        (To::Reporters, _) => true,
        (To::Watchers, Subject::As(role)) => matches!(role, Role::Auditor | Role::Administrator),
        (To::Watchers, subject) => subject == Subject::Machine,
        (To::Staff, subject) => matches!(subject, Subject::As(_)),
        (To::Roles(roles), Subject::As(role)) => roles.contains(&role),
        (To::Readers, Subject::As(role)) => reach(role) != Reach::Nothing,
        (To::Act(verb), Subject::As(role)) => reach(role) != Reach::Nothing && acts(role, verb),
        (To::Act(verb), Subject::KeyHolder) => acts(Role::Resident, verb),
        _ => false,
    };
    match (allowed, subject) {
        (true, _) => Answer::In,
        (false, Subject::As(_)) => Answer::NotForYou,
        (false, _) => Answer::WhoAreYou,
    }
}

/// Which cases a role sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every case.
    All,
    /// Those that its department leads or has a task in; for a grid worker, also those of their area.
    Concerned,
    /// None, beyond what is public.
    Nothing,
}

/// How far a role sees. Administrators run the machine and see no case: who grants rights does not use them.
#[must_use]
pub const fn reach(role: Role) -> Reach {
    match role {
        Role::Agent | Role::Dispatcher | Role::Supervisor | Role::Auditor | Role::System => Reach::All,
        Role::Handler | Role::Field => Reach::Concerned,
        Role::Resident | Role::Administrator => Reach::Nothing,
    }
}

/// What somebody sees of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything but the reporter's contact, which only `reveal` opens.
    Whole,
    /// What the reporter may know of their own case.
    Own,
    /// What everybody may know.
    Public,
    /// Not even that it is there.
    Nothing,
}

/// What is true of a case when somebody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether the key that was given is the case's.
    pub key_fits: bool,
    /// Whether the case concerns the department, or the grid worker's area.
    pub concerned: bool,
    /// Whether it may be public at all: neither hidden nor of a sensitive kind.
    pub publishable: bool,
}

/// What somebody sees of one case. A key that does not fit shows nothing more than none.
#[must_use]
pub fn sight(subject: Subject, look: Look) -> Sight {
    let as_staff = match subject {
        Subject::As(role) => match reach(role) {
            Reach::All => true,
            Reach::Concerned => look.concerned,
            Reach::Nothing => false,
        },
        _ => false,
    };
    match (as_staff, look.key_fits, look.publishable) {
        (true, _, _) => Sight::Whole,
        (false, true, _) => Sight::Own,
        (false, false, true) => Sight::Public,
        (false, false, false) => Sight::Nothing,
    }
}

/// Whether the room's table of moves lets a role do this.
fn acts(role: Role, verb: Verb) -> bool {
    move_of(verb).is_some_and(|line| line.by.contains(&role))
}

/// Who files reports: everybody but those who only watch over the house.
const fn files(role: Role) -> bool {
    !matches!(role, Role::Auditor | Role::Administrator)
}
