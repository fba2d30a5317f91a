//! A limit for the processor time of a call. It is not the time of a clock: Lambda may freeze the process, or give it a small share of a processor.

use std::{mem::MaybeUninit, time::Duration};

/// To ask for the time costs as much as to examine a few hundred bytes.
const BYTES_PER_CHECK: usize = 64 * 1024;

/// Processor time of this thread that may be used.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    until: Duration,
    unchecked: usize,
    is_spent: bool,
}

impl Budget {
    /// Begins now.
    pub fn new(limit: Duration) -> Self {
        Budget { until: used() + limit, unchecked: 0, is_spent: false }
    }

    /// Whether nothing is left.
    pub fn is_spent(&mut self) -> bool {
        self.is_spent = self.is_spent || used() > self.until;
        self.is_spent
    }

    /// Whether nothing was left the last time that was checked, which happens once in many bytes.
    pub fn is_spent_after(&mut self, bytes: usize) -> bool {
        self.unchecked += bytes;
        if self.unchecked >= BYTES_PER_CHECK {
            self.unchecked = 0;
            self.is_spent();
        }
        self.is_spent
    }
}

fn used() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::uninit();
    // SAFETY: the call writes the time, or fails and tells so.
    unsafe {
        if libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr()) != 0 {
            return Duration::ZERO;
        }
        let time = time.assume_init();
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_spent_by_work_and_not_by_waiting() {
        let mut budget = Budget::new(Duration::from_millis(20));
        std::thread::sleep(Duration::from_millis(30));
        assert!(!budget.is_spent());
        let mut worked = 0u64;
        while !budget.is_spent() {
            worked = std::hint::black_box(worked + 1);
        }
        assert!(worked > 0 && budget.is_spent_after(1));
    }

    #[test]
    fn is_checked_once_in_many_bytes() {
        let mut budget = Budget::new(Duration::ZERO);
        assert!(!budget.is_spent_after(BYTES_PER_CHECK - 1));
        assert!(budget.is_spent_after(1));
    }
}
