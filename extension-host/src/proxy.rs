//! An HTTP proxy: `http://user:password@host:port`.

use crate::{failure::Failure, socket::Stream};
use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A proxy's response to CONNECT is a few lines.
const MAX_RESPONSE_BYTES: usize = 16 * 1024;

/// A proxy, from its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The name or address, without brackets.
    pub host: String,
    /// By default 80.
    pub port: u16,
    /// The value of `Proxy-Authorization`, if the URL has a user.
    pub authorization: Option<String>,
}

impl Proxy {
    /// Parses the URL. The failure does not repeat it, because it can contain a password.
    pub fn parse(url: &str) -> Result<Proxy, Failure> {
        let invalid = || Failure::new("HTTP", "the proxy's URL is not of the form http://user:password@host:port");
        let rest = url.strip_prefix("http://").ok_or_else(invalid)?;
        let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let (user, authority) = match rest.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, rest),
        };
        let (host, port) = split_authority(authority, 80).ok_or_else(invalid)?;
        let authorization = user.map(|user| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            let mut plain = percent_decode(name);
            plain.push(b':');
            plain.extend(percent_decode(password));
            format!("Basic {}", STANDARD.encode(plain))
        });
        Ok(Proxy { host: host.to_owned(), port, authorization })
    }

    /// Asks the proxy for a tunnel to an origin.
    pub async fn open_tunnel(&self, stream: &mut dyn Stream, host: &str, port: u16) -> Result<(), Failure> {
        let action = || format!("CONNECT {host}:{port} through the proxy {}:{}", self.host, self.port);
        let authority = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        let mut head = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if let Some(authorization) = &self.authorization {
            head.push_str(&format!("Proxy-Authorization: {authorization}\r\n"));
        }
        head.push_str("\r\n");
        let failed = |error: std::io::Error| Failure::of_io(&action(), &error);
        stream.write_all(head.as_bytes()).await.map_err(failed)?;
        stream.flush().await.map_err(failed)?;

        let mut response = Vec::new();
        // Byte by byte: what follows the head belongs to TLS.
        while !response.ends_with(b"\r\n\r\n") {
            if response.len() == MAX_RESPONSE_BYTES {
                return Err(Failure::new("HTTP", format!("{}: the response does not end", action())));
            }
            response.push(stream.read_u8().await.map_err(failed)?);
        }
        let line = response.split(|byte| *byte == b'\r').next().unwrap_or_default();
        match line.split(|byte| *byte == b' ').nth(1) {
            Some([b'2', _, _]) if line.starts_with(b"HTTP/1.") => Ok(()),
            _ => Err(Failure::new("HTTP", format!("{}: {}", action(), String::from_utf8_lossy(line)))),
        }
    }
}

/// Splits `host`, `host:port` or `[address]:port`.
pub fn split_authority(authority: &str, default_port: u16) -> Option<(&str, u16)> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        (host, after.strip_prefix(':'))
    } else {
        match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        }
    };
    let port = match port {
        Some(port) => port.parse().ok()?,
        None => default_port,
    };
    (!host.is_empty()).then_some((host, port))
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).and_then(|hex| {
            let digits = std::str::from_utf8(hex).ok()?;
            hex.iter().all(u8::is_ascii_hexdigit).then(|| u8::from_str_radix(digits, 16).ok())?
        });
        match escape {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_without_a_user_has_no_authorization() {
        let proxy = Proxy { host: "10.0.0.1".into(), port: 3128, authorization: None };
        assert_eq!(Proxy::parse("http://10.0.0.1:3128/"), Ok(proxy));
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let proxy = Proxy::parse("http://me%40corp:p%3Aw%2@proxy").expect("a valid URL");
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy", 80));
        assert_eq!(proxy.authorization, Some(format!("Basic {}", STANDARD.encode("me@corp:p:w%2"))));
    }

    #[test]
    fn addresses_of_ipv6_stand_in_brackets() {
        assert_eq!(split_authority("[::1]:8080", 80), Some(("::1", 8080)));
        assert_eq!(split_authority("[::1]", 443), Some(("::1", 443)));
    }

    #[test]
    fn a_url_that_is_none_is_refused_without_its_password() {
        for url in ["proxy:3128", "https://u:secret@proxy", "http://", "http://u:secret@proxy:port", "http://:80"] {
            let failure = Proxy::parse(url).expect_err(url);
            assert!(!failure.message.contains("secret"), "{failure:?}");
        }
    }
}
