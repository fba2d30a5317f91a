//! Environment, clock, log, parts, signals and the end.

use super::values::{self, Bytes, Count, Text};
use crate::{digest, fatal, host::Host, output, parts, signals};
use rquickjs::{Ctx, Exception, Function, Object, Persistent, Result, Value};
use std::{fmt::Display, fs::File, io::Read, rc::Rc};
use tokio::time::Instant;

/// What is read are tokens and settings.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// A request for more is a mistake.
const MAX_RANDOM_BYTES: usize = 64 * 1024;

pub(super) fn install<'js>(ctx: &Ctx<'js>, engine: &Object<'js>, host: &Rc<Host>) -> Result<()> {
    engine.set("env", environment(ctx)?)?;
    engine.set("writeStdout", Function::new(ctx.clone(), |bytes: Bytes<'js>| output::write(bytes.get())))?;
    engine.set("readFile", Function::new(ctx.clone(), read_file))?;
    engine.set("loadPart", Function::new(ctx.clone(), load_part))?;
    engine.set("exit", Function::new(ctx.clone(), exit))?;
    engine.set("fail", Function::new(ctx.clone(), fail))?;
    engine.set("random", Function::new(ctx.clone(), random))?;

    let timers = host.clone();
    let set_timer = move |ctx: Ctx<'js>, ms: f64, callback: Function<'js>| {
        timers.timers.borrow_mut().set(Instant::now(), ms, Persistent::save(&ctx, callback))
    };
    engine.set("setTimer", Function::new(ctx.clone(), set_timer))?;

    let timers = host.clone();
    let clear_timer =
        move |id: Count| drop(u32::try_from(id.0).ok().and_then(|id| timers.timers.borrow_mut().clear(id)));
    engine.set("clearTimer", Function::new(ctx.clone(), clear_timer))?;

    let signals = host.clone();
    let on_signal = move |ctx: Ctx<'js>, callback: Function<'js>| -> Result<()> {
        let before = signals.on_signal.replace(Some(Persistent::save(&ctx, callback)));
        if before.is_none() {
            signals::watch(&signals.events)
                .map_err(|error| Exception::throw_message(&ctx, &format!("cannot watch signals: {error}")))?;
        }
        Ok(())
    };
    engine.set("onSignal", Function::new(ctx.clone(), on_signal))?;

    let errors = host.clone();
    let on_error = move |ctx: Ctx<'js>, callback: Function<'js>| {
        errors.on_error.replace(Some(Persistent::save(&ctx, callback)));
    };
    engine.set("onError", Function::new(ctx.clone(), on_error))
}

fn environment<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let environment = Object::new(ctx.clone())?;
    for (name, value) in std::env::vars_os() {
        if let (Some(name), Some(value)) = (name.to_str(), value.to_str()) {
            environment.set(name, value)?;
        }
    }
    Ok(environment)
}

fn read_file<'js>(ctx: Ctx<'js>, path: String) -> Result<Value<'js>> {
    let problem = |problem: &dyn Display| Exception::throw_message(&ctx, &format!("cannot read {path}: {problem}"));
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(|error| problem(&error))?;
    // A file without end, such as a device, must not exhaust the memory.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| problem(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(problem(&format!("it has more than {MAX_FILE_BYTES} bytes")));
    }
    values::text(&ctx, &String::from_utf8_lossy(&bytes))
}

fn load_part<'js>(ctx: Ctx<'js>, name: String) -> Result<Object<'js>> {
    parts::load(&ctx, &name)
}

fn exit(code: Count) {
    // SAFETY: nothing is buffered that the end of the process would lose.
    unsafe { libc::_exit(code.0 as i32) };
}

fn fail(message: Text<'_>) {
    fatal::fail(&String::from_utf8_lossy(message.get()));
}

fn random<'js>(ctx: Ctx<'js>, count: Count) -> Result<Value<'js>> {
    if count.0 > MAX_RANDOM_BYTES {
        return Err(Exception::throw_range(
            &ctx,
            &format!("{} random bytes are more than {MAX_RANDOM_BYTES}", count.0),
        ));
    }
    let mut bytes = vec![0; count.0];
    digest::fill_random(&mut bytes).map_err(|problem| Exception::throw_message(&ctx, problem))?;
    values::own_bytes(&ctx, bytes)
}
