//! The HTTP server to which Lambda posts telemetry, on a thread of its own: it responds to every request with 200 and no body, before
//! JavaScript runs. Lambda drops the next batch while it waits for a response, and resends a body forever after any other status.
//!
//! Limits: bodies of 4 MiB (larger ones are read, discarded and reported), see also [`UnfinishedBodies`]; 128 connections, then the one
//! that has done nothing for the longest time is closed; 32 KiB for the head of a request; 8 MiB of bodies that wait for JavaScript, then
//! responses wait too. There are no time-outs: Lambda keeps its connection for the life of the environment, across freezes.

use crate::{failure::Failure, unfinished_bodies::UnfinishedBodies};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{
    Method, Request, Response,
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    cell::RefCell,
    collections::HashMap,
    io,
    net::Ipv4Addr,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc, oneshot},
    task::{AbortHandle, LocalSet},
};

/// Lambda sends at most twice the largest `maxBytes`. A body of more than four times that size does not come from Lambda.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;
/// Of anything that waits, so that very many small bodies are limited too.
const COST_BYTES: usize = 512;
const MAX_CONNECTIONS: usize = 128;
const MAX_HEAD_BYTES: usize = 32 * 1024;
const STACK_BYTES: usize = 256 * 1024;

/// The Telemetry API reserves this port.
const RESERVED_PORT: u16 = 9001;

/// The header with the id of a POST, which is the same if Lambda repeats it.
const ID_HEADER: &str = "sequence-id";

/// What has arrived.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// The body of a POST.
    Body {
        /// Not empty.
        bytes: Vec<u8>,
        /// The header `sequence-id`.
        id: Option<String>,
        /// The same for requests of one connection.
        connection: u64,
    },
    /// Why a body was discarded.
    Refused(String),
}

impl Received {
    /// What it takes of the memory for what waits.
    fn cost(&self) -> usize {
        COST_BYTES
            + match self {
                Received::Body { bytes, .. } => bytes.len(),
                Received::Refused(_) => 0,
            }
    }
}

/// A running listener.
pub struct Listener {
    /// Of all interfaces.
    pub port: u16,
    waiting: Arc<Waiting>,
    stop: Option<oneshot::Sender<()>>,
}

impl Listener {
    /// To be called when JavaScript has taken what was received: more may follow.
    pub fn taken(&self, received: &Received) {
        self.waiting.bytes.fetch_sub(received.cost(), SeqCst);
        self.waiting.has_room.notify_waiters();
    }

    /// Stops listening and closes all connections.
    pub fn close(mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself: then nothing is left to stop.
            let _ = stop.send(());
        }
    }
}

#[derive(Default)]
struct Waiting {
    bytes: AtomicUsize,
    has_room: Notify,
}

/// Starts the thread. `receive` is called on it, in order of arrival.
pub async fn listen(receive: impl Fn(Received) + Send + 'static) -> Result<Listener, Failure> {
    let waiting = Arc::new(Waiting::default());
    let (stop, stopped) = oneshot::channel();
    let (started, start) = oneshot::channel();
    let thread_waiting = waiting.clone();
    thread::Builder::new()
        .name("listener".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            crate::fatal::prepare_thread();
            run(started, stopped, Rc::new(receive), thread_waiting);
        })
        .map_err(|error| Failure::of_io("start the listener's thread", &error))?;
    match start.await {
        Ok(Ok(port)) => Ok(Listener { port, waiting, stop: Some(stop) }),
        Ok(Err(error)) => Err(Failure::of_io("listen on a free port", &error)),
        Err(_) => Err(Failure::new("HTTP", "the listener's thread has ended")),
    }
}

fn run(
    started: oneshot::Sender<io::Result<u16>>,
    stopped: oneshot::Receiver<()>,
    receive: Rc<dyn Fn(Received)>,
    waiting: Arc<Waiting>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            // Nobody waits for the port any more if this fails.
            let _ = started.send(Err(error));
            return;
        }
    };
    LocalSet::new().block_on(&runtime, async {
        let listener = match bind().await {
            Ok(listener) => listener,
            Err(error) => {
                let _ = started.send(Err(error));
                return;
            }
        };
        let _ = started.send(listener.local_addr().map(|address| address.port()));
        let server = Rc::new(Server { receive, waiting, state: RefCell::default() });
        tokio::select! {
            () = server.accept(listener) => {}
            _ = stopped => {}
        }
    });
}

async fn bind() -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
    if listener.local_addr()?.port() != RESERVED_PORT {
        return Ok(listener);
    }
    // While the first one is open, the second gets another port.
    TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await
}

struct Server {
    receive: Rc<dyn Fn(Received)>,
    waiting: Arc<Waiting>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    connections: HashMap<u64, Connection>,
    unfinished: UnfinishedBodies,
    last_connection: u64,
    /// Counts requests and connections: a clock for who was active last.
    activity: u64,
}

struct Connection {
    task: AbortHandle,
    last_activity: u64,
}

impl Server {
    async fn accept(self: Rc<Self>, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => self.serve(stream),
                // No descriptor is free: one may be soon. Those that are open go on meanwhile.
                Err(_) => {
                    self.close_least_active();
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }
    }

