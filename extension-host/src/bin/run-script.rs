//! Runs a JavaScript file on the host. For tests only: it is not in the layer.
//!
//! `run-script FILE` ends with 0 when the script has nothing left to do. The script has one more global than the extension: `crash(how)`.
//! Its screens panic at events that contain `panic in the screen`, and at their start if they are to omit the type `panic`.
//! `MAX_TURN_MS` limits the processor time of a turn, which is not limited otherwise.

use extension_host::{
    bindings::screen,
    engine::{self, Limits, Program},
    event_loop::Ended,
    fatal,
    idle::{self, Handed},
    isolated_screen::Examine,
    output,
};
use extension_screen::{Events, Rules, Screen, Screened, patterns::Unusable};
use rquickjs::{Ctx, Exception, Function, Object, Result};
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
        screen::install_with(ctx, &ctx.globals().get::<_, Object<'_>>("engine")?, Breakable::boxed)?;
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

/// A screen with a defect.
struct Breakable(Screen);

impl Breakable {
    fn boxed(rules: Rules) -> std::result::Result<Box<dyn Examine>, Unusable> {
        assert!(!rules.omit_types.iter().any(|omitted| omitted == "panic"), "asked to, while patterns are compiled");
        // Tests may compute for long.
        Ok(Box::new(Breakable(Screen::new(rules)?.with_limit(Duration::from_secs(3_600)))))
    }
}

impl Examine for Breakable {
    fn examine(&mut self, events: &Events<'_>) -> Screened {
        let first = events.positions.get(3 * events.first).map_or(0, |start| *start as usize);
        let last = events.positions.get(3 * (events.first + events.count) - 2).map_or(0, |end| *end as usize);
        let text = String::from_utf8_lossy(&events.body[first..last]);
        assert!(!text.contains("panic in the screen"), "asked to, in a screen");
        self.0.examine(events)
    }
}

#[allow(unconditional_recursion)]
fn exhaust_stack(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 128]);
    exhaust_stack(depth + 1) + frame[1]
}
