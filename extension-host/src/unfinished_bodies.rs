//! Limits the bodies that have begun and not ended.
//!
//! Past the limit the oldest one is abandoned together with its connection: a body of Lambda takes milliseconds, and if it was Lambda's,
//! Lambda sends it again.

use std::collections::BTreeMap;

/// Lambda sends one body at a time, or a few. A process in the environment can begin any number, and end none.
const MAX_BODIES: usize = 64;
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The unfinished bodies, oldest first, each with its connection.
#[derive(Default)]
pub struct UnfinishedBodies {
    bodies: BTreeMap<u64, Unfinished>,
    bytes: usize,
    last: u64,
}

struct Unfinished {
    connection: u64,
    bytes: usize,
}

impl UnfinishedBodies {
    /// Begins a body. Returns its number, and the connection to abandon, if any.
    pub fn begin(&mut self, connection: u64) -> (u64, Option<u64>) {
        self.last += 1;
        self.bodies.insert(self.last, Unfinished { connection, bytes: 0 });
        let abandoned = if self.bodies.len() > MAX_BODIES { self.abandon_oldest() } else { None };
        (self.last, abandoned)
    }

    /// Counts a part of a body that is kept. Returns the connections to abandon.
    pub fn keep(&mut self, body: u64, bytes: usize) -> Vec<u64> {
        let Some(unfinished) = self.bodies.get_mut(&body) else {
            return Vec::new();
        };
        unfinished.bytes += bytes;
        self.bytes += bytes;
        let mut abandoned = Vec::new();
        while self.bytes > MAX_BYTES {
            match self.abandon_oldest() {
                Some(connection) => abandoned.push(connection),
                None => break,
            }
        }
        abandoned
    }

    /// To be called when a body has ended, or when its parts are no longer kept.
    pub fn end(&mut self, body: u64) {
        if let Some(unfinished) = self.bodies.remove(&body) {
            self.bytes -= unfinished.bytes;
        }
    }

    fn abandon_oldest(&mut self) -> Option<u64> {
        let (_, oldest) = self.bodies.pop_first()?;
        self.bytes -= oldest.bytes;
        Some(oldest.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_too_many_bodies_is_abandoned() {
        let mut bodies = UnfinishedBodies::default();
        for connection in 0..MAX_BODIES as u64 {
            assert_eq!(bodies.begin(connection).1, None);
        }
        assert_eq!(bodies.begin(1000).1, Some(0));
        bodies.end(2);
        assert_eq!(bodies.begin(1001).1, None);
        assert_eq!(bodies.begin(1002).1, Some(2));
    }

    #[test]
    fn the_oldest_of_too_many_bytes_are_abandoned() {
        let mut bodies = UnfinishedBodies::default();
        let (a, _) = bodies.begin(1);
        let (b, _) = bodies.begin(2);
        let (c, _) = bodies.begin(3);
        assert_eq!(bodies.keep(a, MAX_BYTES / 2), []);
        assert_eq!(bodies.keep(b, MAX_BYTES / 2), []);
        assert_eq!(bodies.keep(c, MAX_BYTES / 2 + 1), [1, 2]);
        bodies.end(c);
        assert_eq!(bodies.bytes, 0);
    }

    #[test]
    fn a_body_that_is_not_kept_counts_no_more() {
        let mut bodies = UnfinishedBodies::default();
        let (a, _) = bodies.begin(1);
        bodies.keep(a, MAX_BYTES);
        bodies.end(a);
        assert_eq!(bodies.keep(a, MAX_BYTES), []);
        let (b, _) = bodies.begin(2);
        assert_eq!(bodies.keep(b, MAX_BYTES), []);
    }
}
