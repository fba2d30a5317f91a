//! The HTTP/1.1 client: connections that are kept, time limits, cancellation by dropping, one retry of a stale connection.

use crate::{
    dial::{Origin, dial},
    failure::Failure,
    handover,
    pool::{Connection, Key, Outgoing, Pools},
    proxy::Proxy,
    tls::Tls,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::{
    HeaderMap, Method, Request as HttpRequest,
    body::{Body, Incoming},
    client::conn::http1,
    header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, PROXY_AUTHORIZATION},
};
use hyper_util::rt::TokioIo;
use std::{cell::RefCell, rc::Rc, time::Duration};

/// No response that JavaScript asks for is nearly as large.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;

/// As `EngineTarget` of engine.ts.
#[derive(Clone, Debug)]
pub struct Target {
    /// For example `https://host:port`.
    pub origin: String,
    /// Connections are shared in a pool.
    pub pool: String,
    /// Including the handshake of TLS.
    pub connect_limit: Option<Duration>,
    /// A URL.
    pub proxy: Option<String>,
}

impl Target {
    fn key(&self) -> Key {
        Key { pool: self.pool.clone(), origin: self.origin.clone(), proxy: self.proxy.clone() }
    }
}

/// As `EngineRequest` of engine.ts.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where it goes.
    pub target: Target,
    /// GET, POST, …
    pub method: String,
    /// With the query.
    pub path: String,
    /// `host` and `content-length` are added.
    pub headers: Vec<(String, String)>,
    /// May be empty.
    pub body: Bytes,
    /// For the whole request.
    pub limit: Option<Duration>,
    /// By the wall clock.
    pub max_idle: Option<Duration>,
    /// Once, if an idle connection breaks before the first byte of the response.
    pub retries_stale: bool,
}

/// As `EngineResponse` of engine.ts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// 200, …
    pub status: u16,
    /// Names in lower case, each once.
    pub headers: Vec<(String, String)>,
    /// May be empty.
    pub body: Vec<u8>,
}

/// The client. It runs in a `tokio::task::LocalSet`.
pub struct Client {
    pools: Pools,
    tls: Tls,
}

type OnSent = Rc<RefCell<Option<Box<dyn FnOnce()>>>>;

impl Client {
    /// Without connections.
    pub fn new(tls: Tls) -> Rc<Self> {
        Rc::new(Client { pools: Pools::default(), tls })
    }

    /// Makes a request. Dropping the future closes its connection.
    pub async fn request(&self, request: Request, on_sent: impl FnOnce() + 'static) -> Result<Response, Failure> {
        let limit = request.limit;
        let exchange = self.exchange(&request, Rc::new(RefCell::new(Some(Box::new(on_sent)))));
        match limit {
            None => exchange.await,
            Some(limit) => match tokio::time::timeout(limit, exchange).await {
                Ok(result) => result,
                Err(_) => Err(Failure::timed_out(format!(
                    "{} {}: no response within {} ms",
                    request.method,
                    request.target.origin,
                    limit.as_millis()
                ))),
            },
        }
    }

    /// Opens a connection for the next request, unless one is being opened already.
    pub async fn connect(&self, target: &Target) -> Result<(), Failure> {
        let key = target.key();
        if self.pools.is_opening(&key) {
            return Ok(());
        }
        // Whoever waits for it goes on when this is dropped, with the connection in the pool or without.
        let _announcement = self.pools.announce(&key);
        let opened = self.open(target).await;
        self.pools.forget_announcement(&key);
        self.pools.give(&key, opened?);
        Ok(())
    }

    /// Closes the idle connections of a pool.
    pub fn close_pool(&self, pool: &str) {
        self.pools.close(pool);
    }

