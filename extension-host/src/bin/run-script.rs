//! Runs a JavaScript file on the host. For tests only: it is not in the layer.
//!
//! `run-script FILE` ends with 0 when the script has nothing left to do. The script has one more global than the extension: `crash(how)`.
//! `MAX_TURN_MS` limits the processor time of a turn, which is not limited otherwise.

use extension_host::{
    engine::{self, Limits, Program},
    event_loop::Ended,
    fatal,
    idle::{self, Handed},
    output,
};
use rquickjs::{Ctx, Exception, Function, Result};
use std::time::Duration;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        output::log("run-script FILE: no file is given");
        std::process::exit(2);
    };
    if file == fatal::IDLE {
        std::process::exit(idle::run(&Handed::from_arguments(arguments)));
    }
    fatal::install();
    let source =
        std::fs::read_to_string(&file).unwrap_or_else(|error| fatal::fail(&format!("cannot read {file}: {error}")));
    // Tests may compute for long.
    let mut limits = Limits { turn: Duration::MAX, ..Limits::from_environment() };
    if let Some(ms) = std::env::var("MAX_TURN_MS").ok().and_then(|ms| ms.parse().ok()) {
        limits.turn = Duration::from_millis(ms);
    }
    let ended = engine::run(&Program::Source(&file, &source), limits, |ctx| {
        ctx.globals().set("crash", Function::new(ctx.clone(), crash))
    });
    match ended {
        Ended::NothingLeft => std::process::exit(0),
        Ended::Fatal(reason) => fatal::fail(&reason),
    }
}

/// Fails as a defect of the host would.
fn crash(ctx: Ctx<'_>, how: String) -> Result<()> {
    match how.as_str() {
        "panic" => panic!("asked to"),
        "abort" => std::process::abort(),
        "allocation" => std::alloc::handle_alloc_error(std::alloc::Layout::new::<u64>()),
        "stack" => drop(exhaust_stack(1)),
        "thread-panic" => drop(std::thread::spawn(|| panic!("asked to, on another thread")).join()),
        _ => {
            let signal = match how.as_str() {
                "SIGSEGV" => libc::SIGSEGV,
                "SIGBUS" => libc::SIGBUS,
                "SIGILL" => libc::SIGILL,
                _ => return Err(Exception::throw_type(&ctx, &format!("cannot crash by {how:?}"))),
            };
            // SAFETY: always.
            unsafe { libc::raise(signal) };
        }
    }
    Ok(())
}

#[allow(unconditional_recursion)]
fn exhaust_stack(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 128]);
    exhaust_stack(depth + 1) + frame[1]
}
