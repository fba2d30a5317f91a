//! The client, over real sockets.

mod support;

use extension_host::{
    client::{Client, Request, Response, Target},
    failure::Failure,
    tls::Tls,
};
use std::{
    cell::Cell,
    io::Write,
    net::{SocketAddr, TcpListener},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use support::{block_on, read_request, respond, serve, serve_numbers};

fn client() -> Rc<Client> {
    Client::new(Tls::new(None, |problem| panic!("{problem}")))
}

fn target(address: SocketAddr) -> Target {
    Target { origin: format!("http://{address}"), pool: "pool".to_owned(), connect_limit: None, proxy: None }
}

fn post(address: SocketAddr, body: &str) -> Request {
    Request {
        target: target(address),
        method: "POST".to_owned(),
        path: "/path?query".to_owned(),
        headers: vec![("X-Name".to_owned(), "value".to_owned())],
        body: bytes::Bytes::copy_from_slice(body.as_bytes()),
        limit: None,
        max_idle: None,
        retries_stale: false,
    }
}

async fn send(client: &Client, request: Request) -> Result<Response, Failure> {
    client.request(request, || {}).await
}

async fn text(client: &Client, request: Request) -> String {
    let response = send(client, request).await.expect("a response");
    String::from_utf8(response.body).expect("text")
}

#[test]
fn a_request_is_sent_as_given_with_host_and_length() {
    let (address, requests) = serve_numbers();
    let response = block_on(async { send(&client(), post(address, "body")).await }).expect("a response");
    assert_eq!((response.status, response.body.as_slice()), (200, &b"0"[..]));
    let request = requests.recv().expect("a request");
    assert!(request.starts_with("POST /path?query HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: {address}\r\n")), "{request}");
    assert!(request.contains("x-name: value\r\n"), "{request}");
    assert!(request.ends_with("content-length: 4\r\n\r\nbody"), "{request}");
}

#[test]
fn a_get_has_no_length_and_an_empty_post_has_0() {
    let (address, requests) = serve_numbers();
    block_on(async {
        let client = client();
        send(&client, Request { method: "GET".to_owned(), ..post(address, "") }).await.expect("a response");
        send(&client, post(address, "")).await.expect("a response");
    });
    assert!(!requests.recv().expect("a request").contains("content-length"));
    assert!(requests.recv().expect("a request").contains("content-length: 0\r\n"));
}

#[test]
fn names_of_headers_are_in_lower_case_and_repeated_values_joined() {
    let address = serve(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(
            b"HTTP/1.1 404 No\r\nX-A: 1\r\nX-B: 2\r\nx-a: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        );
    });
    let response = block_on(async { send(&client(), post(address, "")).await }).expect("a response");
    let value = |name: &str| response.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    assert_eq!((response.status, value("x-a"), value("x-b")), (404, Some("1, 3"), Some("2")));
    assert_eq!(response.body, b"ab");
}

#[test]
fn a_connection_is_used_again_within_its_pool_only() {
    let (address, _requests) = serve_numbers();
    block_on(async {
        let client = client();
        assert_eq!(text(&client, post(address, "")).await, "0");
        assert_eq!(text(&client, post(address, "a")).await, "0");
        let mut other = post(address, "");
        other.target.pool = "other".to_owned();
        assert_eq!(text(&client, other).await, "1");
        client.close_pool("pool");
        assert_eq!(text(&client, post(address, "")).await, "2");
    });
}

#[test]
fn a_connection_that_was_idle_for_too_long_is_closed_instead() {
    let (address, _requests) = serve_numbers();
    block_on(async {
        let client = client();
        assert_eq!(text(&client, post(address, "")).await, "0");
        let within = Request { max_idle: Some(Duration::from_secs(60)), ..post(address, "") };
        assert_eq!(text(&client, within).await, "0");
        let at_once = Request { max_idle: Some(Duration::ZERO), ..post(address, "") };
        assert_eq!(text(&client, at_once).await, "1");
    });
}

