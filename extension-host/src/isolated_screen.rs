//! A screen on a thread of its own: a panic there costs the events that it examined, and not the extension.
//!
//! Nothing unwinds in this program, so a thread that has panicked never runs again (`crate::fatal`), and its memory is lost.

use crate::fatal;
use extension_screen::{Events, Rules, Screen, Screened, patterns::Unusable};
use std::{
    mem,
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

const STACK_BYTES: usize = 256 * 1024;

/// After so many panics there is no further thread, so that the lost memory has a bound.
const MOST_PANICS: usize = 8;

/// What examines events. A panic may leave it in any state.
pub trait Examine {
    /// Examines events.
    fn examine(&mut self, events: &Events<'_>) -> Screened;
}

impl Examine for Screen {
    fn examine(&mut self, events: &Events<'_>) -> Screened {
        Screen::examine(self, events)
    }
}

/// Makes a screen.
///
/// # Errors
/// If a pattern cannot be used.
pub fn make_screen(rules: Rules) -> Result<Box<dyn Examine>, Unusable> {
    Ok(Box::new(Screen::new(rules)?))
}

/// Makes an examiner, on the thread on which it works.
pub type Make = fn(Rules) -> Result<Box<dyn Examine>, Unusable>;

/// Examines events on a thread of its own.
pub struct Isolated {
    rules: Rules,
    make: Make,
    worker: Worker,
    panics: usize,
}

/// Either side waits for the other, so that what is borrowed stays alive.
struct Worker {
    work: Sender<Events<'static>>,
    answers: Receiver<Result<Screened, String>>,
}

impl Isolated {
    /// Starts the thread.
    ///
    /// # Errors
    /// If a pattern cannot be compiled, or the thread not be started.
    pub fn new(rules: Rules, make: Make) -> Result<Self, Unusable> {
        Ok(Isolated { worker: Worker::start(rules.clone(), make)?, rules, make, panics: 0 })
    }

    /// Examines events.
    ///
    /// # Errors
    /// The message of a panic. These events are not examined, others can be.
    pub fn examine(&mut self, events: &Events<'_>) -> Result<Screened, String> {
        if self.panics == MOST_PANICS {
            return Err(format!("{MOST_PANICS} panics before"));
        }
        let result = self.worker.examine(events);
        if result.is_err() {
            self.panics += 1;
            if self.panics < MOST_PANICS {
                match Worker::start(self.rules.clone(), self.make) {
                    Ok(worker) => self.worker = worker,
                    Err(_) => self.panics = MOST_PANICS,
                }
            }
        }
        result
    }
}

impl Worker {
    fn start(rules: Rules, make: Make) -> Result<Self, Unusable> {
        let (work, given) = mpsc::channel::<Events<'static>>();
        let (answer, answers) = mpsc::channel();
        let (started, starts) = mpsc::channel();
        thread::Builder::new()
            .name("screen".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                fatal::prepare_thread();
                let (on_panic, on_early_panic) = (answer.clone(), started.clone());
                fatal::on_panic_of_this_thread(Box::new(move |message| {
                    // Whoever waits learns of it.
                    let _ = on_early_panic.send(Err(Unusable(message.to_owned())));
                    let _ = on_panic.send(Err(message.to_owned()));
                }));
                let mut examiner = match make(rules) {
                    Ok(examiner) => examiner,
                    Err(unusable) => return drop(started.send(Err(unusable))),
                };
                let _ = started.send(Ok(()));
                while let Ok(events) = given.recv() {
                    let _ = answer.send(Ok(examiner.examine(&events)));
                }
            })
            .map_err(|error| Unusable(format!("no thread: {error}")))?;
        starts.recv().unwrap_or_else(|_| Err(Unusable("the thread has ended".to_owned())))?;
        Ok(Worker { work, answers })
    }

    fn examine(&mut self, events: &Events<'_>) -> Result<Screened, String> {
        // SAFETY: what is borrowed lives until this function returns. Before that the thread has answered, and then it does not look at the
        // events again; or it has panicked, and then it does nothing any more.
        let lent = unsafe { mem::transmute::<Events<'_>, Events<'static>>(*events) };
        if self.work.send(lent).is_err() {
            return Err("the thread has ended".to_owned());
        }
        self.answers.recv().unwrap_or_else(|_| Err("the thread has ended".to_owned()))
    }
}
