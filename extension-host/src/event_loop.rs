//! Hands what happens outside to JavaScript, one callback after the other, and reports what goes wrong in them.

use crate::{
    bindings::{self, values},
    client::{Client, Response},
    failure::Failure,
    listener::{Listener, Received},
    output,
    timers::Timers,
    tls::Tls,
};
use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Exception, Function, Persistent, Runtime, Value, function::IntoArgs,
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    mem,
    rc::Rc,
    time::Duration,
};
use tokio::{sync::mpsc, task::AbortHandle, time::Instant};

/// Something that happened, for JavaScript.
pub enum Event {
    /// At the listener.
    Received(Received),
    /// The listener has started, or not.
    Listening(Result<Listener, Failure>),
    /// A request, by its number, is with the operating system.
    Sent(u32),
    /// A request has ended.
    Answered(u32, Result<Response, Failure>),
    /// A connection is open, or not.
    Connected(u32, Result<(), Failure>),
    /// SIGTERM or SIGINT.
    Signal(&'static str),
    /// Something that JavaScript did not ask for went wrong.
    Problem(String),
}

impl From<Received> for Event {
    fn from(received: Received) -> Self {
        Event::Received(received)
    }
}

/// Why the loop has ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// No timer, no request and no listener is left: nothing can ever happen again.
    NothingLeft,
    /// JavaScript cannot go on.
    Fatal(String),
}

/// A function of JavaScript that is kept.
pub type Callback = Persistent<Function<'static>>;

/// The two functions that settle a promise.
pub struct Deferred {
    /// Takes the value.
    pub resolve: Callback,
    /// Takes the error.
    pub reject: Callback,
}

/// A request or a connection in progress.
pub struct InProgress {
    /// Ends it.
    pub task: AbortHandle,
    /// Of its promise.
    pub deferred: Deferred,
    /// Of a request.
    pub on_sent: Option<Callback>,
}

/// A listener in JavaScript's view.
pub struct Listening {
    /// Until it has started: none.
    pub listener: Option<Listener>,
    /// Of the promise of the port, until it has started.
    pub deferred: Option<Deferred>,
    /// Receives bodies.
    pub on_body: Callback,
    /// Receives reasons.
    pub on_refused: Callback,
}

/// What JavaScript has asked for, and what is not done yet.
pub struct Host {
    /// The HTTP client.
    pub client: Rc<Client>,
    /// Into the loop.
    pub events: mpsc::UnboundedSender<Event>,
    /// Each with its callback.
    pub timers: RefCell<Timers<Callback>>,
    /// Of the last request or connection.
    last_number: Cell<u32>,
    /// By number.
    pub in_progress: RefCell<HashMap<u32, InProgress>>,
    /// The only listener.
    pub listening: RefCell<Option<Listening>>,
    /// For SIGTERM and SIGINT.
    pub on_signal: RefCell<Option<Callback>>,
    /// For exceptions.
    pub on_error: RefCell<Option<Callback>>,
    /// Rejected promises that nothing handles yet, each with its reason.
    pub rejections: RefCell<Vec<(Persistent<Value<'static>>, Persistent<Value<'static>>)>>,
    /// Why JavaScript cannot go on.
    pub fatal: RefCell<Option<String>>,
    /// The processor time of this thread when the current turn began.
    turn_began: Cell<Duration>,
}

/// The loop of one engine.
pub struct EventLoop {
    host: Rc<Host>,
    incoming: mpsc::UnboundedReceiver<Event>,
}

impl EventLoop {
    /// Installs the global `engine`. `max_turn` limits the processor time of one callback, with what it puts off.
    pub fn new(context: &Context, max_turn: Duration) -> rquickjs::Result<EventLoop> {
        let (events, incoming) = mpsc::unbounded_channel();
        let problems = events.clone();
        let tls = Tls::from_environment(move |problem| {
            // The receiver lives as long as the loop.
            let _ = problems.send(Event::Problem(problem));
        });
        let host = Rc::new(Host {
            client: Client::new(tls),
            events,
            timers: RefCell::default(),
            last_number: Cell::new(0),
            in_progress: RefCell::default(),
            listening: RefCell::default(),
            on_signal: RefCell::default(),
            on_error: RefCell::default(),
            rejections: RefCell::default(),
            fatal: RefCell::default(),
            turn_began: Cell::new(processor_time()),
        });
        track_rejections(context.runtime(), host.clone());
        stop_endless_turns(context.runtime(), host.clone(), max_turn);
        context.with(|ctx| bindings::install(&ctx, &host))?;
        Ok(EventLoop { host, incoming })
    }

