//! The listener and the client.

use super::values::{Bytes, Count, Text};
use crate::{
    client::{Request, Target},
    event_loop::Event,
    failure::Failure,
    host::{Deferred, Host, InProgress, Listening},
    listener,
};
use rquickjs::{Ctx, Exception, Function, Object, Persistent, Promise, Result};
use std::{rc::Rc, time::Duration};

pub(super) fn install<'js>(ctx: &Ctx<'js>, engine: &Object<'js>, host: &Rc<Host>) -> Result<()> {
    let used = host.clone();
    let listen = move |ctx: Ctx<'js>, on_body: Function<'js>, on_refused: Function<'js>| {
        listen(&ctx, &used, on_body, on_refused)
    };
    engine.set("listen", Function::new(ctx.clone(), listen))?;

    let used = host.clone();
    engine.set("closeListener", Function::new(ctx.clone(), move || close_listener(&used)))?;

    let used = host.clone();
    let request = move |ctx: Ctx<'js>, options: Object<'js>| request(&ctx, &used, &options);
    engine.set("request", Function::new(ctx.clone(), request))?;

    let used = host.clone();
    let cancel = move |ctx: Ctx<'js>, id: Count| cancel(&ctx, &used, id);
    engine.set("cancel", Function::new(ctx.clone(), cancel))?;

    let used = host.clone();
    let connect = move |ctx: Ctx<'js>, options: Object<'js>| connect(&ctx, &used, &options);
    engine.set("connect", Function::new(ctx.clone(), connect))?;

    let used = host.clone();
    engine.set("closePool", Function::new(ctx.clone(), move |pool: String| used.client.close_pool(&pool)))
}

fn deferred<'js>(ctx: &Ctx<'js>) -> Result<(Promise<'js>, Deferred)> {
    let (promise, resolve, reject) = ctx.promise()?;
    Ok((promise, Deferred { resolve: Persistent::save(ctx, resolve), reject: Persistent::save(ctx, reject) }))
}

fn listen<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    on_body: Function<'js>,
    on_refused: Function<'js>,
) -> Result<Promise<'js>> {
    if host.listening.borrow().is_some() {
        return Err(Exception::throw_message(ctx, "the host listens already"));
    }
    let (promise, deferred) = deferred(ctx)?;
    *host.listening.borrow_mut() = Some(Listening {
        listener: None,
        deferred: Some(deferred),
        on_body: Persistent::save(ctx, on_body),
        on_refused: Persistent::save(ctx, on_refused),
    });
    let events = host.events.clone();
    tokio::task::spawn_local(async move {
        let started = listener::listen(listener::into_channel(events.clone())).await;
        // The receiver lives as long as the loop.
        let _ = events.send(Event::Listening(started));
    });
    Ok(promise)
}

fn close_listener(host: &Rc<Host>) {
    if let Some(listener) = host.listening.borrow_mut().take().and_then(|listening| listening.listener) {
        listener.close();
    }
}

fn request<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, options: &Object<'js>) -> Result<Object<'js>> {
    let on_sent: Option<Function<'js>> = options.get("onSent")?;
    let mut request = Request {
        target: target(options)?,
        method: options.get("method")?,
        path: options.get("path")?,
        headers: headers(&options.get("headers")?)?,
        limit: limit(options, "timeoutMs")?,
        max_idle: options.get::<_, Option<f64>>("maxIdleMs")?.map(milliseconds),
        retries_stale: options.get::<_, Option<bool>>("retriesStale")?.unwrap_or(false),
        body: bytes::Bytes::new(),
    };
    // The last one: no JavaScript runs while it is read.
    if let Some(body) = options.get::<_, Option<Bytes<'js>>>("body")? {
        request.body = bytes::Bytes::copy_from_slice(body.get());
    }
    let (promise, deferred) = deferred(ctx)?;
    let number = host.next_number();
    let client = host.client.clone();
    let events = host.events.clone();
    let sent_events = on_sent.is_some().then(|| host.events.clone());
    let task = tokio::task::spawn_local(async move {
        let on_sent = move || {
            if let Some(events) = sent_events {
                // The receiver lives as long as the loop.
                let _ = events.send(Event::Sent(number));
            }
        };
        let result = client.request(request, on_sent).await;
        let _ = events.send(Event::Answered(number, result));
    });
    let on_sent = on_sent.map(|on_sent| Persistent::save(ctx, on_sent));
    host.in_progress.borrow_mut().insert(number, InProgress { task: task.abort_handle(), deferred, on_sent });
    let started = Object::new(ctx.clone())?;
    started.set("id", number)?;
    started.set("answer", promise)?;
    Ok(started)
}

fn cancel(ctx: &Ctx<'_>, host: &Rc<Host>, id: Count) {
    let request = u32::try_from(id.0).ok().and_then(|id| host.in_progress.borrow_mut().remove(&id));
    if let Some(request) = request {
        request.task.abort();
        host.settle(ctx, request.deferred, Err::<(), _>(Failure::aborted()), |()| {
            Ok(rquickjs::Value::new_undefined(ctx.clone()))
        });
    }
}

fn connect<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, options: &Object<'js>) -> Result<Promise<'js>> {
    let target = target(options)?;
    let (promise, deferred) = deferred(ctx)?;
    let number = host.next_number();
    let client = host.client.clone();
    let events = host.events.clone();
    let task = tokio::task::spawn_local(async move {
        let result = client.connect(&target).await;
        // The receiver lives as long as the loop.
        let _ = events.send(Event::Connected(number, result));
    });
    host.in_progress.borrow_mut().insert(number, InProgress { task: task.abort_handle(), deferred, on_sent: None });
    Ok(promise)
}

fn target(options: &Object<'_>) -> Result<Target> {
    Ok(Target {
        origin: options.get("origin")?,
        pool: options.get("pool")?,
        connect_limit: limit(options, "connectTimeoutMs")?,
        proxy: options.get("proxy")?,
    })
}

/// Reads a `Record<string, string>`. Values are Latin-1 or UTF-8 text.
pub(super) fn headers<'js>(record: &Object<'js>) -> Result<Vec<(String, String)>> {
    record
        .props::<String, Text<'js>>()
        .map(|property| {
            let (name, value) = property?;
            Ok((name, String::from_utf8_lossy(value.get()).into_owned()))
        })
        .collect()
}

/// 0 is no limit.
fn limit(options: &Object<'_>, name: &str) -> Result<Option<Duration>> {
    let ms: f64 = options.get(name)?;
    Ok((ms > 0.0).then(|| milliseconds(ms)))
}

fn milliseconds(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0).unwrap_or(if ms > 0.0 { Duration::MAX } else { Duration::ZERO })
}
