//! What JavaScript has asked for and what is not done yet, and how it learns what has happened.

use crate::{
    bindings::values,
    client::Client,
    event_loop::Event,
    failure::Failure,
    listener::{Listener, Received},
    output,
    timers::Timers,
};
use rquickjs::{CatchResultExt, CaughtError, Ctx, Exception, Function, Persistent, Value, function::IntoArgs};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};
use tokio::{sync::mpsc, task::AbortHandle};

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
    pub turn_began: Cell<Duration>,
}

impl Host {
    /// Of a new engine.
    pub fn new(client: Rc<Client>, events: mpsc::UnboundedSender<Event>) -> Host {
        Host {
            client,
            events,
            timers: RefCell::default(),
            last_number: Cell::new(0),
            in_progress: RefCell::default(),
            listening: RefCell::default(),
            on_signal: RefCell::default(),
            on_error: RefCell::default(),
            rejections: RefCell::default(),
            fatal: RefCell::default(),
            turn_began: Cell::default(),
        }
    }

    /// Returns the number of a new request or connection.
    pub fn next_number(&self) -> u32 {
        self.last_number.set(self.last_number.get().wrapping_add(1));
        self.last_number.get()
    }

    /// Whether no request and no listener is left.
    pub fn has_nothing_left(&self) -> bool {
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

    /// Hands an event to its callback or promise.
    pub fn dispatch<'js>(&self, ctx: &Ctx<'js>, event: Event) {
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