    /// Runs until nothing is left to do or JavaScript cannot go on. To be called in a `tokio::task::LocalSet`.
    pub async fn run(mut self, context: &Context) -> Ended {
        loop {
            self.turn(context, |_| {});
            if let Some(reason) = self.host.fatal.take() {
                return Ended::Fatal(reason);
            }
            let due = self.host.timers.borrow_mut().take_due(Instant::now());
            if let Some(callback) = due {
                self.turn(context, |ctx| self.host.call(ctx, &callback, ()));
                // Timers that set timers must not keep requests from going on.
                tokio::task::yield_now().await;
                if let Ok(event) = self.incoming.try_recv() {
                    self.turn(context, |ctx| self.host.dispatch(ctx, event));
                }
                continue;
            }
            let next = self.host.timers.borrow().next();
            if next.is_none() && self.host.has_nothing_left() && self.incoming.is_empty() {
                return Ended::NothingLeft;
            }
            let event = match next {
                None => self.incoming.recv().await,
                Some(deadline) => tokio::select! {
                    event = self.incoming.recv() => event,
                    () = tokio::time::sleep_until(deadline) => None,
                },
            };
            if let Some(event) = event {
                self.turn(context, |ctx| self.host.dispatch(ctx, event));
            }
        }
    }

    /// Runs one callback, then what it has put off, and reports promises that were rejected meanwhile.
    fn turn(&self, context: &Context, callback: impl FnOnce(&Ctx<'_>)) {
        self.host.turn_began.set(processor_time());
        context.with(|ctx| callback(&ctx));
        self.run_jobs(context);
        self.report_rejections(context);
    }

    /// Runs what callbacks have put off: the continuations of promises.
    pub fn run_jobs(&self, context: &Context) {
        loop {
            match context.runtime().execute_pending_job() {
                Ok(true) => {}
                Ok(false) => break,
                Err(failed) => failed.0.with(|ctx| {
                    let error = ctx.catch();
                    self.host.report_exception(&ctx, &error);
                }),
            }
        }
    }

    fn report_rejections(&self, context: &Context) {
        let rejections = mem::take(&mut *self.host.rejections.borrow_mut());
        if rejections.is_empty() {
            return;
        }
        context.with(|ctx| {
            for (_, reason) in rejections {
                if let Ok(reason) = reason.restore(&ctx) {
                    self.host.report_exception(&ctx, &reason);
                }
            }
        });
    }
}

impl Host {
    /// Returns the number of a new request or connection.
    pub fn next_number(&self) -> u32 {
        self.last_number.set(self.last_number.get().wrapping_add(1));
        self.last_number.get()
    }

    fn has_nothing_left(&self) -> bool {
        self.in_progress.borrow().is_empty() && self.listening.borrow().is_none()
    }

    /// Calls a callback. An exception is reported, and is no reason to stop.
    pub fn call<'js>(&self, ctx: &Ctx<'js>, callback: &Callback, args: impl IntoArgs<'js>) {
        let result = callback.clone().restore(ctx).and_then(|function| function.call::<_, Value<'js>>(args));
        self.check(ctx, result.map(drop));
    }

    /// Reports the exception of a failed call.
    pub fn check<'js>(&self, ctx: &Ctx<'js>, result: rquickjs::Result<()>) {
        match result.catch(ctx) {
            Ok(()) => {}
            Err(CaughtError::Exception(exception)) => self.report_exception(ctx, exception.as_value()),
            Err(CaughtError::Value(value)) => self.report_exception(ctx, &value),
            Err(CaughtError::Error(error)) => self.report(ctx, &format!("the host failed: {error}")),
        }
    }

