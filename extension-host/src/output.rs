//! Standard output, which is the extension's log.

use std::io;

/// Begins each line of the log, as in `extension-src/log/log.ts`.
pub const PREFIX: &str = "[kinesis-telemetry-extension] ";

/// Writes all bytes. Returns false if that failed.
pub fn write(mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: the pointer and the length are those of a slice.
        let written = unsafe { libc::write(libc::STDOUT_FILENO, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(0) => return false,
            Ok(written) => bytes = &bytes[written..],
            Err(_) => match io::Error::last_os_error().kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => wait_for_room(),
                _ => return false,
            },
        }
    }
    true
}

/// Writes one line of the log.
pub fn log(message: &str) {
    write(format!("{PREFIX}{}\n", message.replace('\n', "\r")).as_bytes());
}

/// Somebody has made standard output non-blocking, and it is full.
fn wait_for_room() {
    let mut stdout = libc::pollfd { fd: libc::STDOUT_FILENO, events: libc::POLLOUT, revents: 0 };
    // SAFETY: one descriptor of this frame. If it fails, the next write tells.
    unsafe { libc::poll(&raw mut stdout, 1, 1000) };
}
