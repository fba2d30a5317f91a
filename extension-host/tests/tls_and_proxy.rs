//! TLS with certificates that are made here, and proxies.

mod support;

use extension_host::{
    client::{Client, Request, Response, Target},
    failure::Failure,
    tls::Tls,
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion, pki_types::PrivateKeyDer};
use std::{
    cell::RefCell,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    rc::Rc,
    sync::{Arc, Mutex, mpsc::channel},
    thread,
};
use support::{block_on, read_request, respond, serve, serve_numbers};

/// A file that is removed with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = std::env::temp_dir().join(format!("extension-host-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("a file");
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A TLS server for `localhost` that answers with the number of its connection and the version of TLS. Returns its certificate.
fn serve_tls(versions: &'static [&'static SupportedProtocolVersion]) -> (SocketAddr, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate");
    let config = Arc::new(config);
    let address = serve(move |number, stream| {
        let connection = ServerConnection::new(config.clone()).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        while read_request(&mut stream).is_some() {
            let version = stream.conn.protocol_version().map(|version| format!("{version:?}")).unwrap_or_default();
            respond(&mut stream, &format!("{number} {version}"));
        }
    });
    (address, cert.pem())
}

fn get(origin: String, proxy: Option<String>) -> Request {
    Request {
        target: Target { origin, pool: String::new(), connect_limit: None, proxy },
        method: "GET".to_owned(),
        path: "/path".to_owned(),
        headers: Vec::new(),
        body: bytes::Bytes::new(),
        limit: None,
        max_idle: None,
        retries_stale: false,
    }
}

fn trusting(certificate: &File) -> Rc<Client> {
    Client::new(Tls::new(Some(("AWS_CA_BUNDLE", certificate.0.clone())), |problem| panic!("{problem}")))
}

async fn send(client: &Client, request: Request) -> Result<Response, Failure> {
    client.request(request, || {}).await
}

async fn text(client: &Client, request: Request) -> String {
    String::from_utf8(send(client, request).await.expect("a response").body).expect("text")
}

#[test]
fn tls_1_2_and_1_3_are_spoken_and_connections_used_again() {
    static ONLY_1_2: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
    static ONLY_1_3: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];
    for (versions, name) in [(ONLY_1_2, "TLSv1_2"), (ONLY_1_3, "TLSv1_3")] {
        let (address, pem) = serve_tls(versions);
        let file = File::new(name, &pem);
        let client = trusting(&file);
        block_on(async {
            let origin = format!("https://localhost:{}", address.port());
            for _ in 0..2 {
                assert_eq!(text(&client, get(origin.clone(), None)).await, format!("0 {name}"));
            }
        });
    }
}

#[test]
fn a_certificate_that_nobody_trusts_is_refused() {
    let (address, _) = serve_tls(rustls::ALL_VERSIONS);
    let client = Client::new(Tls::new(None, |problem| panic!("{problem}")));
    let request = get(format!("https://localhost:{}", address.port()), None);
    let failure = block_on(async { send(&client, request).await }).expect_err("a failure");
    assert_eq!(failure.code, "TLS");
    assert!(failure.message.contains("localhost") && failure.message.contains("certificate"), "{failure:?}");
}

#[test]
fn a_certificate_of_another_host_is_refused() {
    let (address, pem) = serve_tls(rustls::ALL_VERSIONS);
    let file = File::new("other", &pem);
    let request = get(format!("https://127.0.0.1:{}", address.port()), None);
    let failure = block_on(async { send(&trusting(&file), request).await }).expect_err("a failure");
    assert_eq!(failure.code, "TLS");
}

#[test]
fn what_is_not_tls_is_refused() {
    let (address, _requests) = serve_numbers();
    let client = Client::new(Tls::new(None, |problem| panic!("{problem}")));
    let address = serve(move |_, mut stream| {
        let _ = stream.read(&mut [0; 16]);
        let _ = stream.write_all(format!("HTTP/1.1 400 {address}\r\n\r\n").as_bytes());
    });
    let request = get(format!("https://localhost:{}", address.port()), None);
    assert_eq!(block_on(async { send(&client, request).await }).expect_err("a failure").code, "TLS");
}

