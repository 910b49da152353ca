//! Who is calling: found out once, before the door opens.

use crate::policy::{Look, Sight, Subject, sight};
use crate::secret::{is_key, sha256};
use crate::{Problem, Web, WebConfig};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{Account, CaseSummary, Sessions};
use jingwei_terms::{Actor, AreaCode, DepartmentCode, Role, StaffId};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

/// Somebody with an account.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) account: String,
    pub(crate) display: String,
    pub(crate) role: Role,
    pub(crate) id: StaffId,
    pub(crate) department: Option<DepartmentCode>,
    pub(crate) area: Option<AreaCode>,
    /// The digest of the session that they came in by; `None` for an API token.
    pub(crate) session: Option<[u8; 32]>,
}

/// Who is calling, and from where.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) staff: Option<Arc<Staff>>,
    pub(crate) address: IpAddr,
    /// The case's key as it was sent along; whether it fits is seen at the case.
    key: Option<String>,
    machine: bool,
    means: Option<Means>,
}

impl Caller {
    /// Finds out who is calling.
    pub(crate) async fn of(web: &Web, parts: &Parts) -> Result<Self, Problem> {
        let (address, direct) = address(web.config(), parts);
        let means = means(web.config(), &parts.headers);
        let staff = match means {
            None => None,
            Some(means) => {
                if means.is_cookie() {
                    same_site(&parts.method, &parts.headers)?;
                }
                web.doorkeeper().admit(web, means).await?
            }
        };
        Ok(Self { staff, address, key: key(parts), machine: direct && address.is_loopback(), means })
    }

    /// Whether the caller would be let in again now: what lasts longer than a request asks from time to time.
    pub(crate) async fn is_still_welcome(&self, web: &Web) -> bool {
        match self.means {
            Some(means) => matches!(web.doorkeeper().admit(web, means).await, Ok(Some(_))),
            None => self.staff.is_none(),
        }
    }

    /// The same caller with the API token that stood in the form, as GeoReport sends it.
    pub(crate) async fn with_token(self, web: &Web, token: &str) -> Result<Self, Problem> {
        let means = Means::Token(sha256(token.trim().as_bytes()));
        let staff = web.doorkeeper().admit(web, means).await?;
        Ok(Self { staff, means: Some(means), ..self })
    }

    /// The same caller without the account that they may also have: with the key of a case, its reporter.
    pub(crate) fn into_reporter(self) -> Self {
        Self { staff: None, means: None, machine: false, ..self }
    }

    /// The key of a case as a page of ours links with it; empty when there was none.
    pub(crate) fn linked_key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// For the policy.
    pub(crate) fn subject(&self) -> Subject {
        match &self.staff {
            Some(staff) => Subject::As(staff.role),
            None if self.key.is_some() => Subject::KeyHolder,
            None if self.machine => Subject::Machine,
            None => Subject::Nobody,
        }
    }

    /// Who acts, as the rooms know them. Without an account it is a resident.
    pub(crate) fn actor(&self) -> Actor {
        match &self.staff {
            Some(staff) => Actor::staff(staff.role, staff.id.clone(), staff.department.clone()),
            None => Actor::resident(),
        }
    }

    /// The account, where the policy has already asked for one.
    pub(crate) fn staff(&self) -> Result<&Arc<Staff>, Problem> {
        self.staff.as_ref().ok_or_else(Problem::who_are_you)
    }

    /// What the caller sees of this case.
    pub(crate) fn sight(&self, case: &Case, rules: &Rulebook) -> Sight {
        let look = Look {
            key_fits: self.has_key_of(case),
            concerned: self.is_concerned(|d| case.concerns(d), case.area()),
            publishable: case.hidden.is_none() && !is_sensitive(case.kind.as_ref(), rules),
        };
        sight(self.subject(), look)
    }

    /// What anybody sees of this case.
    pub(crate) fn sight_of_the_public(case: &Case, rules: &Rulebook) -> Sight {
        let publishable = case.hidden.is_none() && !is_sensitive(case.kind.as_ref(), rules);
        sight(Subject::Nobody, Look { key_fits: false, concerned: false, publishable })
    }

