//! Idle connections, by pool, origin and proxy.

use crate::socket::Progress;
use bytes::Bytes;
use hyper::client::conn::http1::SendRequest;
use std::{
    cell::RefCell,
    collections::HashMap,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, task::AbortHandle};

/// More connections than this wait for nothing.
const MAX_IDLE: usize = 4;

/// What distinguishes connections.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The name that JavaScript gave.
    pub pool: String,
    /// The URL.
    pub origin: String,
    /// The URL.
    pub proxy: Option<String>,
}

/// An open connection. Dropping it closes it at once, also in the middle of a request.
pub struct Connection {
    /// Sends requests.
    pub sender: SendRequest<Outgoing>,
    /// Of the current request.
    pub progress: Rc<Progress>,
    /// The task that reads and writes.
    pub task: AbortHandle,
    /// Which life of its pool it belongs to.
    pub generation: u64,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The body of a request.
pub struct Outgoing {
    bytes: Option<Bytes>,
    progress: Rc<Progress>,
}

impl Outgoing {
    /// A body that tells the progress when it is taken.
    pub fn new(bytes: Bytes, progress: Rc<Progress>) -> Self {
        if bytes.is_empty() {
            progress.body_taken();
            return Outgoing { bytes: None, progress };
        }
        Outgoing { bytes: Some(bytes), progress }
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
        let bytes = self.bytes.take();
        if bytes.is_some() {
            self.progress.body_taken();
        }
        Poll::Ready(bytes.map(|bytes| Ok(hyper::body::Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

struct Idle {
    connection: Connection,
    since: SystemTime,
}

/// All pools.
#[derive(Default)]
pub struct Pools {
    idle: RefCell<HashMap<Key, Vec<Idle>>>,
    /// Connections that are being opened for the next request.
    opening: RefCell<HashMap<Key, watch::Receiver<()>>>,
    /// How often each pool was closed.
    generations: RefCell<HashMap<String, u64>>,
}

impl Pools {
    /// Takes the connection that was used last. Those that are closed, or idle for too long by the wall clock, are closed instead.
    ///
    /// The wall clock, because others stand still while the process is frozen.
    pub fn take(&self, key: &Key, max_idle: Option<Duration>) -> Option<Connection> {
        let mut idle = self.idle.borrow_mut();
        let connections = idle.get_mut(key)?;
        let now = SystemTime::now();
        while let Some(Idle { connection, since }) = connections.pop() {
            // A clock that was set back says nothing about the time that has passed.
            let is_old = max_idle.is_some_and(|limit| now.duration_since(since).map_or(true, |idle| idle > limit));
            if !is_old && !connection.sender.is_closed() && !connection.progress.is_dead() {
                return Some(connection);
            }
        }
        idle.remove(key);
        None
    }

    /// Gives a connection back after a request, or a new one. It is closed if its pool has been closed meanwhile.
    pub fn give(&self, key: &Key, connection: Connection) {
        if connection.sender.is_closed() || connection.generation != self.generation(&key.pool) {
            return;
        }
        let mut idle = self.idle.borrow_mut();
        let connections = idle.entry(key.clone()).or_default();
        connections.push(Idle { connection, since: SystemTime::now() });
        if connections.len() > MAX_IDLE {
            connections.remove(0);
        }
    }

    /// Whether a connection is being opened for the next request.
    pub fn is_opening(&self, key: &Key) -> bool {
        self.opening.borrow().contains_key(key)
    }

    /// Announces a connection. Dropping the returned value says that it is open, or has failed.
    pub fn announce(&self, key: &Key) -> watch::Sender<()> {
        let (sender, receiver) = watch::channel(());
        self.opening.borrow_mut().insert(key.clone(), receiver);
        sender
    }

    /// Takes an announced connection: it is meant for one request.
    pub fn claim(&self, key: &Key) -> Option<watch::Receiver<()>> {
        self.opening.borrow_mut().remove(key)
    }

    /// An announced connection is open, or has failed: nothing is left to wait for.
    pub fn forget_announcement(&self, key: &Key) {
        self.opening.borrow_mut().remove(key);
    }

    /// Which life of the pool it is.
    pub fn generation(&self, pool: &str) -> u64 {
        self.generations.borrow().get(pool).copied().unwrap_or(0)
    }

    /// Closes idle connections. Those in use close when they are given back.
    pub fn close(&self, pool: &str) {
        self.idle.borrow_mut().retain(|key, _| key.pool != pool);
        self.opening.borrow_mut().retain(|key, _| key.pool != pool);
        *self.generations.borrow_mut().entry(pool.to_owned()).or_default() += 1;
    }
}