#[test]
fn a_file_without_certificates_is_reported_once_and_the_built_in_roots_are_used() {
    let empty = File::new("empty", "no certificate");
    for (path, problem) in
        [(PathBuf::from("/no/such/file"), "No such file"), (empty.0.clone(), "no certificate in PEM form")]
    {
        let (address, _) = serve_tls(rustls::ALL_VERSIONS);
        let reports = Rc::new(RefCell::new(Vec::new()));
        let kept = reports.clone();
        let client = Client::new(Tls::new(Some(("AWS_CA_BUNDLE", path.clone())), move |problem| {
            kept.borrow_mut().push(problem)
        }));
        block_on(async {
            for _ in 0..2 {
                let request = get(format!("https://localhost:{}", address.port()), None);
                assert_eq!(send(&client, request).await.expect_err("a failure").code, "TLS");
            }
        });
        let reports = reports.borrow();
        assert_eq!(reports.len(), 1);
        assert!(
            reports[0].contains(&format!("AWS_CA_BUNDLE={}", path.display())) && reports[0].contains(problem),
            "{reports:?}"
        );
    }
}

/// A proxy that opens tunnels for `user:pass`, and tells which heads it has got.
fn serve_proxy() -> (SocketAddr, std::sync::mpsc::Receiver<String>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let address = serve(move |_, mut stream| {
        let head = read_request(&mut stream).expect("a request");
        let _ = sender.lock().expect("no panic").send(head.clone());
        if !head.contains("Basic dXNlcjpwYXNz") {
            let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        if !head.starts_with("CONNECT ") {
            respond(&mut stream, "from the proxy");
            return;
        }
        let authority = head.split(' ').nth(1).expect("an authority");
        let mut upstream = TcpStream::connect(authority).expect("the origin");
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n");
        let (mut from, mut to) = (stream.try_clone().expect("a socket"), upstream.try_clone().expect("a socket"));
        thread::spawn(move || std::io::copy(&mut from, &mut to));
        let _ = std::io::copy(&mut upstream, &mut stream);
    });
    (address, receiver)
}

#[test]
fn https_goes_through_a_tunnel_of_the_proxy() {
    let (origin, pem) = serve_tls(rustls::ALL_VERSIONS);
    let (proxy, heads) = serve_proxy();
    let file = File::new("tunnel", &pem);
    let client = trusting(&file);
    let authority = format!("localhost:{}", origin.port());
    block_on(async {
        for _ in 0..2 {
            let request = get(format!("https://{authority}"), Some(format!("http://user:pass@{proxy}")));
            assert_eq!(text(&client, request).await, "0 TLSv1_3");
        }
    });
    let head = heads.recv().expect("a head");
    assert!(head.starts_with(&format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n")), "{head}");
    assert!(heads.try_recv().is_err(), "the tunnel is used again");
}

#[test]
fn http_is_asked_of_the_proxy_by_the_whole_url() {
    let (proxy, heads) = serve_proxy();
    let client = Client::new(Tls::new(None, |problem| panic!("{problem}")));
    let request = get("http://example.test:8080".to_owned(), Some(format!("http://user:pass@{proxy}")));
    assert_eq!(block_on(async { text(&client, request).await }), "from the proxy");
    let head = heads.recv().expect("a head");
    assert!(head.starts_with("GET http://example.test:8080/path HTTP/1.1\r\nhost: example.test:8080\r\n"), "{head}");
}

#[test]
fn a_proxy_that_refuses_is_an_error_without_the_password() {
    let (proxy, _heads) = serve_proxy();
    let client = Client::new(Tls::new(None, |problem| panic!("{problem}")));
    let request = get("https://example.test".to_owned(), Some(format!("http://user:secret@{proxy}")));
    let failure = block_on(async { send(&client, request).await }).expect_err("a failure");
    assert_eq!(failure.code, "HTTP");
    assert!(failure.message.contains("407") && !failure.message.contains("secret"), "{failure:?}");
}