    /// Reports an exception, or notes that JavaScript cannot go on.
    pub fn report_exception<'js>(&self, ctx: &Ctx<'js>, error: &Value<'js>) {
        if self.fatal.borrow().is_some() {
            return;
        }
        if values::is_out_of_memory(error) {
            *self.fatal.borrow_mut() = Some("the memory of the JavaScript engine is exhausted".to_owned());
            return;
        }
        self.report(ctx, &values::describe(ctx, error));
    }

    /// Gives a message to `onError`.
    pub fn report(&self, ctx: &Ctx<'_>, message: &str) {
        let callback = self.on_error.borrow().clone();
        let reported = callback.is_some_and(|callback| {
            let result = callback.restore(ctx).and_then(|function| function.call::<_, Value<'_>>((message,)));
            result.catch(ctx).is_ok()
        });
        if !reported {
            output::log(message);
        }
    }

    fn dispatch<'js>(&self, ctx: &Ctx<'js>, event: Event) {
        match event {
            Event::Received(received) => self.received(ctx, received),
            Event::Listening(result) => self.has_started(ctx, result),
            Event::Sent(number) => {
                let callback =
                    self.in_progress.borrow_mut().get_mut(&number).and_then(|request| request.on_sent.take());
                if let Some(callback) = callback {
                    self.call(ctx, &callback, ());
                }
            }
            Event::Answered(number, result) => {
                let request = self.in_progress.borrow_mut().remove(&number);
                if let Some(request) = request {
                    self.settle(ctx, request.deferred, result, |response| values::response(ctx, response));
                }
            }
            Event::Connected(number, result) => {
                let connecting = self.in_progress.borrow_mut().remove(&number);
                if let Some(connecting) = connecting {
                    self.settle(ctx, connecting.deferred, result, |()| Ok(Value::new_undefined(ctx.clone())));
                }
            }
            Event::Signal(name) => {
                let callback = self.on_signal.borrow().clone();
                if let Some(callback) = callback {
                    self.call(ctx, &callback, (name,));
                }
            }
            Event::Problem(message) => self.report(ctx, &message),
        }
    }

    fn received<'js>(&self, ctx: &Ctx<'js>, received: Received) {
        let callbacks =
            self.listening.borrow().as_ref().map(|listening| (listening.on_body.clone(), listening.on_refused.clone()));
        // The listener may have been closed.
        let Some((on_body, on_refused)) = callbacks else { return };
        if let Some(listener) = self.listening.borrow().as_ref().and_then(|listening| listening.listener.as_ref()) {
            listener.taken(&received);
        }
        match received {
            Received::Refused(reason) => self.call(ctx, &on_refused, (reason,)),
            Received::Body { bytes, id, connection } => match values::own_bytes(ctx, bytes) {
                Ok(body) => self.call(ctx, &on_body, (body, id, connection as f64)),
                Err(error) => self.check(ctx, Err(error)),
            },
        }
    }

    fn has_started<'js>(&self, ctx: &Ctx<'js>, result: Result<Listener, Failure>) {
        let Some(deferred) = self.listening.borrow_mut().as_mut().and_then(|listening| listening.deferred.take())
        else {
            // It was closed before it had started.
            if let Ok(listener) = result {
                listener.close();
            }
            return;
        };
        let port = match result {
            Ok(listener) => {
                let port = listener.port;
                if let Some(listening) = self.listening.borrow_mut().as_mut() {
                    listening.listener = Some(listener);
                }
                Ok(port)
            }
            Err(failure) => {
                *self.listening.borrow_mut() = None;
                Err(failure)
            }
        };
        self.settle(ctx, deferred, port, |port| Ok(Value::new_int(ctx.clone(), i32::from(port))));
    }

    /// Resolves or rejects a promise.
    pub fn settle<'js, T>(
        &self,
        ctx: &Ctx<'js>,
        deferred: Deferred,
        result: Result<T, Failure>,
        to_js: impl FnOnce(T) -> rquickjs::Result<Value<'js>>,
    ) {
        let settled = match result {
            Ok(value) => to_js(value).map(|value| (deferred.resolve, value)),
            Err(failure) => engine_error(ctx, &failure).map(|error| (deferred.reject, error)),
        };
        match settled {
            Ok((settle, value)) => self.call(ctx, &settle, (value,)),
            Err(error) => self.check(ctx, Err(error)),
        }
    }
}

fn engine_error<'js>(ctx: &Ctx<'js>, failure: &Failure) -> rquickjs::Result<Value<'js>> {
    let error = Exception::from_message(ctx.clone(), &failure.message)?.into_object();
    error.set("code", failure.code)?;
    Ok(error.into_value())
}

/// QuickJS asks now and then whether JavaScript may go on. A loop without end would hold every later invocation until the function's time-out.
fn stop_endless_turns(runtime: &Runtime, host: Rc<Host>, max_turn: Duration) {
    runtime.set_interrupt_handler(Some(Box::new(move || {
        let is_endless = processor_time().saturating_sub(host.turn_began.get()) > max_turn;
        if is_endless {
            *host.fatal.borrow_mut() = Some(format!("JavaScript did not return within {} s", max_turn.as_secs_f64()));
        }
        is_endless
    })));
}

/// Of this thread. It stands still while the process is frozen, or waits for a processor.
fn processor_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the memory is a timespec of this frame. If it fails, no time has passed.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// QuickJS tells when a promise without a handler is rejected, and when it gets a handler after all.
fn track_rejections(runtime: &Runtime, host: Rc<Host>) {
    runtime.set_host_promise_rejection_tracker(Some(Box::new(move |ctx, promise, reason, is_handled| {
        let mut rejections = host.rejections.borrow_mut();
        if !is_handled {
            rejections.push((Persistent::save(&ctx, promise), Persistent::save(&ctx, reason)));
            return;
        }
        rejections.retain(|(rejected, _)| rejected.clone().restore(&ctx).is_ok_and(|rejected| rejected != promise));
    })));
}
