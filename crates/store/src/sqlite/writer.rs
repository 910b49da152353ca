//! The one that writes: a thread that owns the only writing connection and commits whatever has queued up, together.
//!
//! One sync of the disk costs milliseconds whether it carries one commit or five hundred, so everything that is waiting
//! goes into one transaction, and everyone is answered after it is on the disk.
//!
//! What a crash leaves: before COMMIT has returned, the log may hold the group whole or not at all, and nobody was
//! answered; whoever asks again with the same command gets the receipt or is carried out then. After COMMIT has returned
//! the group is on the disk, and a client that did not hear the answer asks again and gets the same one. There is no state
//! in between, and opening the file after a crash is the ordinary way to open it.

use super::{group, sql};
use crate::commit::CommitError;
use crate::group::plan;
use crate::prepare::Prepared;
use crate::{Receipt, StoreError, Trouble};
use rusqlite::{Connection, ErrorCode};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

/// How many go into one transaction. Beyond this the sync is well shared, and the first would only wait longer.
const GROUP: usize = 512;

/// How many may wait. Whoever comes then waits at the door, which is what slows a flood down.
const QUEUE: usize = 4096;

/// When the group before was large, the next is given this long to gather; alone, nobody waits.
const GATHER: Duration = Duration::from_millis(2);

/// The writer's address.
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
    size: watch::Receiver<u64>,
}

/// A receipt, and the reporter's contact where one was asked for.
pub(super) type Answer = (Receipt, Option<Vec<u8>>);

enum Job {
    Commit(Box<Prepared>, oneshot::Sender<Result<Answer, CommitError>>),
    Errand(Box<dyn Errand>),
}

/// A small write that makes no fact: a session, a lease, a tile. It shares the transaction, and therefore must not fail
/// halfway for any reason but the disk; what may be refused is looked up first and told in the answer.
trait Errand: Send {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Task<T, F> {
    work: F,
    done: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, F: FnMut(&Connection) -> rusqlite::Result<T> + Send> Errand for Task<T, F> {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.done = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { done, reply, .. } = *self;
        // Whoever asked may have gone; the work is done all the same.
        let _ = reply.send(outcome.and_then(|()| done.ok_or_else(stopped)));
    }
}

impl Writer {
    /// Starts the thread. It ends when the last address is dropped.
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let size = group::size(&connection).map_err(sql("the ledger's size cannot be read"))?;
        let (size_sender, size) = watch::channel(size);
        let (queue, jobs) = mpsc::channel(QUEUE);
        let desk = Desk { connection, size: size_sender, broken: None, last_group: 0 };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.work(jobs))
            .map_err(|error| StoreError::new(Trouble::Other, "the writer cannot be started").because(error))?;
        Ok(Self { queue, size })
    }

    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.size.clone()
    }

    /// Commits, and answers once it is durable.
    pub(super) async fn commit(&self, prepared: Prepared) -> Result<Answer, CommitError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Commit(Box::new(prepared), reply);
        self.queue.send(job).await.map_err(|_| CommitError::Unavailable(stopped()))?;
        answer.await.map_err(|_| CommitError::Unavailable(stopped()))?
    }

    /// Runs a small write in the next transaction, and answers once it is durable.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Errand(Box::new(Task { work, done: None, reply }));
        self.queue.send(job).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }

    /// Whether the thread still takes jobs.
    pub(super) fn is_at_work(&self) -> bool {
        !self.queue.is_closed()
    }
}

fn stopped() -> StoreError {
    StoreError::new(Trouble::Unreachable, "the writer has stopped")
}

/// What the thread has before it.
struct Desk {
    connection: Connection,
    size: watch::Sender<u64>,
    /// Why nothing is written any more.
    broken: Option<String>,
    last_group: usize,
}

impl Desk {
    fn work(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut taken = Vec::with_capacity(GROUP);
        while jobs.blocking_recv_many(&mut taken, GROUP) > 0 {
            self.gather(&mut jobs, &mut taken);
            self.last_group = taken.len();
            self.serve(Batch::of(taken.drain(..)));
            if self.broken.is_some() {
                // INVARIANT (no second sync): after a failed sync the system may have thrown the pages away and call the
                // next sync a success. So nothing is tried again; closing the queue tells everyone, and the file is read
                // anew when the program is started anew.
                jobs.close();
            }
        }
    }

    /// Waits a moment for those who were answered together to come back together.
    fn gather(&self, jobs: &mut mpsc::Receiver<Job>, taken: &mut Vec<Job>) {
        let hoped_for = (self.last_group / 2).min(GROUP);
        let until = Instant::now() + GATHER;
        while taken.len() < hoped_for && Instant::now() < until {
            match jobs.try_recv() {
                Ok(job) => taken.push(job),
                Err(mpsc::error::TryRecvError::Empty) => thread::sleep(Duration::from_micros(100)),
                Err(mpsc::error::TryRecvError::Disconnected) => break,
            }
        }
    }

