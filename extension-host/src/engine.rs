//! The JavaScript engine: its limits, and how a program is started in it.

use crate::{
    bindings::values,
    event_loop::{Ended, EventLoop},
};
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Module, Persistent, Promise, Runtime, Value};
use std::{mem::ManuallyDrop, time::Duration};

/// The extension, as QuickJS's bytecode.
static BYTECODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/main.bytecode"));
static BYTECODE_CRC32: [u8; 4] = *include_bytes!(concat!(env!("OUT_DIR"), "/main.crc32"));

/// JavaScript that calls itself without end gets an exception after this many bytes of the 8 MiB stack.
const MAX_STACK_BYTES: usize = 1024 * 1024;

/// The least limit of the engine's memory.
const MIN_MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// QuickJS frees most memory as soon as it is unused. What refers to itself waits for the collector, which runs when this much is allocated, and then
/// whenever there is half as much again as it left.
const GC_THRESHOLD_BYTES: usize = 1024 * 1024;

/// What runs in the engine.
pub enum Program<'a> {
    /// What was built in.
    BuiltIn,
    /// An ES module, with its name.
    Source(&'a str, &'a str),
}

/// The extension, as it was built in.
pub fn bytecode() -> &'static [u8] {
    BYTECODE
}

/// Beyond these, JavaScript cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of the engine. Bodies that come from the listener and from responses are not counted; they have limits of their own.
    pub memory_bytes: usize,
    /// Of one callback, with what it puts off, in processor time.
    pub turn: Duration,
}

impl Limits {
    /// The engine's memory is limited to half of the function's, and to 64 MiB at least: the default buffer is a sixteenth of the
    /// function's memory, and a buffer that takes more than half of it leaves none for the function.
    ///
    /// A turn may take 5 s: it takes milliseconds, because bodies are bounded.
    pub fn of_function(memory_mb: Option<&str>) -> Limits {
        let megabytes: usize = memory_mb.and_then(|text| text.parse().ok()).unwrap_or(0);
        let memory_bytes = megabytes.saturating_mul(1024 * 1024 / 2).max(MIN_MEMORY_BYTES);
        Limits { memory_bytes, turn: Duration::from_secs(5) }
    }

    /// Of the function whose environment this is.
    pub fn from_environment() -> Limits {
        Limits::of_function(std::env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").ok().as_deref())
    }
}

/// Runs a program until it has nothing left to do, or cannot go on. Blocks the thread.
///
/// `prepare` can add globals.
pub fn run(program: &Program<'_>, limits: Limits, prepare: impl FnOnce(&Ctx<'_>) -> rquickjs::Result<()>) -> Ended {
    match start(program, limits, prepare) {
        Ok(ended) => ended,
        Err(reason) => Ended::Fatal(reason),
    }
}

fn start(
    program: &Program<'_>,
    limits: Limits,
    prepare: impl FnOnce(&Ctx<'_>) -> rquickjs::Result<()>,
) -> Result<Ended, String> {
    let failed = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(2)
        .thread_stack_size(256 * 1024)
        .build()
        .map_err(|error| failed("the event loop cannot start", &error))?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&tokio, async {
        // The process ends, or replaces itself: freeing the engine while values of JavaScript are held would be an error.
        let runtime = Runtime::new().map_err(|error| failed("the JavaScript engine cannot start", &error))?;
        let runtime = ManuallyDrop::new(runtime);
        runtime.set_memory_limit(limits.memory_bytes);
        runtime.set_max_stack_size(MAX_STACK_BYTES);
        runtime.set_gc_threshold(GC_THRESHOLD_BYTES);
        let context = Context::full(&runtime).map_err(|error| failed("the JavaScript engine cannot start", &error))?;
        let context = ManuallyDrop::new(context);
        let events = EventLoop::new(&context, limits.turn)
            .map_err(|error| failed("the JavaScript engine cannot start", &error))?;
        let evaluation = context.with(|ctx| {
            prepare(&ctx).map_err(|error| failed("the JavaScript engine cannot start", &error))?;
            load(&ctx, program).map(|promise| Persistent::save(&ctx, promise))
        })?;
        events.run_jobs(&context);
        context.with(|ctx| {
            let promise =
                evaluation.restore(&ctx).map_err(|error| failed("the JavaScript engine cannot start", &error))?;
            match promise.result::<Value<'_>>() {
                Some(result) => result.map(drop).catch(&ctx).map_err(|error| load_failed(&ctx, &error)),
                None => Ok(()),
            }
        })?;
        Ok(events.run(&context).await)
    })
}

fn load<'js>(ctx: &Ctx<'js>, program: &Program<'_>) -> Result<Promise<'js>, String> {
    let module = match program {
        Program::BuiltIn => {
            if crc32fast::hash(BYTECODE).to_le_bytes() != BYTECODE_CRC32 {
                return Err("the bytecode in the program file is damaged".to_owned());
            }
            // SAFETY: these bytes were written by the same version of QuickJS (build.rs), and are those that were written.
            unsafe { Module::load(ctx.clone(), BYTECODE) }
        }
        Program::Source(name, source) => Module::declare(ctx.clone(), *name, *source),
    };
    let evaluated = module.and_then(|module| module.eval());
    evaluated.map(|(_, promise)| promise).catch(ctx).map_err(|error| load_failed(ctx, &error))
}

fn load_failed<'js>(ctx: &Ctx<'js>, error: &CaughtError<'js>) -> String {
    format!("JavaScript failed while it was loaded: {}", values::describe_caught(ctx, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_may_use_half_of_the_functions_memory_and_64_mib_at_least() {
        let memory = |text: Option<&str>| Limits::of_function(text).memory_bytes >> 20;
        assert_eq!([memory(None), memory(Some("x")), memory(Some("128")), memory(Some("3008"))], [64, 64, 64, 1504]);
    }
}