    /// The key that was sent along, whatever it opens.
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Whether the key that was sent along is the case's.
    pub(crate) fn has_key_of(&self, case: &Case) -> bool {
        self.key.as_ref().is_some_and(|key| is_key(key, &case.key_sha256))
    }

    /// Whether the case is the caller's by department, or by area for a grid worker.
    pub(crate) fn is_concerned(&self, concerns: impl Fn(&DepartmentCode) -> bool, area: Option<&AreaCode>) -> bool {
        let Some(staff) = &self.staff else { return false };
        let by_department = staff.department.as_ref().is_some_and(concerns);
        let by_area = staff.role == Role::Field
            && staff.area.as_ref().is_some_and(|outer| area.is_some_and(|inner| inner.lies_in(outer)));
        by_department || by_area
    }
}

/// Whether a summary may be shown to everybody.
pub(crate) fn is_publishable(summary: &CaseSummary, rules: &Rulebook) -> bool {
    !summary.hidden && !is_sensitive(summary.kind.as_ref(), rules)
}

/// Whether a code names a kind of which nothing is public.
pub(crate) fn is_sensitive_code(code: &str, rules: &Rulebook) -> bool {
    is_sensitive(code.parse().ok().as_ref(), rules)
}

fn is_sensitive(kind: Option<&jingwei_terms::KindCode>, rules: &Rulebook) -> bool {
    kind.and_then(|code| rules.kinds.get(code)).is_some_and(|kind| kind.sensitive)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Problem::our_mistake("a door without a gate"))
    }
}

/// What somebody shows to be let in.
#[derive(Debug, Clone, Copy)]
enum Means {
    Cookie([u8; 32]),
    Token([u8; 32]),
}

impl Means {
    const fn is_cookie(self) -> bool {
        matches!(self, Self::Cookie(_))
    }
}

/// An account or a token taken back elsewhere stops working here after this long at the latest (security goal S15).
const REMEMBERED: SignedDuration = SignedDuration::from_secs(3);

/// The most callers remembered; beyond it everybody is looked up anew.
const MOST_REMEMBERED: usize = 10_000;

/// How exactly idle sessions end.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Remembers for a moment whom it has let in, so that a busy client costs one look-up in a while and not one a request.
#[derive(Debug, Default)]
pub(crate) struct Doorkeeper {
    known: Mutex<HashMap<[u8; 32], Admitted>>,
    swept: Mutex<Option<Timestamp>>,
}

/// Since when, and whom.
type Admitted = (Timestamp, Arc<Staff>);

impl Doorkeeper {
    async fn admit(&self, web: &Web, means: Means) -> Result<Option<Arc<Staff>>, Problem> {
        let (Means::Cookie(digest) | Means::Token(digest)) = means;
        let now = web.now();
        if let Some(staff) = self.remembered(&digest, now) {
            return Ok(Some(staff));
        }
        let found = match means {
            Means::Cookie(_) => by_session(web, digest).await?,
            Means::Token(_) => by_token(web, digest).await?,
        };
        let Some(staff) = found.map(Arc::new) else {
            // A token that is none is said so at once; a cookie that has run out makes its holder a stranger.
            return if means.is_cookie() { Ok(None) } else { Err(Problem::who_are_you()) };
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        known.insert(digest, (now, Arc::clone(&staff)));
        Ok(Some(staff))
    }

    /// Ends sessions that were idle too long, once a minute at most. To ask the store for a session counts as using it, so
    /// those that ran out must be gone before.
    async fn sweep(&self, web: &Web, now: Timestamp) -> Result<(), Problem> {
        {
            let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
            let is_recent = |at: Timestamp| at <= now && now.duration_since(at) < SWEEP_EVERY;
            if swept.is_some_and(is_recent) {
                return Ok(());
            }
            *swept = Some(now);
        }
        let idle_since = now - SignedDuration::from_mins(i64::from(web.config().session_idle_minutes));
        web.store().close_sessions(&Sessions::Stale { now, idle_since }).await?;
        Ok(())
    }

    fn remembered(&self, digest: &[u8; 32], now: Timestamp) -> Option<Arc<Staff>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes what is remembered worthless, not eternal.
        let is_fresh = |since: Timestamp| since <= now && now.duration_since(since) < REMEMBERED;
        known.get(digest).filter(|(since, _)| is_fresh(*since)).map(|(_, staff)| Arc::clone(staff))
    }

