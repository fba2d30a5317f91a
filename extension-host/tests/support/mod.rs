//! Servers that do exactly what a test says.
#![allow(dead_code)]

pub mod extensions_api;
pub mod program;

use std::{
    future::Future,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// Ends a test that hangs.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Runs on the kind of event loop that the host has.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async { tokio::time::timeout(PATIENCE, future).await.expect("the test is in time") })
}

/// A server that handles each connection, in order of arrival, on a thread of its own. The handler gets the connection's number.
pub fn serve(handle: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let handle = std::sync::Arc::new(handle);
    thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let handle = handle.clone();
            stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
            thread::spawn(move || handle(number, stream));
        }
    });
    address
}

/// Reads a request with its body. None at the end of the connection.
pub fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a response with a body.
pub fn respond(stream: &mut impl Write, body: &str) {
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    // The client may be gone.
    let _ = stream.write_all(response.as_bytes());
}

/// A server that answers every request with the number of its connection, and tells which requests it has got.
pub fn serve_numbers() -> (SocketAddr, Receiver<String>) {
    let (sender, receiver) = channel();
    let sender = std::sync::Mutex::new(sender);
    let address = serve(move |number, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let _ = sender.lock().expect("no panic").send(request);
            respond(&mut stream, &number.to_string());
        }
    });
    (address, receiver)
}