    fn serve(&mut self, mut batch: Batch) {
        if let Some(why) = &self.broken {
            return batch.refuse(why);
        }
        match self.carry_out(&batch.commits, &mut batch.errands) {
            Ok(answers) => batch.reply(answers),
            Err(error) if self.broken.is_none() && batch.len() > 1 && !is_passing(&error) => {
                // One of them is at fault, and the others need not suffer for it.
                for alone in batch.apart() {
                    self.serve(alone);
                }
            }
            Err(error) => batch.refuse(&error.to_string()),
        }
    }

    /// One transaction for all of them.
    fn carry_out(
        &mut self,
        commits: &[Prepared],
        errands: &mut [Box<dyn Errand>],
    ) -> rusqlite::Result<Vec<Result<Answer, CommitError>>> {
        let outcome = self.fill(commits, errands).and_then(|filled| {
            self.connection.execute_batch("COMMIT")?;
            Ok(filled)
        });
        match outcome {
            Ok((answers, size)) => {
                self.size.send_if_modified(|known| std::mem::replace(known, size) != size);
                Ok(answers)
            }
            Err(error) => {
                if is_fatal(&error) {
                    self.broken = Some(error.to_string());
                }
                if !self.connection.is_autocommit() {
                    // If even this fails, the next BEGIN will, and so nothing half-written can be committed.
                    let _ = self.connection.execute_batch("ROLLBACK");
                }
                Err(error)
            }
        }
    }

    fn fill(
        &self,
        commits: &[Prepared],
        errands: &mut [Box<dyn Errand>],
    ) -> rusqlite::Result<(Vec<Result<Answer, CommitError>>, u64)> {
        // The lock is taken at once, so that what is read inside cannot change before it is written.
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let plan = plan(commits, group::present(&self.connection, commits)?);
        group::write(&self.connection, &plan)?;
        let mut answers = Vec::with_capacity(commits.len());
        for (prepared, answer) in commits.iter().zip(plan.answers) {
            answers.push(match (answer, prepared.reveals) {
                (Ok(receipt), Some(case)) => Ok((receipt, group::reporter(&self.connection, case)?)),
                (answer, _) => answer.map(|receipt| (receipt, None)),
            });
        }
        for errand in errands {
            errand.run(&self.connection)?;
        }
        Ok((answers, plan.size))
    }
}

/// Jobs taken together, sorted by what they are.
#[derive(Default)]
struct Batch {
    commits: Vec<Prepared>,
    replies: Vec<oneshot::Sender<Result<Answer, CommitError>>>,
    errands: Vec<Box<dyn Errand>>,
}

impl Batch {
    fn of(jobs: impl Iterator<Item = Job>) -> Self {
        let mut batch = Self::default();
        for job in jobs {
            match job {
                Job::Commit(prepared, reply) => {
                    batch.commits.push(*prepared);
                    batch.replies.push(reply);
                }
                Job::Errand(errand) => batch.errands.push(errand),
            }
        }
        batch
    }

    fn len(&self) -> usize {
        self.commits.len() + self.errands.len()
    }

    /// Each job as a batch of its own.
    fn apart(self) -> impl Iterator<Item = Self> {
        let commits = self.commits.into_iter().zip(self.replies);
        let commits =
            commits.map(|(commit, reply)| Self { commits: vec![commit], replies: vec![reply], errands: vec![] });
        commits.chain(self.errands.into_iter().map(|errand| Self { errands: vec![errand], ..Self::default() }))
    }

    /// Tells everyone. Whoever asked may have gone; the command is carried out all the same.
    fn reply(self, answers: Vec<Result<Answer, CommitError>>) {
        for (reply, answer) in self.replies.into_iter().zip(answers) {
            let _ = reply.send(answer);
        }
        for errand in self.errands {
            errand.answer(Ok(()));
        }
    }

    fn refuse(self, why: &str) {
        let error = || StoreError::new(Trouble::Unreachable, format!("the database takes no writes: {why}"));
        for reply in self.replies {
            let _ = reply.send(Err(CommitError::Unavailable(error())));
        }
        for errand in self.errands {
            errand.answer(Err(error()));
        }
    }
}

/// Trouble after which the file may not be what we think it is.
fn is_fatal(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, DatabaseCorrupt, NotADatabase, OutOfMemory, ReadOnly, SystemIoFailure};
    matches!(
        error.sqlite_error_code(),
        Some(SystemIoFailure | DatabaseCorrupt | NotADatabase | CannotOpen | ReadOnly | OutOfMemory)
    )
}

/// Trouble that is nobody's fault in the group and may be over soon: a full disk, another process that writes.
fn is_passing(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull};
    matches!(error.sqlite_error_code(), Some(DiskFull | DatabaseBusy | DatabaseLocked))
}