    async fn exchange(&self, request: &Request, on_sent: OnSent) -> Result<Response, Failure> {
        let key = request.target.key();
        if let Some(mut connection) = self.pooled(&key, request.max_idle).await {
            match self.send(request, &key, &mut connection, &on_sent).await {
                Ok(response) => {
                    self.pools.give(&key, connection);
                    return Ok(response);
                }
                Err(_) if request.retries_stale && !connection.progress.has_read() => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut connection = self.open(&request.target).await?;
        let response = self.send(request, &key, &mut connection, &on_sent).await?;
        self.pools.give(&key, connection);
        Ok(response)
    }

    async fn pooled(&self, key: &Key, max_idle: Option<Duration>) -> Option<Connection> {
        if let Some(connection) = self.pools.take(key, max_idle) {
            return Some(connection);
        }
        let mut opening = self.pools.claim(key)?;
        // The sender never sends: it is dropped when the connection is open or has failed.
        let _ = opening.changed().await;
        self.pools.take(key, max_idle)
    }

    async fn open(&self, target: &Target) -> Result<Connection, Failure> {
        let origin = Origin::parse(&target.origin)?;
        let proxy = target.proxy.as_deref().map(Proxy::parse).transpose()?;
        let generation = self.pools.generation(&target.pool);
        let (socket, progress) = dial(&origin, proxy.as_ref(), &self.tls, target.connect_limit).await?;
        let (sender, driver) =
            http1::handshake(TokioIo::new(socket)).await.map_err(|error| Failure::of_http(&target.origin, &error))?;
        let task = tokio::task::spawn_local(async move {
            // A failure is also the failure of the request, if there is one.
            let _ = driver.await;
        });
        Ok(Connection { sender, progress, task: task.abort_handle(), generation })
    }

    async fn send(
        &self,
        request: &Request,
        key: &Key,
        connection: &mut Connection,
        on_sent: &OnSent,
    ) -> Result<Response, Failure> {
        let action = || format!("{} {}", request.method, key.origin);
        let failed = |error: hyper::Error| Failure::of_http(&action(), &error);
        let call = handover::call_of(&key.origin, &request.method, &request.path);
        let on_sent = on_sent.clone();
        connection.progress.begin(
            call,
            Box::new(move || {
                if let Some(on_sent) = on_sent.take() {
                    on_sent();
                }
            }),
        );
        connection.sender.ready().await.map_err(failed)?;
        let outgoing = Outgoing::new(request.body.clone(), connection.progress.clone());
        let message = message(request, outgoing)?;
        if call.is_some()
            && let Some((_, identifier)) =
                request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(handover::IDENTIFIER_HEADER))
        {
            handover::identified(identifier);
        }
        let response = connection.sender.send_request(message).await.map_err(failed)?;
        let (head, body) = response.into_parts();
        if call.is_some()
            && let Some(identifier) =
                head.headers.get(handover::IDENTIFIER_HEADER).and_then(|value| value.to_str().ok())
        {
            handover::identified(identifier);
        }
        let body = collect(body, &action).await?;
        if let Some(call) = call {
            handover::received(call, &body);
        }
        Ok(Response { status: head.status.as_u16(), headers: joined(&head.headers), body })
    }
}

fn message(request: &Request, body: Outgoing) -> Result<HttpRequest<Outgoing>, Failure> {
    let invalid =
        |what: &str| Failure::new("HTTP", format!("{} {}: invalid {what}", request.method, request.target.origin));
    let origin = Origin::parse(&request.target.origin)?;
    let proxy = request.target.proxy.as_deref().filter(|_| !origin.is_tls).map(Proxy::parse).transpose()?;
    // A proxy needs the whole URL, where it is not only a tunnel.
    let uri = match &proxy {
        Some(_) => format!("http://{}{}", origin.authority, request.path),
        None => request.path.clone(),
    };
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| invalid("method"))?;
    let has_body = !request.body.is_empty();
    let needs_length = has_body || !matches!(method, Method::GET | Method::HEAD | Method::DELETE);
    let mut message = HttpRequest::new(body);
    *message.method_mut() = method;
    *message.uri_mut() = uri.parse().map_err(|_| invalid("path"))?;
    let headers = message.headers_mut();
    headers.insert(HOST, HeaderValue::from_str(&origin.authority).map_err(|_| invalid("origin"))?);
    for (name, value) in &request.headers {
        let header =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(&format!("name of a header: {name:?}")))?;
        // Not its value, which can be a secret.
        let value =
            HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid(&format!("value of the header {name}")))?;
        headers.insert(header, value);
    }
    if needs_length {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(request.body.len()));
    }
    if let Some(authorization) = proxy.and_then(|proxy| proxy.authorization) {
        headers.insert(PROXY_AUTHORIZATION, HeaderValue::from_str(&authorization).map_err(|_| invalid("proxy"))?);
    }
    Ok(message)
}

async fn collect(mut body: Incoming, action: &impl Fn() -> String) -> Result<Vec<u8>, Failure> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(expected.min(64 * 1024));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::of_http(&action(), &error))?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > MAX_RESPONSE_BYTES {
                return Err(Failure::new(
                    "HTTP",
                    format!("{}: a response of more than {MAX_RESPONSE_BYTES} bytes", action()),
                ));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

fn joined(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut joined = Vec::with_capacity(headers.keys_len());
    for name in headers.keys() {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        joined.push((name.as_str().to_owned(), values.join(", ")));
    }
    joined
}
