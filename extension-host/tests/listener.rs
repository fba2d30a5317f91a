//! The listener, over real sockets.

use extension_host::listener::{Listener, Received, listen};
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(20);

fn start() -> (Listener, Receiver<Received>) {
    let (sender, receiver) = channel();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let listener = runtime
        .block_on(listen(move |received| {
            let _ = sender.send(received);
        }))
        .expect("a listener");
    (listener, receiver)
}

fn connect(listener: &Listener) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", listener.port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.set_nodelay(true).expect("no delay");
    stream
}

fn post(body: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Reads one response without a body.
fn response(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8(bytes).expect("text")
}

fn is_closed(stream: &mut TcpStream) -> bool {
    match stream.read(&mut [0; 64]) {
        Ok(count) => count == 0,
        // Something that was written to the closed connection was refused.
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

fn bytes_of(received: Received) -> Vec<u8> {
    match received {
        Received::Body { bytes, .. } => bytes,
        Received::Refused(reason) => panic!("refused: {reason}"),
    }
}

fn next(receiver: &Receiver<Received>) -> Received {
    receiver.recv_timeout(PATIENCE).expect("something is received")
}

fn nothing(receiver: &Receiver<Received>) {
    assert_eq!(receiver.recv_timeout(Duration::from_millis(50)), Err(RecvTimeoutError::Timeout));
}

#[test]
fn a_post_is_answered_with_200_and_received_with_its_id_and_connection() {
    let (listener, received) = start();
    let mut first = connect(&listener);
    let mut second = connect(&listener);
    first
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nSequence-Id: abc\r\nContent-Length: 2\r\n\r\n[]")
        .expect("a request");
    assert!(response(&mut first).starts_with("HTTP/1.1 200 OK\r\n"));
    let Received::Body { bytes, id, connection } = next(&received) else { panic!("refused") };
    assert_eq!((bytes.as_slice(), id.as_deref()), (&b"[]"[..], Some("abc")));

    first.write_all(post("[1]").as_bytes()).expect("a request");
    response(&mut first);
    let Received::Body { id, connection: same, .. } = next(&received) else { panic!("refused") };
    assert_eq!((id, same), (None, connection));

    second.write_all(post("[2]").as_bytes()).expect("a request");
    response(&mut second);
    let Received::Body { connection: other, .. } = next(&received) else { panic!("refused") };
    assert_ne!(other, connection);
}

#[test]
fn every_method_is_answered_and_only_posts_with_a_body_are_received() {
    let (listener, received) = start();
    let mut stream = connect(&listener);
    for request in [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc".to_owned(),
        "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "BREW /coffee HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        post(""),
    ] {
        stream.write_all(request.as_bytes()).expect("a request");
        assert!(response(&mut stream).starts_with("HTTP/1.1 200 OK\r\n"), "{request}");
    }
    stream.write_all(post("[]").as_bytes()).expect("a request");
    response(&mut stream);
    assert_eq!(bytes_of(next(&received)), b"[]");
}

#[test]
fn chunked_pipelined_and_slow_requests_arrive_in_order() {
    let (listener, received) = start();
    let mut stream = connect(&listener);
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\n\r\n";
    let pipelined = format!("{}{chunked}{}", post("one"), post("three"));
    stream.write_all(pipelined.as_bytes()).expect("requests");
    for _ in 0..3 {
        assert!(response(&mut stream).starts_with("HTTP/1.1 200 OK\r\n"));
    }
    assert_eq!(bytes_of(next(&received)), b"one");
    assert_eq!(bytes_of(next(&received)), b"abcde");
    assert_eq!(bytes_of(next(&received)), b"three");
    for byte in post("slowly").bytes() {
        stream.write_all(&[byte]).expect("a byte");
    }
    response(&mut stream);
    assert_eq!(bytes_of(next(&received)), b"slowly");
}

#[test]
fn http_1_0_and_expect_100_continue_are_understood() {
    let (listener, received) = start();
    let mut stream = connect(&listener);
    stream.write_all(b"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nold").expect("a request");
    assert!(response(&mut stream).contains("200 OK"));
    assert!(is_closed(&mut stream));
    assert_eq!(bytes_of(next(&received)), b"old");

    let mut stream = connect(&listener);
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        .expect("a head");
    assert!(response(&mut stream).starts_with("HTTP/1.1 100"));
    stream.write_all(b"new").expect("a body");
    assert!(response(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(bytes_of(next(&received)), b"new");
}

#[test]
fn a_body_of_more_than_4_mib_is_read_answered_and_refused() {
    let (listener, received) = start();
    let mut stream = connect(&listener);
    let largest = "a".repeat(4 * 1024 * 1024);
    stream.write_all(post(&largest).as_bytes()).expect("a request");
    assert!(response(&mut stream).starts_with("HTTP/1.1 200"));
    let body = next(&received);
    listener.taken(&body);
    assert_eq!(bytes_of(body).len(), largest.len());

    stream.write_all(post(&(largest + "b")).as_bytes()).expect("a request");
    assert!(response(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(next(&received), Received::Refused("a body of 4194305 bytes, more than Lambda sends".to_owned()));
}

#[test]
fn a_broken_body_is_no_body() {
    let (listener, received) = start();
    for broken in [
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnot hexadecimal\r\nab\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10",
    ] {
        let mut stream = connect(&listener);
        stream.write_all(broken.as_bytes()).expect("a part of a request");
        stream.shutdown(Shutdown::Write).expect("the end");
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"), "{broken}");
    }
    nothing(&received);
}

#[test]
fn the_oldest_of_65_unfinished_bodies_is_abandoned_with_its_connection() {
    let (listener, received) = start();
    let begin = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[";
    let mut oldest = connect(&listener);
    oldest.write_all(begin).expect("the beginning of a body");
    // The listener reads connections in no particular order: give the oldest a head start by a whole request on another connection.
    let mut other = connect(&listener);
    for _ in 0..3 {
        other.write_all(post("[]").as_bytes()).expect("a request");
        response(&mut other);
    }
    let mut rest: Vec<_> = (0..64)
        .map(|_| {
            let mut stream = connect(&listener);
            stream.write_all(begin).expect("the beginning of a body");
            stream
        })
        .collect();
    assert!(is_closed(&mut oldest));
    for stream in &mut rest {
        stream.write_all(b"]").expect("the end of a body");
        assert!(response(stream).starts_with("HTTP/1.1 200"));
    }
    for _ in 0..3 + 64 {
        assert_eq!(bytes_of(next(&received)), b"[]");
    }
}

#[test]
fn unfinished_bodies_have_at_most_8_mib_together() {
    let (listener, received) = start();
    let part = vec![b'a'; 3 * 1024 * 1024];
    let mut streams: Vec<_> = (0..3)
        .map(|_| {
            let mut stream = connect(&listener);
            stream.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3145729\r\n\r\n").expect("a head");
            // A response to another request shows that this head was read before the next.
            let mut other = connect(&listener);
            for _ in 0..3 {
                other.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("a request");
                response(&mut other);
            }
            stream
        })
        .collect();
    for stream in &mut streams {
        // The first may be closed while its part is written.
        let _ = stream.write_all(&part);
    }
    assert!(is_closed(&mut streams[0]));
    for stream in &mut streams[1..] {
        stream.write_all(b"b").expect("the end of a body");
        assert!(response(stream).starts_with("HTTP/1.1 200"));
    }
    for _ in 0..2 {
        let body = bytes_of(next(&received));
        assert_eq!(body.len(), part.len() + 1);
    }
    nothing(&received);
}

#[test]
fn responses_wait_while_8_mib_of_bodies_wait() {
    let (listener, received) = start();
    let mut stream = connect(&listener);
    let body = "a".repeat(4 * 1024 * 1024);
    for _ in 0..2 {
        stream.write_all(post(&body).as_bytes()).expect("a request");
        assert!(response(&mut stream).starts_with("HTTP/1.1 200"));
    }
    stream.write_all(post("[]").as_bytes()).expect("a request");
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a time limit");
    assert_eq!(response(&mut stream), "");
    let mut get = connect(&listener);
    get.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("a request");
    assert!(response(&mut get).starts_with("HTTP/1.1 200"), "without a body nothing waits");

    listener.taken(&next(&received));
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    assert!(response(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(bytes_of(next(&received)).len(), body.len());
    assert_eq!(bytes_of(next(&received)), b"[]");
}

#[test]
fn very_many_small_bodies_wait_too() {
    let (listener, _received) = start();
    let mut stream = connect(&listener);
    let mut reader = stream.try_clone().expect("a socket");
    let writer = std::thread::spawn(move || {
        let requests = post("1").repeat(1000);
        // Ends when the socket's buffers are full, because no response comes.
        stream.set_write_timeout(Some(Duration::from_millis(500))).expect("a time limit");
        while stream.write_all(requests.as_bytes()).is_ok() {}
    });
    reader.set_read_timeout(Some(Duration::from_secs(2))).expect("a time limit");
    let mut responses = 0;
    while response(&mut reader).starts_with("HTTP/1.1 200") {
        responses += 1;
    }
    writer.join().expect("no panic");
    assert!((16_000..16_400).contains(&responses), "{responses}");
}

#[test]
fn the_least_active_of_129_connections_is_closed() {
    let (listener, received) = start();
    let mut streams = Vec::new();
    for _ in 0..128 {
        let mut stream = connect(&listener);
        stream.write_all(post("[]").as_bytes()).expect("a request");
        response(&mut stream);
        streams.push(stream);
    }
    // The first is active again: the second is now the least active.
    streams[0].write_all(post("[]").as_bytes()).expect("a request");
    response(&mut streams[0]);
    let mut new = connect(&listener);
    new.write_all(post("[]").as_bytes()).expect("a request");
    assert!(response(&mut new).starts_with("HTTP/1.1 200"));
    assert!(is_closed(&mut streams[1]));
    streams[0].write_all(post("[]").as_bytes()).expect("a request");
    assert!(response(&mut streams[0]).starts_with("HTTP/1.1 200"));
    for _ in 0..131 {
        next(&received);
    }
}

#[test]
fn closing_closes_connections_and_the_port() {
    let (listener, _received) = start();
    let mut stream = connect(&listener);
    stream.write_all(post("[]").as_bytes()).expect("a request");
    response(&mut stream);
    let port = listener.port;
    listener.close();
    assert!(is_closed(&mut stream));
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(begin.elapsed() < PATIENCE, "the port is still open");
    }
}

/// Requests as no client of Lambda's makes them: deterministic, and different every time.
fn hostile(random: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let garbage = |random: &mut dyn FnMut(usize) -> usize, length: usize| {
        (0..length).map(|_| random(256) as u8).collect::<Vec<u8>>()
    };
    match random(12) {
        0 => garbage(random, 300),
        1 => [b"POST / HTTP/1.1\r\n".to_vec(), garbage(random, 200), b"\r\n\r\n".to_vec()].concat(),
        2 => format!("POST / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(40_000)).into_bytes(),
        3 => format!("POST / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(500)).into_bytes(),
        4 => b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nabc".to_vec(),
        5 => b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nabc".to_vec(),
        6 => b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd".to_vec(),
        7 => b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc".to_vec(),
        8 => b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        9 => b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        10 => format!("POST /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a/".repeat(random(20_000))).into_bytes(),
        _ => b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n".to_vec(),
    }
}

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the status of this process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line with the resident memory");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

#[test]
fn ten_thousand_hostile_requests_change_nothing() {
    let (listener, received) = start();
    let mut lambda = connect(&listener);
    let mut state = 42u64;
    let mut random = move |below: usize| {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut open = std::collections::VecDeque::new();
    let mut after_warm_up = 0;
    for count in 0..10_000 {
        let mut stream = connect(&listener);
        // The listener may close the connection while it is written.
        let _ = stream.write_all(&hostile(&mut random));
        open.push_back(stream);
        if open.len() > 60 {
            open.pop_front();
        }
        if count % 20 == 0 {
            lambda.write_all(post("[\"lambda\"]").as_bytes()).expect("Lambda's connection is open");
            let begin = Instant::now();
            assert!(response(&mut lambda).starts_with("HTTP/1.1 200"));
            assert!(begin.elapsed() < Duration::from_secs(2));
            // Hostile bodies may be valid too.
            while let Ok(body) = received.try_recv() {
                listener.taken(&body);
            }
        }
        if count == 2_000 {
            after_warm_up = resident_kib();
        }
    }
    assert!(resident_kib() < after_warm_up + 8 * 1024, "grew from {after_warm_up} to {} KiB", resident_kib());
}
