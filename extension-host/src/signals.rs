//! SIGTERM and SIGINT as events, instead of the end of the process.

use crate::event_loop::Event;
use std::io;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

/// From now on, signals are events.
pub fn watch(events: &mpsc::UnboundedSender<Event>) -> io::Result<()> {
    for (kind, name) in [(SignalKind::terminate(), "SIGTERM"), (SignalKind::interrupt(), "SIGINT")] {
        let mut signals = signal(kind)?;
        let events = events.clone();
        tokio::task::spawn_local(async move {
            while signals.recv().await.is_some() {
                if events.send(Event::Signal(name)).is_err() {
                    return;
                }
            }
        });
    }
    Ok(())
}
