//! A city for one test: rulebook Tinglan, a database of its own, a server on a free port, and people who may come in.

use jiff::{SignedDuration, Timestamp};
use jingwei_cases::rulebook::{FILES, Files, OPTIONAL, Rulebook};
use jingwei_ledger::{Checkpoint, Hash, SigningKey, TileId, tile};
use jingwei_store::{Account, Commit, Credential, Database, Fold, Store, Token};
use jingwei_terms::{About, Actor, AreaCode, Change, CommandId, DepartmentCode, Fact, Role, Version};
use jingwei_testkit::{SeededIds, SimClock};
use jingwei_web::{AddressBook, Entry, FrontEnds, Parts, Secret, TriageDesk, Web, WebConfig};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Uuid;

/// Monday, half past nine.
pub(crate) const MORNING: &str = "2026-03-02T09:30:00+08:00";

/// A point in a grid of the city, in the datum of the rulebook.
pub(crate) static INSIDE: LazyLock<(f64, f64)> = LazyLock::new(|| {
    let ring = &RULES.areas.grids()[0].rings[0];
    let middle = |at: usize| ring.iter().map(|p| p[at]).sum::<f64>() / ring.len() as f64;
    (middle(0), middle(1))
});

/// The rulebook, read once.
pub(crate) static RULES: LazyLock<Arc<Rulebook>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let files: Files = FILES
        .iter()
        .chain(&OPTIONAL)
        .map(|name| ((*name).to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()))
        .collect();
    Arc::new(Rulebook::parse("2026.1", &files).unwrap())
});

/// A few places of the city's register.
fn register() -> Vec<Entry> {
    let places =
        csv::Reader::from_path(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan/places.csv"));
    let rows = places.unwrap().into_deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| {
        let area = RULES.areas.division(&row["community"].parse().unwrap()).unwrap();
        let point: [f64; 2] = [row["lng"].parse().unwrap(), row["lat"].parse().unwrap()];
        let line = json!({ "address": format!("{}{}", area.name, row["name"]), "kind": row["kind"], "lng": point[0], "lat": point[1] });
        Entry::read(&line.to_string()).unwrap()
    })
    .collect()
}

/// A city with its doors open.
pub(crate) struct City {
    pub(crate) base: String,
    pub(crate) clock: SimClock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) triage: TriageDesk,
    pub(crate) client: reqwest::Client,
    ids: Mutex<SeededIds>,
    secret: Secret,
    folder: PathBuf,
}

