//! Lambda's Extensions API, strict: a second call of `next` while one waits is refused, also if the first caller's connection is closed.

use super::{PATIENCE, read_request, serve};
use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
};

pub const IDENTIFIER: &str = "5f1c6f0e-2b7a-4b0e-9c3c-000000000001";

#[derive(Default)]
struct State {
    registrations: Vec<String>,
    holds_registration: bool,
    held: Option<TcpStream>,
    waiting: Option<TcpStream>,
    refused: usize,
    polls: usize,
}

pub struct ExtensionsApi {
    pub address: SocketAddr,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl ExtensionsApi {
    pub fn start() -> ExtensionsApi {
        ExtensionsApi::with(State::default())
    }

    /// Answers `register` when told to.
    pub fn that_holds_registration() -> ExtensionsApi {
        ExtensionsApi::with(State { holds_registration: true, ..State::default() })
    }

    fn with(state: State) -> ExtensionsApi {
        let shared = Arc::new((Mutex::new(state), Condvar::new()));
        let server = shared.clone();
        let address = serve(move |_, mut stream| {
            // A poll may last for hours.
            stream.set_read_timeout(None).expect("no time limit");
            while let Some(request) = read_request(&mut stream) {
                let mut state = server.0.lock().expect("no panic");
                handle(&mut state, &request, &stream);
                server.1.notify_all();
            }
        });
        ExtensionsApi { address, shared }
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let state = self.shared.0.lock().expect("no panic");
        let (state, waited) =
            self.shared.1.wait_timeout_while(state, PATIENCE, |state| !is_so(state)).expect("no panic");
        assert!(!waited.timed_out(), "{what}: never");
        state
    }

    /// Waits for a call of `next`, and answers it.
    pub fn send(&self, event: &str) {
        let mut state = self.wait_until("a call of next", |state| state.waiting.is_some());
        let mut stream = state.waiting.take().expect("a call waits");
        write(&mut stream, "200 OK", "", event);
    }

    pub fn invoke(&self) {
        self.send(
            r#"{"eventType": "INVOKE", "deadlineMs": 1, "requestId": "1", "invokedFunctionArn": "arn:SHUTDOWN"}"#,
        );
    }

    pub fn shut_down(&self) {
        self.send(r#"{"eventType": "SHUTDOWN", "shutdownReason": "spindown", "deadlineMs": 1}"#);
    }

    pub fn wait_for_poll(&self) {
        drop(self.wait_until("a call of next", |state| state.waiting.is_some()));
    }

    /// As if nothing had ever happened.
    pub fn forget(&self) {
        *self.shared.0.lock().expect("no panic") = State::default();
    }

    pub fn wait_for_refusal(&self) {
        drop(self.wait_until("a refused call", |state| state.refused > 0));
    }

    pub fn wait_for_registration(&self) {
        drop(self.wait_until("a registration", |state| !state.registrations.is_empty()));
    }

    pub fn answer_registration(&self) {
        let mut state = self.wait_until("a registration", |state| state.held.is_some());
        let mut stream = state.held.take().expect("a call waits");
        state.holds_registration = false;
        write(&mut stream, "200 OK", &format!("Lambda-Extension-Identifier: {IDENTIFIER}\r\n"), "{}");
    }

    /// The requests that have registered.
    pub fn registrations(&self) -> Vec<String> {
        self.shared.0.lock().expect("no panic").registrations.clone()
    }

    /// How many calls of `next` were refused.
    pub fn refused(&self) -> usize {
        self.shared.0.lock().expect("no panic").refused
    }

    /// How many calls of `next` were made.
    pub fn polls(&self) -> usize {
        self.shared.0.lock().expect("no panic").polls
    }
}

fn handle(state: &mut State, request: &str, stream: &TcpStream) {
    let mut stream = stream.try_clone().expect("a socket");
    if request.starts_with("POST /2020-01-01/extension/register ") {
        state.registrations.push(request.to_owned());
        if state.holds_registration {
            state.held = Some(stream);
        } else {
            write(&mut stream, "200 OK", &format!("Lambda-Extension-Identifier: {IDENTIFIER}\r\n"), "{}");
        }
    } else if request.starts_with("GET /2020-01-01/extension/event/next ") {
        state.polls += 1;
        let is_known = request.to_lowercase().contains(&format!("lambda-extension-identifier: {IDENTIFIER}\r\n"));
        if state.waiting.is_some() || !is_known {
            state.refused += 1;
            write(&mut stream, "403 Forbidden", "", r#"{"errorType":"Extension.InvalidExtensionState"}"#);
        } else {
            state.waiting = Some(stream);
        }
    } else {
        write(&mut stream, "404 Not Found", "", "");
    }
}

fn write(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let response = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
    // The client may be gone.
    let _ = stream.write_all(response.as_bytes());
}
