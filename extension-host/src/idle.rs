//! The idle mode: polls Lambda's Extensions API until SHUTDOWN, so that the function goes on without the extension. It is plain Rust, without
//! the engine, and cannot fail by itself.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

use crate::{
    handover::{self, IDENTIFIER_HEADER},
    idle_http::{self, Response},
};
use std::{
    io,
    mem::ManuallyDrop,
    net::TcpStream,
    os::fd::{FromRawFd, RawFd},
    thread,
    time::Duration,
};

/// The name of the extension's file in `/opt/extensions`. Lambda refuses any other.
const EXTENSION_NAME: &str = "kinesis-telemetry-extension";
const PATH: &str = "/2020-01-01/extension";

/// Between attempts that fail at once: often enough for a function that waits, rarely enough to cost nothing.
const PAUSE: Duration = Duration::from_secs(1);

/// What the process before has left.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// Of the extension, if it has registered.
    pub identifier: Option<String>,
    /// The socket at which the response to `/event/next` will arrive.
    pub next: Option<RawFd>,
    /// The socket at which the response to `/register` will arrive.
    pub register: Option<RawFd>,
    /// Whether it is certain that the call was sent, and that nothing of its response was read.
    pub is_certain: bool,
}

impl Handed {
    /// Reads the arguments that [`crate::fatal`] writes.
    pub fn from_arguments(arguments: impl Iterator<Item = String>) -> Handed {
        let mut handed = Handed::default();
        for argument in arguments {
            match argument.split_once('=') {
                Some(("identifier", text)) if !text.is_empty() => handed.identifier = Some(text.to_owned()),
                Some(("next", socket)) => handed.next = socket.parse().ok(),
                Some(("register", socket)) => handed.register = socket.parse().ok(),
                _ => handed.is_certain |= argument == "certain",
            }
        }
        handed
    }
}

/// Polls until SHUTDOWN. Returns the exit code.
pub fn run(handed: &Handed) -> i32 {
    let Ok(api) = std::env::var("AWS_LAMBDA_RUNTIME_API") else {
        return 1;
    };
    leave_on_signals();
    let identifier = identifier(&api, handed);
    let mut waiting = handed.next;
    loop {
        // A second call while one waits would be refused.
        let event = match waiting.take() {
            Some(socket) => resume(socket, handed.is_certain, || next(&api, &identifier)),
            None => next(&api, &identifier),
        };
        match event {
            Ok(Response { status: 200, body, .. }) => {
                if handover::is_shutdown(&body) {
                    return 0;
                }
            }
            // An error can be final: polling without a pause would cost the function its processor.
            _ => thread::sleep(PAUSE),
        }
    }
}

fn identifier(api: &str, handed: &Handed) -> String {
    if let Some(identifier) = &handed.identifier {
        return identifier.clone();
    }
    let mut waiting = handed.register;
    loop {
        let registered = match waiting.take() {
            Some(socket) => resume(socket, handed.is_certain, || register(api)),
            None => register(api),
        };
        if let Ok(response) = registered
            && response.status == 200
            && let Some(identifier) = response.header(IDENTIFIER_HEADER)
        {
            return identifier.to_owned();
        }
        thread::sleep(PAUSE);
    }
}

/// For SHUTDOWN only: invocations need not wait.
fn register(api: &str) -> io::Result<Response> {
    let name = format!("Lambda-Extension-Name: {EXTENSION_NAME}");
    call(api, "POST", "/register", &[name], r#"{"events":["SHUTDOWN"]}"#)
}

fn next(api: &str, identifier: &str) -> io::Result<Response> {
    call(api, "GET", "/event/next", &[format!("Lambda-Extension-Identifier: {identifier}")], "")
}

fn call(api: &str, method: &str, path: &str, headers: &[String], body: &str) -> io::Result<Response> {
    let mut stream = if api.contains(':') { TcpStream::connect(api) } else { TcpStream::connect((api, 80)) }?;
    idle_http::send(&mut stream, method, &format!("{PATH}{path}"), api, headers, body)?;
    idle_http::receive(&mut stream)
}

/// Receives the response to a call of the process before, or calls again if that one has got it, or has not sent the call.
fn resume(socket: RawFd, is_certain: bool, call: impl Fn() -> io::Result<Response>) -> io::Result<Response> {
    if is_certain {
        return receive(socket);
    }
    if has_something(socket)
        && let Ok(response) = receive(socket)
    {
        return Ok(response);
    }
    match call() {
        // Lambda holds the call of the process before.
        Ok(Response { status: 403, .. }) => receive(socket),
        result => result,
    }
}

fn has_something(socket: RawFd) -> bool {
    let mut readable = libc::pollfd { fd: socket, events: libc::POLLIN, revents: 0 };
    // SAFETY: one descriptor of this frame.
    unsafe { libc::poll(&raw mut readable, 1, 0) > 0 }
}

fn receive(socket: RawFd) -> io::Result<Response> {
    // SAFETY: the process before has left this descriptor open for us, and nothing else uses it. It stays open: it may be used twice.
    let mut stream = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(socket) });
    stream.set_nonblocking(false)?;
    idle_http::receive(&mut *stream)
}

/// Lambda sends no signals, but a developer or a container tool may.
fn leave_on_signals() {
    extern "C" fn leave(_signal: libc::c_int) {
        // SAFETY: always.
        unsafe { libc::_exit(0) };
    }
    for signal in [libc::SIGTERM, libc::SIGINT] {
        // SAFETY: the handler calls only what is async-signal-safe.
        unsafe { libc::signal(signal, leave as extern "C" fn(libc::c_int) as usize) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_name_what_was_left() {
        let arguments = ["next=7", "-", "identifier=a=b", "certain"].map(str::to_owned);
        let handed = Handed { identifier: Some("a=b".to_owned()), next: Some(7), register: None, is_certain: true };
        assert_eq!(Handed::from_arguments(arguments.into_iter()), handed);
        let arguments = ["-", "register=3", "identifier=", "uncertain"].map(str::to_owned);
        let handed = Handed { identifier: None, next: None, register: Some(3), is_certain: false };
        assert_eq!(Handed::from_arguments(arguments.into_iter()), handed);
    }
}