impl Drop for City {
    fn drop(&mut self) {
        // A folder that cannot be removed is the system's to clean; the test has said what it had to say.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl City {
    /// A city with settings that suit most tests.
    pub(crate) async fn open() -> Self {
        Self::with(WebConfig { filings_per_minute: 0, ..WebConfig::default() }).await
    }

    /// A city with these settings.
    pub(crate) async fn with(config: WebConfig) -> Self {
        Self::built(config, FrontEnds::default()).await
    }

    /// A city with these settings and front ends.
    pub(crate) async fn built(config: WebConfig, front_ends: FrontEnds) -> Self {
        let folder = std::env::temp_dir().join(format!("jingwei-doors-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = jingwei_store::open(&Database::Sqlite(folder.join("city.db"))).await.unwrap();
        let clock = SimClock::at(MORNING.parse().unwrap());
        let ids = Arc::new(Mutex::new(SeededIds::new(7)));
        let secret = Secret::new([7; 32]);
        let triage = TriageDesk::new(&RULES);
        let (now, next) = (clock.clone(), Arc::clone(&ids));
        let web = Web::new(Parts {
            store: Arc::clone(&store),
            rules: watch::channel(Arc::clone(&RULES)).1,
            clock: Arc::new(move || now.now()),
            ids: Arc::new(move |at| next.lock().unwrap().next(at)),
            secret: secret.clone(),
            triage: triage.clone(),
            addresses: AddressBook::new(register()),
            front_ends,
            config,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(jingwei_web::serve(listener, web, std::future::pending()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base, clock, store, triage, client, ids: Mutex::new(SeededIds::new(99)), secret, folder }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, minutes: i64) -> Timestamp {
        self.clock.advance(SignedDuration::from_mins(minutes))
    }

    /// A fresh command id.
    pub(crate) fn command(&self) -> Uuid {
        self.ids.lock().unwrap().next(self.clock.now())
    }

    /// Somebody with a token: their account has this role, department and area.
    pub(crate) async fn somebody(
        &self,
        name: &str,
        role: Role,
        department: Option<&str>,
        area: Option<&str>,
    ) -> Person<'_> {
        let account = Account {
            name: name.to_owned(),
            version: Version::FIRST,
            display: name.to_owned(),
            role,
            department: department.map(|code| DepartmentCode::new(code).unwrap()),
            area: area.map(|code| AreaCode::new(code).unwrap()),
            password_hash: String::new(),
            disabled: false,
        };
        let command = self.admit(Credential::Account(account), name).await;
        let secret = self.secret.api_token(command);
        let token = Token {
            secret_sha256: jingwei_web::sha256(secret.as_bytes()),
            version: Version::FIRST,
            name: "test".to_owned(),
            account: name.to_owned(),
            role,
            created_at: self.clock.now(),
            expires_at: None,
            revoked: false,
        };
        self.admit(Credential::Token(token), name).await;
        Person { city: self, header: Some(("authorization", format!("Bearer {secret}"))) }
    }

    /// Keeps an account or token as the executable does, and answers the command.
    pub(crate) async fn admit(&self, credential: Credential, name: &str) -> CommandId {
        let command = CommandId::new(self.command());
        let about = About::Account(name.to_owned());
        let fact = Fact::new(command, self.clock.now(), Actor::system(), "admit", about);
        let change = Change::made(credential, fact);
        self.store.commit_credentials(Commit::new(command, [0; 32], change)).await.unwrap();
        command
    }

    /// Somebody without an account.
    pub(crate) fn passer_by(&self) -> Person<'_> {
        Person { city: self, header: None }
    }

    /// The reporter of a case, with its key.
    pub(crate) fn reporter(&self, filed: &Value) -> Person<'_> {
        Person { city: self, header: Some(("x-case-key", filed["key"].as_str().unwrap().to_owned())) }
    }

    /// A report as a resident sends it, under a fresh command.
    pub(crate) fn report(&self, words: &str) -> Value {
        let (lng, lat) = *INSIDE;
        json!({
            "command_id": self.command(), "channel": "web", "description": words,
            "location": { "lng": lng, "lat": lat, "datum": "cgcs2000" },
            "reporter": { "name": "王女士", "phone": "13800000000" },
        })
    }

    /// A case that was filed.
    pub(crate) async fn filed(&self, words: &str) -> Value {
        let report = self.report(words);
        let (status, body) = self.passer_by().post("/api/v1/cases", report).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body
    }

    /// Folds the ledger's leaves into tiles and signs them, as the executable's worker does.
    pub(crate) async fn seal(&self) -> SigningKey {
        let key = SigningKey::from_seed("test.jingwei.example/ledger", [9; 32]).unwrap();
        let folded = self.store.folded().await.unwrap();
        let mut frontier = folded.frontier;
        let from_size = frontier.size();
        let leaves = self.store.leaves(from_size, 100_000).await.unwrap();
        let hashes: Vec<Hash> = leaves.iter().map(|leaf| jingwei_ledger::leaf_hash(&leaf.entry)).collect();
        hashes.iter().for_each(|hash| frontier.append(*hash));
        let mut tiles: BTreeMap<TileId, Vec<u8>> = BTreeMap::new();
        for id in tile::right_edge(from_size) {
            tiles.insert(id, self.store.tile(id).await.unwrap().unwrap());
        }
        let grown = tile::grow(&tiles, from_size, &hashes).unwrap();
        let next = Checkpoint::new(key.name(), frontier.size(), frontier.root()).unwrap();
        let note = key.sign_checkpoint(None, &next, &[]).unwrap().to_string();
        self.store.fold(Fold { from_size, frontier, tiles: grown, checkpoint: Some(note) }).await.unwrap();
        key
    }
}

/// Somebody who knocks.
pub(crate) struct Person<'c> {
    city: &'c City,
    header: Option<(&'static str, String)>,
}

impl Person<'_> {
    /// A request of this person, not yet sent.
    pub(crate) fn knock(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.city.client.request(method, format!("{}{path}", self.city.base));
        match &self.header {
            Some((name, value)) => request.header(*name, value),
            None => request,
        }
    }

    /// GET, with the body as JSON (null when it is none).
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.knock(Method::GET, path).send().await.unwrap()).await
    }

    /// POST of JSON.
    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.knock(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    /// A verb on a case that must succeed; answers the case.
    pub(crate) async fn does(&self, number: &str, verb: &str, body: Value) -> Value {
        let (status, answer) = self.tries(number, verb, body).await;
        assert_eq!(status, StatusCode::OK, "{verb}: {answer}");
        answer
    }

    /// A verb on a case, whatever comes of it.
    pub(crate) async fn tries(&self, number: &str, verb: &str, mut body: Value) -> (StatusCode, Value) {
        if body.get("command_id").is_none() {
            body["command_id"] = json!(self.city.command());
        }
        self.post(&format!("/api/v1/cases/{number}/{verb}"), body).await
    }
}

async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// The number of a case that was filed or shown.
pub(crate) fn number(case: &Value) -> &str {
    case["number"].as_str().unwrap()
}

/// The text as it stands in an address or a form.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Compares with the committed text, or writes it anew when `JINGWEI_BLESS` is set.
pub(crate) fn expect_text(file: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("JINGWEI_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{} is stale; look at the difference after `make bless`", path.display());
}
