//! Nothing ends the process early: to Lambda, an extension that exits has crashed, and fails the function.
//!
//! A failure after which the host cannot go on (a panic, a signal such as SIGSEGV, a failed allocation, a failure while JavaScript is loaded)
//! is logged in one line. Then the process replaces itself by itself in the idle mode ([`crate::idle`]), which gets the extension's
//! identifier and the socket of a call without a response.

use crate::{
    handover::{self, Call},
    idle, output,
};
use std::{
    cell::Cell,
    ffi::{CString, c_char, c_int},
    mem, panic, ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
};

/// The first argument of the idle mode. The others are `next=FD`, `register=FD`, `identifier=TEXT` and `certain`, where they apply.
pub const IDLE: &str = "--idle";

const SIGNALS: [(c_int, &str); 6] = [
    (libc::SIGSEGV, "SIGSEGV: invalid memory access, or the stack is exhausted"),
    (libc::SIGBUS, "SIGBUS: invalid memory access"),
    (libc::SIGILL, "SIGILL: invalid instruction"),
    (libc::SIGFPE, "SIGFPE: invalid arithmetic"),
    (libc::SIGSYS, "SIGSYS: a forbidden system call"),
    (libc::SIGABRT, "SIGABRT: the program has given up, for example because memory is exhausted"),
];

/// For handlers of signals, also after the stack is exhausted.
const HANDLER_STACK_BYTES: usize = 64 * 1024;

/// The program's own path, if it is started without `/proc`.
static ARGV0: OnceLock<CString> = OnceLock::new();
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

/// Learns the message of a panic.
pub type OnPanic = Box<dyn FnOnce(&str)>;

thread_local! {
    static ON_PANIC: Cell<Option<OnPanic>> = const { Cell::new(None) };
}

/// A panic of this thread stops only this thread, for ever, and is reported to this function, on the same thread. A second one is fatal.
pub fn on_panic_of_this_thread(handle: OnPanic) {
    ON_PANIC.set(Some(handle));
}

/// From now on, a failure leads to the idle mode. To be called on the main thread.
pub fn install() {
    if let Some(argv0) = std::env::args_os().next() {
        use std::os::unix::ffi::OsStringExt;
        // It came from a C string.
        if let Ok(argv0) = CString::new(argv0.into_vec()) {
            let _ = ARGV0.set(argv0);
        }
    }
    // Asked once, because a handler of signals cannot.
    handover::api_origin();
    prepare_thread();
    panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("no message");
        if let Some(handle) = ON_PANIC.take() {
            handle(message);
            // Nothing unwinds: to return would end the process.
            loop {
                thread::park();
            }
        }
        let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
        fail(&format!("panic{place}: {message}"));
    }));
    for (signal, _) in SIGNALS {
        // SAFETY: an all-zero sigaction is a valid value; the handler calls only what is async-signal-safe.
        unsafe {
            let mut action: libc::sigaction = mem::zeroed();
            action.sa_sigaction = on_signal as extern "C" fn(c_int) as usize;
            action.sa_flags = libc::SA_ONSTACK | libc::SA_NODEFER;
            libc::sigaction(signal, &raw const action, ptr::null_mut());
        }
    }
}

