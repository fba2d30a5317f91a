//! Hands what happens outside to JavaScript, one callback after the other, and reports what goes wrong in them.

use crate::{
    bindings,
    client::{Client, Response},
    failure::Failure,
    host::Host,
    listener::{Listener, Received},
    tls::Tls,
};
use rquickjs::{Context, Ctx, Persistent, Runtime};
use std::{mem, rc::Rc, time::Duration};
use tokio::{sync::mpsc, time::Instant};

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
        let host = Rc::new(Host::new(Client::new(tls), events));
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