#[test]
fn a_connection_in_use_closes_when_its_pool_was_closed_meanwhile() {
    let (address, _requests) = serve_numbers();
    block_on(async {
        let client = client();
        let (first, ()) = tokio::join!(text(&client, post(address, "")), async { client.close_pool("pool") });
        assert_eq!(first, "0");
        assert_eq!(text(&client, post(address, "")).await, "1");
    });
}

#[test]
fn a_connection_that_the_server_has_closed_is_not_used() {
    let address = serve(|number, mut stream| {
        read_request(&mut stream);
        respond(&mut stream, &number.to_string());
    });
    block_on(async {
        let client = client();
        for number in 0..5 {
            let request = Request { retries_stale: true, ..post(address, "") };
            assert_eq!(text(&client, request).await, number.to_string());
        }
    });
}

/// Answers the first request of the first connection, and breaks that connection within the second, after writing `partial`.
fn breaks_second(partial: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let address = serve(move |number, mut stream| {
        read_request(&mut stream);
        counted.fetch_add(1, SeqCst);
        respond(&mut stream, &number.to_string());
        read_request(&mut stream);
        counted.fetch_add(1, SeqCst);
        let _ = stream.write_all(partial.as_bytes());
    });
    (address, count)
}

#[test]
fn a_stale_connection_is_replaced_once_if_asked() {
    let (address, requests) = breaks_second("");
    block_on(async {
        let client = client();
        let sent = Rc::new(Cell::new(0));
        let counted = sent.clone();
        assert_eq!(text(&client, post(address, "")).await, "0");
        let request = Request { retries_stale: true, ..post(address, "again") };
        let response = client.request(request, move || counted.set(counted.get() + 1)).await.expect("a response");
        assert_eq!(response.body, b"1");
        assert_eq!(sent.get(), 1);
        assert_eq!(requests.load(SeqCst), 3);
    });
}

#[test]
fn a_stale_connection_is_an_error_if_not_asked() {
    let (address, _requests) = breaks_second("");
    block_on(async {
        let client = client();
        assert_eq!(text(&client, post(address, "")).await, "0");
        assert_eq!(send(&client, post(address, "")).await.expect_err("a broken connection").code, "ECONNRESET");
    });
}

#[test]
fn a_request_is_not_repeated_after_the_first_byte_of_a_response() {
    let (address, requests) = breaks_second("H");
    block_on(async {
        let client = client();
        assert_eq!(text(&client, post(address, "")).await, "0");
        let request = Request { retries_stale: true, ..post(address, "") };
        assert_eq!(send(&client, request).await.expect_err("a broken connection").code, "ECONNRESET");
        assert_eq!(requests.load(SeqCst), 2);
    });
}

#[test]
fn a_new_connection_that_breaks_is_an_error_even_if_stale_ones_are_replaced() {
    let address = serve(|_, mut stream| drop(read_request(&mut stream)));
    let request = Request { retries_stale: true, ..post(address, "") };
    assert_eq!(block_on(async { send(&client(), request).await }).expect_err("a broken connection").code, "ECONNRESET");
}

#[test]
fn time_limits_end_requests_and_their_connections() {
    let (ended, has_ended) = std::sync::mpsc::channel();
    let ended = std::sync::Mutex::new(ended);
    let address = serve(move |_, mut stream| {
        read_request(&mut stream);
        // Ends when the client closes the connection.
        read_request(&mut stream);
        let _ = ended.lock().expect("no panic").send(());
    });
    let request = Request { limit: Some(Duration::from_millis(30)), ..post(address, "") };
    let failure = block_on(async {
        let failure = send(&client(), request).await.expect_err("no response");
        tokio::task::yield_now().await;
        failure
    });
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("ETIMEDOUT", &*format!("POST http://{address}: no response within 30 ms"))
    );
    has_ended.recv_timeout(support::PATIENCE).expect("the connection is closed");
}

#[test]
fn the_limit_for_connecting_is_kept() {
    // A listener whose queue is full does not answer: that of a socket that accepts nothing.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut request = post(address, "");
    // TLS never begins here.
    request.target.origin = format!("https://{address}");
    request.target.connect_limit = Some(Duration::from_millis(300));
    let begin = Instant::now();
    let failure = block_on(async { send(&client(), request).await }).expect_err("no connection");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("ETIMEDOUT", &*format!("no connection to {address} within 300 ms"))
    );
    assert!(begin.elapsed() >= Duration::from_millis(300));
}