/// Gives the thread a stack for handlers of signals, so that an exhausted stack can be handled too.
pub fn prepare_thread() {
    // SAFETY: the memory is never freed. If there is none, the handlers run on the thread's own stack.
    unsafe {
        let memory = libc::mmap(
            ptr::null_mut(),
            HANDLER_STACK_BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        if memory != libc::MAP_FAILED {
            let stack = libc::stack_t { ss_sp: memory, ss_flags: 0, ss_size: HANDLER_STACK_BYTES };
            libc::sigaltstack(&raw const stack, ptr::null_mut());
        }
    }
}

/// Logs why the host cannot go on, and replaces the process by the idle mode. Ends it only if SHUTDOWN has come.
pub fn fail(reason: &str) -> ! {
    if !HAS_FAILED.swap(true, SeqCst) {
        output::log(&format!("the extension failed and sends no more telemetry; the function goes on: {reason}"));
    }
    become_idle()
}

extern "C" fn on_signal(signal: c_int) {
    if !HAS_FAILED.swap(true, SeqCst) {
        let reason = SIGNALS.iter().find(|(number, _)| *number == signal).map_or("a signal", |(_, reason)| reason);
        let line =
            [output::PREFIX, "the extension failed and sends no more telemetry; the function goes on: ", reason, "\n"];
        let mut bytes = [0u8; 256];
        let mut length = 0;
        for byte in line.iter().flat_map(|part| part.bytes()).take(bytes.len()) {
            bytes[length] = byte;
            length += 1;
        }
        output::write(&bytes[..length]);
    }
    become_idle()
}

/// Only async-signal-safe calls, until the very last resort.
fn become_idle() -> ! {
    if handover::is_shutting_down() || handover::api_origin().is_none() {
        // SHUTDOWN has come: Lambda waits for the exit. Without Lambda's API there is nothing to wait for.
        // SAFETY: always.
        unsafe { libc::_exit(i32::from(!handover::is_shutting_down())) };
    }
    handover::stop_reading();
    let is_certain = handover::is_certain();
    let next = Argument::of_socket(b"next=", Call::Next);
    let register = Argument::of_socket(b"register=", Call::Register);
    let certainty = if is_certain { c"certain" } else { c"uncertain" };
    let identifier = Argument::of_identifier();
    let argv0 = ARGV0.get().map_or(c"extension-host".as_ptr(), |argv0| argv0.as_ptr());
    let argv: [*const c_char; 7] = [
        argv0,
        c"--idle".as_ptr(),
        next.pointer(),
        register.pointer(),
        identifier.pointer(),
        certainty.as_ptr(),
        ptr::null(),
    ];
    // SAFETY: all pointers are to strings that end with 0 and live in this frame or for ever. The environment is never changed.
    unsafe {
        let mut none: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(&raw mut none);
        // The handler's own signal is blocked, and would stay so.
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, ptr::null_mut());
        libc::execve(c"/proc/self/exe".as_ptr(), argv.as_ptr(), environ.cast());
        libc::execve(argv0, argv.as_ptr(), environ.cast());
    }
    // The program's file cannot be executed any more. In a handler of signals this may block for ever, which is better than the end.
    let handed = idle::Handed {
        identifier: identifier.text().map(str::to_owned),
        next: handover::waiting(Call::Next),
        register: handover::waiting(Call::Register),
        is_certain,
    };
    std::process::exit(idle::run(&handed));
}

unsafe extern "C" {
    static environ: *const *const c_char;
}

/// The longest argument, with the 0 that ends it.
const ARGUMENT_BYTES: usize = 160;

/// An argument of a program, made without allocating.
struct Argument {
    bytes: [u8; ARGUMENT_BYTES],
    length: usize,
}

impl Argument {
    /// The argument names the socket of a call, and `execve` leaves that socket open.
    fn of_socket(name: &[u8], call: Call) -> Self {
        let mut argument = Argument { bytes: [0; ARGUMENT_BYTES], length: 0 };
        let Some(socket) = handover::waiting(call) else {
            return argument.with(b"-");
        };
        // SAFETY: it changes a flag of a descriptor, and nothing if that is closed.
        unsafe { libc::fcntl(socket, libc::F_SETFD, 0) };
        argument = argument.with(name);
        let mut digits = [0u8; 10];
        let mut start = digits.len();
        let mut rest = socket.unsigned_abs();
        while start > 0 && (rest > 0 || start == digits.len()) {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        argument.with(&digits[start..])
    }

    fn of_identifier() -> Self {
        let mut argument = Argument { bytes: [0; ARGUMENT_BYTES], length: 0 }.with(b"identifier=");
        // One byte stays 0: it ends the text.
        let room = ARGUMENT_BYTES - 1;
        argument.length += handover::copy_identifier(&mut argument.bytes[argument.length..room]);
        argument
    }

    fn with(mut self, text: &[u8]) -> Self {
        for (byte, new) in self.bytes[self.length..ARGUMENT_BYTES - 1].iter_mut().zip(text) {
            *byte = *new;
            self.length += 1;
        }
        self
    }

    fn pointer(&self) -> *const c_char {
        self.bytes.as_ptr().cast()
    }

    fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes[..self.length]).ok()?;
        text.split_once('=').map(|(_, value)| value).filter(|value| !value.is_empty())
    }
}
