//! As much of HTTP/1.1 as the idle mode needs: one request, one response, no limits of time.

use std::io::{self, Read, Write};

/// Lambda's events have a few hundred bytes.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// A response.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    /// 200, …
    pub status: u16,
    /// Everything before the body.
    head: String,
    /// Without its framing.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

/// Writes a request. `headers` are whole lines without line ends.
pub fn send(
    stream: &mut impl Write,
    method: &str,
    path: &str,
    host: &str,
    headers: &[String],
    body: &str,
) -> io::Result<()> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    if !body.is_empty() {
        request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes())
}

/// Reads a response. What is not one is an error.
pub fn receive(stream: &mut impl Read) -> io::Result<Response> {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
                break end;
            }
            read_more(stream, &mut bytes)?;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        bytes.drain(..end + 4);
        let status: u16 = head
            .strip_prefix("HTTP/1.")
            .and_then(|rest| rest.split(' ').nth(1))
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| invalid("not a response"))?;
        // An interim response: the real one follows.
        if (100..200).contains(&status) {
            continue;
        }
        let body = receive_body(stream, &head, bytes)?;
        return Ok(Response { status, head, body });
    }
}

fn receive_body(stream: &mut impl Read, head: &str, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if header(head, "transfer-encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("chunked")) {
        return receive_chunks(stream, bytes);
    }
    match header(head, "content-length") {
        Some(length) => {
            let length: usize = length.parse().map_err(|_| invalid("invalid content-length"))?;
            while bytes.len() < length {
                read_more(stream, &mut bytes)?;
            }
            bytes.truncate(length);
            Ok(bytes)
        }
        None => loop {
            match read_more(stream, &mut bytes) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(bytes),
                Err(error) => return Err(error),
            }
        },
    }
}

fn receive_chunks(stream: &mut impl Read, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = memchr::memmem::find(&bytes, b"\r\n") {
                break end;
            }
            read_more(stream, &mut bytes)?;
        };
        let line = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| invalid("invalid chunk"))?;
        if size == 0 {
            return Ok(body);
        }
        let needed = size.checked_add(end + 4).ok_or_else(|| invalid("invalid chunk"))?;
        while bytes.len() < needed {
            read_more(stream, &mut bytes)?;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes.drain(..needed);
    }
}

fn read_more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    if bytes.len() > MAX_RESPONSE_BYTES {
        return Err(invalid("a response without end"));
    }
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                bytes.extend_from_slice(&buffer[..count]);
                return Ok(());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn invalid(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte a read.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn body_of(response: &str) -> String {
        let response = receive(&mut Slow(response.as_bytes())).expect("a response");
        String::from_utf8(response.body).expect("text")
    }

    #[test]
    fn a_body_ends_by_its_length_its_chunks_or_the_end_of_the_connection() {
        assert_eq!(body_of("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdef"), "abc");
        assert_eq!(
            body_of(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\n\r\n"
            ),
            "abc0123456789"
        );
        assert_eq!(body_of("HTTP/1.0 200 OK\r\n\r\nabc"), "abc");
        assert_eq!(body_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na"), "a");
    }

    #[test]
    fn what_is_no_response_is_an_error() {
        let hostile = [
            "",
            "garbage\r\n\r\n",
            "HTTP/1.1 x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        ];
        for response in hostile {
            assert!(receive(&mut Slow(response.as_bytes())).is_err(), "{response:?}");
        }
        assert!(receive(&mut io::repeat(b'a')).is_err());
        assert!(receive(&mut "HTTP/1.1 200 OK\r\n\r\n".as_bytes().chain(io::repeat(b'a'))).is_err());
    }

    #[test]
    fn headers_are_found_by_name() {
        let response =
            receive(&mut Slow(b"HTTP/1.1 403 No\r\nLambda-Extension-Identifier:  abc \r\ncontent-length: 0\r\n\r\n"));
        let response = response.expect("a response");
        assert_eq!(response.status, 403);
        assert_eq!(response.header("lambda-extension-identifier"), Some("abc"));
        assert_eq!(response.header("other"), None);
    }
}
