//! Why a request failed, in the words of Node.js where it has some.

use std::{error::Error, io};

/// A failed request. It becomes an `EngineError` in JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// As in Node.js where Node.js has one, else `ABORTED`, `TLS` or `HTTP`.
    pub code: &'static str,
    /// What was tried and what went wrong.
    pub message: String,
}

impl Failure {
    /// A failure with a code and a message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Failure { code, message: message.into() }
    }

    /// A time limit has passed.
    pub fn timed_out(message: impl Into<String>) -> Self {
        Failure::new("ETIMEDOUT", message)
    }

    /// JavaScript has cancelled the request.
    pub fn aborted() -> Self {
        Failure::new("ABORTED", "the request was cancelled")
    }

    /// A failure of the operating system, or of TLS, which reports its errors as `io::Error`s.
    pub fn of_io(action: &str, error: &io::Error) -> Self {
        if let Some(inner) = error.get_ref()
            && inner.is::<rustls::Error>()
        {
            return Failure::new("TLS", format!("{action}: {inner}"));
        }
        Failure::new(code_of(error), format!("{action}: {error}"))
    }

    /// A failure of HTTP: what was received is not HTTP, or the connection broke.
    pub fn of_http(action: &str, error: &hyper::Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                return Failure::of_io(action, io);
            }
            source = cause.source();
        }
        // Node.js says "socket hang up" with this code.
        let code = if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
            "ECONNRESET"
        } else {
            "HTTP"
        };
        Failure::new(code, format!("{action}: {error}"))
    }
}

fn code_of(error: &io::Error) -> &'static str {
    match error.raw_os_error() {
        Some(libc::ECONNREFUSED) => return "ECONNREFUSED",
        Some(libc::ECONNRESET) => return "ECONNRESET",
        Some(libc::ECONNABORTED) => return "ECONNABORTED",
        Some(libc::EPIPE) => return "EPIPE",
        Some(libc::ETIMEDOUT) => return "ETIMEDOUT",
        Some(libc::EHOSTUNREACH) => return "EHOSTUNREACH",
        Some(libc::ENETUNREACH) => return "ENETUNREACH",
        Some(libc::EADDRNOTAVAIL) => return "EADDRNOTAVAIL",
        Some(libc::EMFILE) => return "EMFILE",
        Some(libc::ENFILE) => return "ENFILE",
        Some(libc::EACCES) => return "EACCES",
        Some(libc::EPERM) => return "EPERM",
        _ => {}
    }
    match error.kind() {
        io::ErrorKind::BrokenPipe | io::ErrorKind::WriteZero => "EPIPE",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::InvalidData => "TLS",
        // The peer has closed the connection without TLS's or HTTP's end.
        _ => "ECONNRESET",
    }
}
