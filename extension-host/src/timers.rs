//! Timers, by their deadline. The clock may stand still while the process is frozen.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};
use tokio::time::Instant;

/// No timer is longer: 24 days, as in browsers and Node.js.
const MAX: Duration = Duration::from_millis(0x7fff_ffff);

/// Timers and what belongs to each.
pub struct Timers<T> {
    by_deadline: BTreeMap<(Instant, u32), T>,
    deadlines: HashMap<u32, Instant>,
    last_id: u32,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Timers { by_deadline: BTreeMap::new(), deadlines: HashMap::new(), last_id: 0 }
    }
}

impl<T> Timers<T> {
    /// Sets a timer. `ms` that is negative or not a number counts as 0.
    pub fn set(&mut self, now: Instant, ms: f64, value: T) -> u32 {
        let delay = if ms > 0.0 {
            Duration::try_from_secs_f64(ms / 1000.0).map_or(MAX, |delay| delay.min(MAX))
        } else {
            Duration::ZERO
        };
        self.last_id = self.last_id.wrapping_add(1);
        let id = self.last_id;
        let deadline = now + delay;
        self.by_deadline.insert((deadline, id), value);
        self.deadlines.insert(id, deadline);
        id
    }

    /// Returns what belonged to the timer, if it was still set.
    pub fn clear(&mut self, id: u32) -> Option<T> {
        let deadline = self.deadlines.remove(&id)?;
        self.by_deadline.remove(&(deadline, id))
    }

    /// Takes the earliest timer that is due.
    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let entry = self.by_deadline.first_entry()?;
        let (deadline, id) = *entry.key();
        if deadline > now {
            return None;
        }
        self.deadlines.remove(&id);
        Some(entry.remove())
    }

    /// When the next timer is due.
    pub fn next(&self) -> Option<Instant> {
        self.by_deadline.first_key_value().map(|((deadline, _), _)| *deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_are_due_in_the_order_of_their_deadlines_and_then_of_setting() {
        let mut timers = Timers::default();
        let now = Instant::now();
        for (ms, name) in [(2.0, "late"), (1.0, "first"), (1.0, "second"), (f64::NAN, "now"), (-5.0, "now too")] {
            timers.set(now, ms, name);
        }
        let later = now + Duration::from_millis(1);
        let due: Vec<_> = std::iter::from_fn(|| timers.take_due(later)).collect();
        assert_eq!(due, ["now", "now too", "first", "second"]);
        assert_eq!(timers.next(), Some(now + Duration::from_millis(2)));
    }

    #[test]
    fn a_cleared_timer_is_never_due() {
        let mut timers = Timers::default();
        let now = Instant::now();
        let id = timers.set(now, 0.0, "cleared");
        assert_eq!(timers.clear(id), Some("cleared"));
        assert_eq!(timers.clear(id), None);
        assert_eq!(timers.take_due(now), None);
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn an_endless_timer_is_set_to_a_time_that_exists() {
        let mut timers = Timers::default();
        let now = Instant::now();
        timers.set(now, f64::INFINITY, ());
        assert_eq!(timers.next(), Some(now + MAX));
    }
}
