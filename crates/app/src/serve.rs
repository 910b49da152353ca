//! `jingwei serve`: the doors and the workers, until asked to stop.

use crate::addresses::register::in_force;
use crate::config::Config;
use crate::ledger::folding::Folder;
use crate::premises::Premises;
use crate::workers::{self, Ground};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_web::{AddressBook, FrontEnds, Parts, TriageDesk, Web};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tracing_subscriber::EnvFilter;

/// Where to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 监听地址，默认 127.0.0.1:8460 / where to listen, 127.0.0.1:8460 if not said
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Serves the place that the configuration names.
///
/// # Errors
/// When there is no place or no rulebook, the address is taken, the ledger contradicts what it has signed, or the store stops taking writes.
pub async fn run(args: Args, config: Config, answer: Answer) -> Result<Verdict, Failure> {
    let config = match args.listen {
        Some(address) => config.listening_on(address),
        None => config,
    };
    let premises = Premises::open(&config).await?;
    let listener = bind(&config).await?;
    serve(premises, listener, answer).await
}

/// Takes the address.
///
/// # Errors
/// When somebody else has it.
pub async fn bind(config: &Config) -> Result<TcpListener, Failure> {
    let address = config.listen();
    TcpListener::bind(address).await.map_err(|why| {
        Failure::new(
            "address_taken",
            format!("不能监听 {address}：{why}"),
            format!("cannot listen on {address}: {why}"),
        )
        .next("换一个端口，如 --listen 127.0.0.1:8461", "choose another port, such as `--listen 127.0.0.1:8461`")
    })
}

/// Serves this place on this listener, until asked to stop or until going on would do harm.
///
/// # Errors
/// As [`run`].
pub async fn serve(premises: Premises, listener: TcpListener, answer: Answer) -> Result<Verdict, Failure> {
    log(premises.config());
    Folder::new(&premises)?.check_past().await?;
    let rules = premises.rulebook().await?;
    let (send_rules, rules) = watch::channel(rules);
    let (send_stop, stop) = watch::channel(false);
    let (send_fatal, mut fatal) = mpsc::channel(1);
    let triage = TriageDesk::new(&rules.borrow());
    let now_in_force = rules.borrow().clone();
    // Before the doors open, so that the first report is advised on by the model in force.
    workers::learning::take_up(&premises, &now_in_force, &triage, &mut None).await?;
    let (triage_of_doors, stop_of_doors) = (triage.clone(), stop.clone());
    let ground = Ground { premises: premises.clone(), rules: rules.clone(), triage, stop };
    let mut workers = workers::start(&ground, send_rules, &send_fatal);
    let web = Web::new(Parts {
        store: Arc::clone(&premises.store),
        rules,
        clock: Arc::new(Timestamp::now),
        ids: Arc::new(|_| uuid::Uuid::now_v7()),
        secret: premises.secret()?,
        triage: triage_of_doors,
        addresses: AddressBook::new(in_force(&premises.config().address_register())?),
        front_ends: front_ends(premises.config()),
        config: premises.config().web(),
    });
    let address = listener.local_addr().unwrap_or_else(|_| premises.config().listen());
    answer.remark(format!("经纬正在运行 / Jingwei is running: http://{address}"));
    let mut stopped = stop_of_doors;
    let doors = tokio::spawn(jingwei_web::serve(listener, web, async move {
        drop(stopped.wait_for(|stop| *stop).await);
    }));
    let ended = tokio::select! {
        () = asked_to_stop() => Ok(Verdict::Done),
        failure = fatal.recv() => failure.map_or(Ok(Verdict::Done), Err),
    };
    send_stop.send_replace(true);
    let grace = premises.config().grace();
    if tokio::time::timeout(grace, doors).await.is_err() {
        tracing::warn!("requests in hand were cut off after the time of grace");
    }
    // The last fold happens here, so that whoever stops the program finds every acknowledged fact signed.
    if tokio::time::timeout(grace, async { while workers.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!("workers were cut off after the time of grace");
    }
    ended
}

/// The front ends that the program carries, or those of the folder that the configuration names.
fn front_ends(config: &Config) -> FrontEnds {
    match config.front_ends() {
        Some(folder) => FrontEnds::folder(&folder),
        None => FrontEnds::embedded(built::CONSOLE, built::FIELD),
    }
}

/// What `build.rs` found of the front ends when the program was made.
mod built {
    use jingwei_web::File;

    include!(concat!(env!("OUT_DIR"), "/front_ends.rs"));
}

/// Waits for SIGTERM or SIGINT.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    drop(tokio::signal::ctrl_c().await);
}

fn log(config: &Config) {
    let filter = EnvFilter::try_new(config.log_filter()).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let set = if config.log_as_json() { builder.json().try_init() } else { builder.with_ansi(false).try_init() };
    // A second call in one process (a demo that also serves) keeps the first log.
    drop(set);
}
