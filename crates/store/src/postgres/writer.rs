//! The one that writes, in this process: a task that commits whatever has queued up, together. Several processes take
//! turns at the row of `ledger_head`, which gives out the ledger's indexes.
//!
//! What a crash leaves: before COMMIT is answered, the server has the group whole or not at all, and nobody was answered.
//! If the connection breaks while COMMIT is on its way, the outcome is not known; everyone is told so, and whoever asks
//! again with the same command gets the receipt or is carried out then. A server that cannot sync its log stops by itself.

use super::{client, group, sql};
use crate::commit::CommitError;
use crate::group::plan;
use crate::prepare::Prepared;
use crate::{Receipt, StoreError, Trouble};
use deadpool_postgres::Pool;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};

/// How many go into one transaction; the statements carry arrays, so more is cheaper until the arrays grow unwieldy.
const GROUP: usize = 512;

/// How many may wait. Whoever comes then waits at the door, which is what slows a flood down.
const QUEUE: usize = 4096;

/// When the group before was large, the next is given this long to gather; alone, nobody waits.
const GATHER: Duration = Duration::from_millis(2);

/// A receipt, and the reporter's contact where one was asked for.
pub(super) type Answer = (Receipt, Option<Vec<u8>>);

type Reply = oneshot::Sender<Result<Answer, CommitError>>;

/// The writer's address.
pub(super) struct Writer {
    queue: mpsc::Sender<(Prepared, Reply)>,
}

impl Writer {
    /// Starts the task. It ends when the address is dropped.
    pub(super) fn start(pool: Pool, size: watch::Sender<u64>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(Desk { pool, size, last_group: 0 }.work(jobs));
        Self { queue }
    }

    /// Commits, and answers once it is durable.
    pub(super) async fn commit(&self, prepared: Prepared) -> Result<Answer, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send((prepared, reply)).await.map_err(|_| CommitError::Unavailable(stopped()))?;
        answer.await.map_err(|_| CommitError::Unavailable(stopped()))?
    }
}

fn stopped() -> StoreError {
    StoreError::new(Trouble::Unreachable, "the writer has stopped")
}

struct Desk {
    pool: Pool,
    size: watch::Sender<u64>,
    last_group: usize,
}

impl Desk {
    async fn work(mut self, mut jobs: mpsc::Receiver<(Prepared, Reply)>) {
        let mut taken = Vec::with_capacity(GROUP);
        while jobs.recv_many(&mut taken, GROUP).await > 0 {
            self.gather(&mut jobs, &mut taken).await;
            self.last_group = taken.len();
            let (commits, replies): (Vec<Prepared>, Vec<Reply>) = taken.drain(..).unzip();
            self.serve(&commits, replies).await;
        }
    }

    /// Waits a moment for those who were answered together to come back together.
    async fn gather(&self, jobs: &mut mpsc::Receiver<(Prepared, Reply)>, taken: &mut Vec<(Prepared, Reply)>) {
        let hoped_for = (self.last_group / 2).min(GROUP);
        let until = Instant::now() + GATHER;
        while taken.len() < hoped_for && Instant::now() < until {
            match jobs.try_recv() {
                Ok(job) => taken.push(job),
                Err(mpsc::error::TryRecvError::Empty) => sleep(Duration::from_micros(200)).await,
                Err(mpsc::error::TryRecvError::Disconnected) => break,
            }
        }
    }

    async fn serve(&self, commits: &[Prepared], replies: Vec<Reply>) {
        match self.carry_out(commits).await {
            Ok(answers) => tell(replies, answers),
            Err(error) if commits.len() > 1 && error.trouble() != Trouble::Unreachable => {
                // One of them is at fault, and the others need not suffer for it.
                for (commit, reply) in commits.chunks(1).zip(replies) {
                    match self.carry_out(commit).await {
                        Ok(answers) => tell(vec![reply], answers),
                        Err(error) => refuse(vec![reply], &error),
                    }
                }
            }
            Err(error) => refuse(replies, &error),
        }
    }

    /// One transaction for all of them. Dropped before its commit, it is rolled back.
    async fn carry_out(&self, commits: &[Prepared]) -> Result<Vec<Result<Answer, CommitError>>, StoreError> {
        let mut client = client(&self.pool).await?;
        let transaction = client.transaction().await.map_err(sql("a transaction cannot begin"))?;
        let plan = plan(commits, group::present(&transaction, commits).await?);
        group::write(&transaction, &plan).await?;
        let mut answers = Vec::with_capacity(commits.len());
        for (prepared, answer) in commits.iter().zip(plan.answers) {
            answers.push(match (answer, prepared.reveals) {
                (Ok(receipt), Some(case)) => Ok((receipt, group::reporter(&transaction, case).await?)),
                (answer, _) => answer.map(|receipt| (receipt, None)),
            });
        }
        transaction.commit().await.map_err(sql("whether the transaction was committed is not known"))?;
        self.size.send_if_modified(|known| {
            let news = plan.size > *known;
            *known = plan.size.max(*known);
            news
        });
        Ok(answers)
    }
}

/// Whoever asked may have gone; the command is carried out all the same.
fn tell(replies: Vec<Reply>, answers: Vec<Result<Answer, CommitError>>) {
    for (reply, answer) in replies.into_iter().zip(answers) {
        let _ = reply.send(answer);
    }
}

fn refuse(replies: Vec<Reply>, error: &StoreError) {
    for reply in replies {
        let error = StoreError::new(Trouble::Unreachable, format!("the database took no write: {error}"));
        let _ = reply.send(Err(CommitError::Unavailable(error)));
    }
}
