//! The socket of one connection of the client, and what can be seen at it: whether a request is sent, and whether its response has begun.

use crate::handover::{self, Call};
use std::{
    cell::{Cell, RefCell},
    io::{self, IoSlice},
    os::fd::RawFd,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A TCP or a TLS stream.
pub trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// What happens at a socket during one request.
pub struct Progress {
    fd: RawFd,
    has_written: Cell<bool>,
    has_read: Cell<bool>,
    body_taken: Cell<bool>,
    on_sent: RefCell<Option<Box<dyn FnOnce()>>>,
    call: Cell<Option<Call>>,
}

impl Progress {
    /// Of a new connection.
    pub fn new(fd: RawFd) -> Rc<Self> {
        Rc::new(Progress {
            fd,
            has_written: Cell::new(false),
            has_read: Cell::new(false),
            body_taken: Cell::new(false),
            on_sent: RefCell::new(None),
            call: Cell::new(None),
        })
    }

    /// Begins a request. `on_sent` is called once all of it is handed to the operating system.
    pub fn begin(&self, call: Option<Call>, on_sent: Box<dyn FnOnce()>) {
        self.has_written.set(false);
        self.has_read.set(false);
        self.body_taken.set(false);
        self.call.set(call);
        if let Some(call) = call {
            handover::begins(call, self.fd);
        }
        *self.on_sent.borrow_mut() = Some(on_sent);
    }

    /// The last byte of the request is in the buffers of the HTTP library.
    pub fn body_taken(&self) {
        self.body_taken.set(true);
    }

    /// Whether a byte of the response has arrived.
    pub fn has_read(&self) -> bool {
        self.has_read.get()
    }

    /// Whether the operating system knows that this connection, which should be idle, is dead. Asks only, reads nothing.
    pub fn is_dead(&self) -> bool {
        let mut byte = 0u8;
        // SAFETY: the buffer is one byte of this frame; the descriptor is open as long as the connection that holds it.
        let received = unsafe { libc::recv(self.fd, (&raw mut byte).cast(), 1, libc::MSG_PEEK | libc::MSG_DONTWAIT) };
        match received {
            0 => true,
            1.. => false,
            _ => !matches!(io::Error::last_os_error().kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted),
        }
    }

    fn flushed(&self) {
        if !self.has_written.get() || !self.body_taken.get() {
            return;
        }
        if let Some(on_sent) = self.on_sent.take() {
            if self.call.get().is_some() {
                handover::sent();
            }
            on_sent();
        }
    }

    fn received(&self) {
        self.has_read.set(true);
        self.forget_call();
    }

    fn forget_call(&self) {
        if let Some(call) = self.call.take() {
            handover::answered(call, self.fd);
        }
    }
}

/// A stream that reports its [`Progress`].
pub struct Socket {
    stream: Box<dyn Stream>,
    progress: Rc<Progress>,
}

impl Socket {
    /// Wraps a stream.
    pub fn new(stream: Box<dyn Stream>, progress: Rc<Progress>) -> Self {
        Socket { stream, progress }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.progress.forget_call();
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let is_call = self.progress.call.get().is_some();
        let mut read = || {
            let result = Pin::new(&mut self.stream).poll_read(cx, buf);
            if buf.filled().len() > before {
                self.progress.received();
            }
            result
        };
        if is_call { handover::read(read) } else { read() }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.progress.has_written.set(true);
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.progress.has_written.set(true);
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_flush(cx);
        if matches!(result, Poll::Ready(Ok(()))) {
            self.progress.flushed();
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