    /// Forgets everybody, after rights changed.
    pub(crate) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

async fn by_session(web: &Web, digest: [u8; 32]) -> Result<Option<Staff>, Problem> {
    let now = web.now();
    web.doorkeeper().sweep(web, now).await?;
    let Some(session) = web.store().session(&digest, now).await?.filter(|session| now < session.expires_at) else {
        return Ok(None);
    };
    let account = web.store().account(&session.account).await?;
    Ok(account.and_then(|account| staff(account, None, Some(digest))))
}

async fn by_token(web: &Web, digest: [u8; 32]) -> Result<Option<Staff>, Problem> {
    let Some(token) = web.store().token(&digest).await? else { return Ok(None) };
    let over = |at: Timestamp| at <= web.now();
    if token.revoked || token.expires_at.is_some_and(over) {
        return Ok(None);
    }
    let account = web.store().account(&token.account).await?;
    Ok(account.and_then(|account| staff(account, Some(token.role), None)))
}

/// The account as a caller, unless its door is shut. A token acts in its own role, which may be less than its account's.
fn staff(account: Account, role: Option<Role>, session: Option<[u8; 32]>) -> Option<Staff> {
    if account.disabled {
        return None;
    }
    let Account { name, display, department, area, .. } = account;
    let id = StaffId::new(&name).ok()?;
    Some(Staff { account: name, display, role: role.unwrap_or(account.role), id, department, area, session })
}

fn means(config: &WebConfig, headers: &HeaderMap) -> Option<Means> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    if let Some(token) =
        bearer.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
    {
        return Some(Means::Token(sha256(token.1.trim().as_bytes())));
    }
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == config.cookie_name()).map(|(_, value)| Means::Cookie(sha256(value.as_bytes())))
}

/// Refuses what another site makes a browser send: `SameSite=Strict` keeps the cookie at home, and where a browser does
/// not, its `Origin` gives the other site away.
fn same_site(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() || is_same_origin(headers) {
        return Ok(());
    }
    let (zh, en) = ("请求来自其他网站", "the request comes from another site");
    Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "other_site", zh, en))
}

/// Whether a browser says that the page which asks is ours. A client that is no browser says nothing and is believed.
pub(crate) fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => {
            !matches!(text(header::HeaderName::from_static("sec-fetch-site")), Some("cross-site" | "same-site"))
        }
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    }
}

/// The caller's address, and whether nobody stands in between.
fn address(config: &WebConfig, parts: &Parts) -> (IpAddr, bool) {
    let unknown = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(unknown, |info| info.0.ip().to_canonical());
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
    match forwarded {
        None => (peer, true),
        Some(_) if !config.trusted_proxies.contains(&peer) => (peer, false),
        // The last entry is the one that our own proxy wrote; those before it are claims.
        Some(list) => {
            let hops = list.rsplit(',').filter_map(|hop| hop.trim().parse::<IpAddr>().ok());
            let client = hops.map(|hop| hop.to_canonical()).find(|hop| !config.trusted_proxies.contains(hop));
            (client.unwrap_or(peer), false)
        }
    }
}

/// The key of a case: from the header, or from the address where a page links to its case.
fn key(parts: &Parts) -> Option<String> {
    if let Some(key) = parts.headers.get("x-case-key").and_then(|v| v.to_str().ok()) {
        return Some(key.to_owned()).filter(|key| !key.is_empty());
    }
    let query = parts.uri.query()?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("key="))?;
    Some(value.to_owned()).filter(|key| !key.is_empty())
}