#[test]
fn failures_have_the_codes_of_node() {
    let refused = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address")
    };
    let garbage = serve(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH\r\n\r\n");
    });
    block_on(async {
        let client = client();
        let code = |result: Result<Response, Failure>| result.expect_err("a failure").code;
        assert_eq!(code(send(&client, post(refused, "")).await), "ECONNREFUSED");
        assert_eq!(code(send(&client, post(garbage, "")).await), "HTTP");
        let mut unknown = post(refused, "");
        unknown.target.origin = "http://name.invalid".to_owned();
        assert_eq!(code(send(&client, unknown).await), "ENOTFOUND");
        let mut invalid = post(refused, "");
        invalid.target.origin = "kinesis".to_owned();
        assert_eq!(code(send(&client, invalid).await), "HTTP");
    });
}

#[test]
fn what_is_not_http_is_not_sent() {
    let (address, requests) = serve_numbers();
    block_on(async {
        let client = client();
        let headers = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        for request in [
            Request { headers: headers("a b", "c"), ..post(address, "") },
            Request { headers: headers("a", "secret\r\nb: c"), ..post(address, "") },
            Request { method: "P OST".to_owned(), ..post(address, "") },
            Request { path: "/a b".to_owned(), ..post(address, "") },
        ] {
            let failure = send(&client, request).await.expect_err("a failure");
            assert_eq!(failure.code, "HTTP");
            assert!(!failure.message.contains("secret"), "{failure:?}");
        }
    });
    assert!(requests.try_recv().is_err());
}

#[test]
fn dropping_a_request_closes_its_connection() {
    let (ended, has_ended) = std::sync::mpsc::channel();
    let ended = std::sync::Mutex::new(ended);
    let address = serve(move |_, mut stream| {
        read_request(&mut stream);
        let _ = ended.lock().expect("no panic").send("begun");
        read_request(&mut stream);
        let _ = ended.lock().expect("no panic").send("ended");
    });
    block_on(async {
        let client = client();
        let request = tokio::task::spawn_local(async move { send(&client, post(address, "")).await });
        while has_ended.try_recv() != Ok("begun") {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        request.abort();
        while has_ended.try_recv() != Ok("ended") {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn a_request_uses_the_connection_that_was_opened_for_it() {
    let (address, _requests) = serve_numbers();
    block_on(async {
        let client = client();
        client.connect(&target(address)).await.expect("a connection");
        assert_eq!(text(&client, post(address, "")).await, "0");
        client.close_pool("pool");
        // Also if it is not open yet.
        let (opened, response) =
            tokio::join!(async { client.connect(&target(address)).await }, text(&client, post(address, "")));
        opened.expect("a connection");
        assert_eq!(response, "1");
        assert_eq!(text(&client, post(address, "")).await, "1");
    });
}

#[test]
fn a_large_body_is_sent_whole_before_it_is_called_sent() {
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let may_go = std::sync::Mutex::new(may_go);
    let address = serve(move |_, mut stream| {
        let _ = may_go.lock().expect("no panic").recv();
        let request = read_request(&mut stream).expect("a request");
        respond(&mut stream, &request.len().to_string());
    });
    let body = "a".repeat(20 * 1024 * 1024);
    block_on(async {
        let client = client();
        let sent = Rc::new(Cell::new(false));
        let is_sent = sent.clone();
        let request = post(address, &body);
        let answer = tokio::task::spawn_local(async move { client.request(request, move || is_sent.set(true)).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        // More than the buffers of both sockets have room for.
        assert!(!sent.get());
        go.send(()).expect("the server");
        let response = answer.await.expect("no panic").expect("a response");
        assert!(sent.get());
        let length: usize = String::from_utf8_lossy(&response.body).parse().expect("a number");
        assert!(length > body.len());
    });
}

#[test]
fn a_response_without_end_is_an_error() {
    let address = serve(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'a'; 65536]).is_ok() {}
    });
    let failure = block_on(async { send(&client(), post(address, "")).await }).expect_err("a failure");
    assert_eq!(failure.code, "HTTP");
}
