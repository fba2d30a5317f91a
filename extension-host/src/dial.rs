//! Opens connections: name, address, proxy, TLS.

use crate::{
    failure::Failure,
    proxy::{Proxy, split_authority},
    socket::{Progress, Socket, Stream},
    tls::Tls,
};
use std::{
    net::{IpAddr, SocketAddr},
    os::fd::AsRawFd,
    rc::Rc,
    time::Duration,
};
use tokio::net::TcpStream;

/// The least time for one address of several. Node.js uses the same.
const MIN_ATTEMPT: Duration = Duration::from_millis(250);

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// As in the header `host`.
    pub authority: String,
    /// Without brackets.
    pub host: String,
    /// By default 80, or 443 with TLS.
    pub port: u16,
    /// Whether the scheme is https.
    pub is_tls: bool,
}

impl Origin {
    /// Parses `https://host:port`.
    pub fn parse(origin: &str) -> Result<Origin, Failure> {
        let invalid = || Failure::new("HTTP", format!("{origin:?} is not of the form https://host:port"));
        let (scheme, rest) = origin.split_once("://").ok_or_else(invalid)?;
        let is_tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(invalid()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@', ' ']) {
            return Err(invalid());
        }
        let (host, port) = split_authority(authority, if is_tls { 443 } else { 80 }).ok_or_else(invalid)?;
        Ok(Origin { authority: authority.to_owned(), host: host.to_owned(), port, is_tls })
    }
}

/// Opens a connection to an origin, through a proxy if one is given.
pub async fn dial(
    origin: &Origin,
    proxy: Option<&Proxy>,
    tls: &Tls,
    limit: Option<Duration>,
) -> Result<(Socket, Rc<Progress>), Failure> {
    let opening = open(origin, proxy, tls, limit);
    match limit {
        None => opening.await,
        Some(limit) => match tokio::time::timeout(limit, opening).await {
            Ok(opened) => opened,
            Err(_) => Err(Failure::timed_out(format!(
                "no connection to {} within {} ms",
                origin.authority,
                limit.as_millis()
            ))),
        },
    }
}

async fn open(
    origin: &Origin,
    proxy: Option<&Proxy>,
    tls: &Tls,
    limit: Option<Duration>,
) -> Result<(Socket, Rc<Progress>), Failure> {
    let tcp = match proxy {
        Some(proxy) => connect(&proxy.host, proxy.port, limit).await?,
        None => connect(&origin.host, origin.port, limit).await?,
    };
    // Requests are written at once: nothing is won by waiting for more.
    let _ = tcp.set_nodelay(true);
    let progress = Progress::new(tcp.as_raw_fd());
    let mut stream: Box<dyn Stream> = Box::new(tcp);
    if origin.is_tls {
        if let Some(proxy) = proxy {
            proxy.open_tunnel(&mut *stream, &origin.host, origin.port).await?;
        }
        stream = tls.connect(&origin.host, stream).await?;
    }
    Ok((Socket::new(stream, progress.clone()), progress))
}

async fn connect(host: &str, port: u16, limit: Option<Duration>) -> Result<TcpStream, Failure> {
    let addresses = resolve(host, port).await?;
    let share = limit.map(|limit| (limit / addresses.len() as u32).max(MIN_ATTEMPT));
    let mut last = Failure::new("ENOTFOUND", format!("{host} has no address"));
    for address in addresses {
        let attempt = TcpStream::connect(address);
        let result = match share {
            None => attempt.await,
            Some(share) => match tokio::time::timeout(share, attempt).await {
                Ok(result) => result,
                Err(_) => {
                    last = Failure::timed_out(format!("connect {address}: no answer within {} ms", share.as_millis()));
                    continue;
                }
            },
        };
        match result {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Failure::of_io(&format!("connect {address}"), &error),
        }
    }
    Err(last)
}

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    // Lambda's own APIs have an address: no thread is started for them.
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|error| Failure::new("ENOTFOUND", format!("getaddrinfo {host}: {error}")))?
        .collect();
    if addresses.is_empty() { Err(Failure::new("ENOTFOUND", format!("{host} has no address"))) } else { Ok(addresses) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_the_port_of_its_scheme() {
        let origin = Origin::parse("https://kinesis.eu-west-1.amazonaws.com").expect("a valid origin");
        assert_eq!((origin.host.as_str(), origin.port, origin.is_tls), ("kinesis.eu-west-1.amazonaws.com", 443, true));
        let origin = Origin::parse("http://127.0.0.1:9001/").expect("a valid origin");
        assert_eq!((origin.authority.as_str(), origin.port, origin.is_tls), ("127.0.0.1:9001", 9001, false));
    }

    #[test]
    fn what_is_no_origin_is_refused_with_its_text() {
        for origin in
            ["kinesis", "ftp://x", "http://", "http://a:b", "http://a/b", "http://u@a", "http://a:70000", "http:// "]
        {
            let failure = Origin::parse(origin).expect_err(origin);
            assert!(failure.message.contains(origin), "{failure:?}");
        }
    }
}