    fn serve(self: &Rc<Self>, stream: TcpStream) {
        if self.state.borrow().connections.len() >= MAX_CONNECTIONS {
            self.close_least_active();
        }
        let number = {
            let mut state = self.state.borrow_mut();
            state.last_connection += 1;
            state.last_connection
        };
        let server = self.clone();
        let task = tokio::task::spawn_local(async move {
            let service_server = server.clone();
            let service = service_fn(move |request| {
                let server = service_server.clone();
                async move { server.respond(number, request).await }
            });
            // If the connection breaks within a body, Lambda sends the batch again.
            let _ = http1::Builder::new()
                .half_close(true)
                .max_buf_size(MAX_HEAD_BYTES)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            server.state.borrow_mut().connections.remove(&number);
        });
        let mut state = self.state.borrow_mut();
        state.activity += 1;
        let last_activity = state.activity;
        state.connections.insert(number, Connection { task: task.abort_handle(), last_activity });
    }

    async fn respond(&self, connection: u64, request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Abandoned> {
        {
            let mut state = self.state.borrow_mut();
            state.activity += 1;
            let now = state.activity;
            if let Some(entry) = state.connections.get_mut(&connection) {
                entry.last_activity = now;
            }
        }
        let is_post = request.method() == Method::POST;
        let id = request.headers().get(ID_HEADER).map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        let (bytes, length) = self.read(connection, request.into_body()).await?;
        if is_post && length > MAX_BODY_BYTES as u64 {
            self.hand_over(Received::Refused(format!("a body of {length} bytes, more than Lambda sends"))).await;
        } else if is_post && length > 0 {
            self.hand_over(Received::Body { bytes, id, connection }).await;
        }
        Ok(Response::new(Empty::new()))
    }

    /// Waits until there is room, and hands over after the response.
    async fn hand_over(&self, received: Received) {
        self.wait_for_room().await;
        self.waiting.bytes.fetch_add(received.cost(), SeqCst);
        let receive = self.receive.clone();
        // Tasks run in the order of their start, and this one after the task of the connection has written the response.
        tokio::task::spawn_local(async move { receive(received) });
    }

    /// Reads a body. Returns its bytes, unless there are too many, and their number.
    async fn read(&self, connection: u64, mut incoming: Incoming) -> Result<(Vec<u8>, u64), Abandoned> {
        let (number, abandoned) = self.state.borrow_mut().unfinished.begin(connection);
        let body = UnfinishedBody { server: self, number };
        self.abandon(abandoned.into_iter(), connection)?;
        // A sender that announces much and sends little gets little memory.
        let announced = usize::try_from(incoming.size_hint().lower()).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        let mut length = 0u64;
        while let Some(frame) = incoming.frame().await {
            // The connection is broken: hyper ends it after this error.
            let Ok(data) = frame.map_err(|_| Abandoned)?.into_data() else {
                continue;
            };
            length += data.len() as u64;
            if length > MAX_BODY_BYTES as u64 {
                bytes = Vec::new();
                self.state.borrow_mut().unfinished.end(number);
                continue;
            }
            let abandoned = self.state.borrow_mut().unfinished.keep(number, data.len());
            self.abandon(abandoned.into_iter(), connection)?;
            if bytes.capacity() == 0 {
                bytes.reserve_exact(announced.min(256 * 1024).max(data.len()));
            }
            bytes.extend_from_slice(&data);
        }
        drop(body);
        Ok((bytes, length))
    }

    async fn wait_for_room(&self) {
        loop {
            let notified = self.waiting.has_room.notified();
            tokio::pin!(notified);
            // Registered before the look, so that no notification is missed between.
            notified.as_mut().enable();
            if self.waiting.bytes.load(SeqCst) < MAX_WAITING_BYTES {
                return;
            }
            notified.await;
        }
    }

    fn abandon(&self, connections: impl Iterator<Item = u64>, own: u64) -> Result<(), Abandoned> {
        let mut result = Ok(());
        for connection in connections {
            if connection == own {
                result = Err(Abandoned);
            } else {
                self.close_connection(connection);
            }
        }
        result
    }

    fn close_least_active(&self) {
        let state = self.state.borrow();
        let least =
            state.connections.iter().min_by_key(|(_, connection)| connection.last_activity).map(|(number, _)| *number);
        drop(state);
        if let Some(number) = least {
            self.close_connection(number);
        }
    }

    fn close_connection(&self, number: u64) {
        let connection = self.state.borrow_mut().connections.remove(&number);
        if let Some(connection) = connection {
            connection.task.abort();
        }
    }
}

/// Ends a connection: the body is broken, or the oldest of too many.
#[derive(Debug)]
struct Abandoned;

impl std::fmt::Display for Abandoned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("abandoned")
    }
}

impl std::error::Error for Abandoned {}

/// Counts as unfinished until it is dropped, also with its connection.
struct UnfinishedBody<'a> {
    server: &'a Server,
    number: u64,
}

impl Drop for UnfinishedBody<'_> {
    fn drop(&mut self) {
        self.server.state.borrow_mut().unfinished.end(self.number);
    }
}

/// Hands what arrives to a channel.
pub fn into_channel<T: From<Received> + Send + 'static>(
    sender: mpsc::UnboundedSender<T>,
) -> impl Fn(Received) + Send + 'static {
    move |received| {
        // The receiver ends with the process only.
        let _ = sender.send(T::from(received));
    }
}
