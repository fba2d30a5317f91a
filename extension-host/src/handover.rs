//! What the idle mode must know of the process that it replaces: the extension's identifier, and the call of the Extensions API that has no
//! response yet. Everything is in atomics, because a signal handler reads it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

use std::{
    hint,
    os::fd::RawFd,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicI32, AtomicU8, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

/// The header that carries the identifier, in the response to the registration and in every request after it.
pub const IDENTIFIER_HEADER: &str = "lambda-extension-identifier";

/// A call that the idle mode can continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `POST …/register`
    Register,
    /// `GET …/event/next`
    Next,
}

const NONE: RawFd = -1;
/// Some milliseconds.
const MAX_SPINS: u32 = 1_000_000;
const IDENTIFIER_BYTES: usize = 128;

static REGISTER: AtomicI32 = AtomicI32::new(NONE);
static NEXT: AtomicI32 = AtomicI32::new(NONE);
static IDENTIFIER: [AtomicU8; IDENTIFIER_BYTES] = [const { AtomicU8::new(0) }; IDENTIFIER_BYTES];
static IDENTIFIER_LENGTH: AtomicUsize = AtomicUsize::new(0);
static IS_SENT: AtomicBool = AtomicBool::new(false);
static IS_READING: AtomicBool = AtomicBool::new(false);
static IS_STOPPED: AtomicBool = AtomicBool::new(false);
static SHUTTING_DOWN: AtomicBool = AtomicBool::new(false);

/// Returns the origin of Lambda's local APIs, if there is one.
pub fn api_origin() -> Option<&'static str> {
    static ORIGIN: OnceLock<Option<String>> = OnceLock::new();
    ORIGIN.get_or_init(|| std::env::var("AWS_LAMBDA_RUNTIME_API").ok().map(|api| format!("http://{api}"))).as_deref()
}

/// Returns which call a request is, if it is one.
pub fn call_of(origin: &str, method: &str, path: &str) -> Option<Call> {
    if api_origin() != Some(origin) {
        return None;
    }
    match method {
        "GET" if path.ends_with("/extension/event/next") => Some(Call::Next),
        "POST" if path.ends_with("/extension/register") => Some(Call::Register),
        _ => None,
    }
}

/// A call is going to be sent over this socket.
pub fn begins(call: Call, socket: RawFd) {
    IS_SENT.store(false, SeqCst);
    slot(call).store(socket, SeqCst);
}

/// The call is with the operating system.
pub fn sent() {
    IS_SENT.store(true, SeqCst);
}

/// Whether it is certain that a call in a slot was sent, and that nothing of its response was read. Not within a write or a read.
pub fn is_certain() -> bool {
    IS_SENT.load(SeqCst) && !IS_READING.load(SeqCst)
}

/// The response to a call over this socket has begun to arrive, or never will.
pub fn answered(call: Call, socket: RawFd) {
    // After a retry the call may wait at another socket already.
    let _ = slot(call).compare_exchange(socket, NONE, SeqCst, SeqCst);
}

/// The socket of a call without a response.
pub fn waiting(call: Call) -> Option<RawFd> {
    let fd = slot(call).load(SeqCst);
    (fd != NONE).then_some(fd)
}

/// Reads from the socket of a call. After [`stop_reading`] it waits for ever instead: the response is the idle mode's.
pub fn read<T>(read: impl FnOnce() -> T) -> T {
    IS_READING.store(true, SeqCst);
    while IS_STOPPED.load(SeqCst) {
        IS_READING.store(false, SeqCst);
        thread::sleep(Duration::from_secs(1));
    }
    let result = read();
    IS_READING.store(false, SeqCst);
    result
}

/// Keeps the main thread from taking a response while another thread makes the process idle. Async-signal-safe.
pub fn stop_reading() {
    IS_STOPPED.store(true, SeqCst);
    // A read takes microseconds. It never ends if it is this thread's own, which a signal has interrupted.
    for _ in 0..MAX_SPINS {
        if !IS_READING.load(SeqCst) {
            return;
        }
        hint::spin_loop();
    }
}

/// Remembers the extension's identifier.
pub fn identified(identifier: &str) {
    let bytes = identifier.as_bytes();
    if bytes.len() > IDENTIFIER_BYTES || bytes.contains(&0) {
        return;
    }
    IDENTIFIER_LENGTH.store(0, SeqCst);
    for (kept, byte) in IDENTIFIER.iter().zip(bytes) {
        kept.store(*byte, SeqCst);
    }
    IDENTIFIER_LENGTH.store(bytes.len(), SeqCst);
}

/// Copies the identifier, and returns its length: 0 if there is none, or it does not fit. Async-signal-safe.
pub fn copy_identifier(into: &mut [u8]) -> usize {
    let length = IDENTIFIER_LENGTH.load(SeqCst);
    if length > into.len() {
        return 0;
    }
    for (byte, kept) in into.iter_mut().zip(&IDENTIFIER[..length]) {
        *byte = kept.load(SeqCst);
    }
    length
}

/// Looks at the response to a call: after SHUTDOWN a process that fails may end.
pub fn received(call: Call, body: &[u8]) {
    if call == Call::Next && is_shutdown(body) {
        SHUTTING_DOWN.store(true, SeqCst);
    }
}

/// Whether SHUTDOWN has come.
pub fn is_shutting_down() -> bool {
    SHUTTING_DOWN.load(SeqCst)
}

/// Whether an event of the Extensions API is SHUTDOWN.
pub fn is_shutdown(event: &[u8]) -> bool {
    let compact: Vec<u8> = event.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    memchr::memmem::find(&compact, br#""eventType":"SHUTDOWN""#).is_some()
}

fn slot(call: Call) -> &'static AtomicI32 {
    match call {
        Call::Register => &REGISTER,
        Call::Next => &NEXT,
    }
}
