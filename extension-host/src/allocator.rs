//! The memory allocator of the process, for Rust and for the JavaScript engine.
//!
//! musl's own takes each page from the kernel when it is first touched, and a page fault costs a microsecond or more in a virtual machine. It also
//! gives large blocks back at once, though the next body of telemetry needs such blocks again. This one takes small blocks from regions whose pages
//! come all at once, and keeps a few large blocks for the next body.

use dlmalloc::{Allocator, Dlmalloc};
use std::{
    alloc::{GlobalAlloc, Layout},
    ptr::{copy_nonoverlapping, null_mut, write_bytes},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The size of a page on each architecture that Lambda has.
const PAGE_BYTES: usize = 4096;

/// From this size on, a block has pages of its own: bodies, records and buffers, which a backlog has many of, and which must not remain after it.
const LARGE_BYTES: usize = 32 * 1024;

/// At most so much stays with the process when large blocks are freed.
const MOST_KEPT_BYTES: usize = 1024 * 1024;
const MOST_KEPT: usize = 16;

/// Takes pages from the kernel; null if there are none.
fn map(size: usize, populate: bool) -> *mut u8 {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | if populate { libc::MAP_POPULATE } else { 0 };
    // SAFETY: a new region at an address of the kernel's choice.
    let start = unsafe { libc::mmap(null_mut(), size, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    if start == libc::MAP_FAILED { null_mut() } else { start.cast() }
}

/// Changes the size of a region, and its address if necessary; null if the kernel has no more pages.
///
/// # Safety
/// The region is one of `map`.
unsafe fn remap(start: *mut u8, old_size: usize, new_size: usize, can_move: bool) -> *mut u8 {
    // SAFETY: as required above.
    let moved =
        unsafe { libc::mremap(start.cast(), old_size, new_size, if can_move { libc::MREMAP_MAYMOVE } else { 0 }) };
    if moved == libc::MAP_FAILED { null_mut() } else { moved.cast() }
}

/// Gives pages back.
///
/// # Safety
/// They are of `map`, and nothing uses them any more.
unsafe fn unmap(start: *mut u8, size: usize) -> bool {
    // SAFETY: as required above.
    unsafe { libc::munmap(start.cast(), size) == 0 }
}

/// Where dlmalloc gets its memory. It asks for 64 KiB at least, and soon uses them all: populating them at once is cheaper than a fault for each page.
struct Pages;

// SAFETY: the regions come from mmap, and nothing else uses them.
unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        (map(size, true), size, 0)
    }

    fn remap(&self, start: *mut u8, old_size: usize, new_size: usize, can_move: bool) -> *mut u8 {
        // SAFETY: dlmalloc passes a region of `alloc`.
        unsafe { remap(start, old_size, new_size, can_move) }
    }

    fn free_part(&self, start: *mut u8, old_size: usize, new_size: usize) -> bool {
        // SAFETY: dlmalloc passes the end of a region of `alloc`, which it no longer uses.
        unsafe { unmap(start.add(new_size), old_size - new_size) }
    }

    fn free(&self, start: *mut u8, size: usize) -> bool {
        // SAFETY: dlmalloc passes a region of `alloc`, which it no longer uses.
        unsafe { unmap(start, size) }
    }

    fn can_release_part(&self, _flags: u32) -> bool {
        true
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE_BYTES
    }
}

/// Large blocks that were freed.
struct Kept {
    blocks: [(*mut u8, usize); MOST_KEPT],
    /// How many there are; the oldest is the first. It never exceeds `MOST_KEPT`, so that no index here can be out of range.
    count: usize,
    bytes: usize,
}

impl Kept {
    /// Takes out a block of this size.
    fn take(&mut self, size: usize) -> Option<*mut u8> {
        let index = self.blocks[..self.count].iter().position(|(_, other)| *other == size)?;
        let (start, _) = self.blocks[index];
        self.count -= 1;
        self.blocks.copy_within(index + 1..=self.count, index);
        self.bytes -= size;
        Some(start)
    }

    /// Keeps a block, unless it alone is too much; returns those that must go.
    fn put(&mut self, start: *mut u8, size: usize) -> impl Iterator<Item = (*mut u8, usize)> + use<> {
        let is_kept = size <= MOST_KEPT_BYTES;
        let before = self.blocks;
        let mut leaving = 0;
        if is_kept {
            while self.count - leaving == MOST_KEPT || self.bytes + size > MOST_KEPT_BYTES {
                self.bytes -= self.blocks[leaving].1;
                leaving += 1;
            }
            self.blocks.copy_within(leaving..self.count, 0);
            self.count -= leaving;
            self.blocks[self.count] = (start, size);
            self.count += 1;
            self.bytes += size;
        }
        before.into_iter().take(leaving).chain((!is_kept).then_some((start, size)))
    }
}

struct State {
    small: Dlmalloc<Pages>,
    kept: Kept,
}

// SAFETY: nothing else refers to the blocks.
unsafe impl Send for State {}

/// dlmalloc for small blocks and pages of the kernel for large ones, behind a lock, because the threads that look up names allocate, too.
pub struct HostAllocator(Mutex<State>);

impl HostAllocator {
    /// An allocator without memory.
    #[must_use]
    pub const fn new() -> HostAllocator {
        let kept = Kept { blocks: [(null_mut(), 0); MOST_KEPT], count: 0, bytes: 0 };
        HostAllocator(Mutex::new(State { small: Dlmalloc::new_with_allocator(Pages), kept }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn large(&self, size: usize, zeroed: bool) -> *mut u8 {
        let Some(start) = self.lock().kept.take(size) else { return map(size, false) };
        if zeroed {
            // SAFETY: the block has this size.
            unsafe { write_bytes(start, 0, size) };
        }
        start
    }
}

impl Default for HostAllocator {
    fn default() -> HostAllocator {
        HostAllocator::new()
    }
}

/// The bytes of a large block: one of eight sizes between two powers of two, so that a freed one fits again. `None` for a small block.
fn large_bytes(size: usize, align: usize) -> Option<usize> {
    if size < LARGE_BYTES || align > PAGE_BYTES {
        return None;
    }
    let step = (size.checked_next_power_of_two()? / 16).max(PAGE_BYTES);
    size.checked_next_multiple_of(step)
}

// SAFETY: dlmalloc and mmap keep the contract of GlobalAlloc, and one thread at a time uses dlmalloc. The layout says which of both a block is of.
unsafe impl GlobalAlloc for HostAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        match large_bytes(size, align) {
            Some(bytes) => self.large(bytes, false),
            // SAFETY: the caller keeps the contract of GlobalAlloc.
            None => unsafe { self.lock().small.malloc(size, align) },
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        match large_bytes(size, align) {
            Some(bytes) => self.large(bytes, true),
            // SAFETY: the caller keeps the contract of GlobalAlloc.
            None => unsafe { self.lock().small.calloc(size, align) },
        }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        let (size, align) = (layout.size(), layout.align());
        match large_bytes(size, align) {
            Some(bytes) => {
                let leaving = self.lock().kept.put(start, bytes);
                for (start, bytes) in leaving {
                    // SAFETY: it was freed, and is no longer kept.
                    unsafe { unmap(start, bytes) };
                }
            }
            // SAFETY: the caller keeps the contract of GlobalAlloc.
            None => unsafe { self.lock().small.free(start, size, align) },
        }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        match (large_bytes(size, align), large_bytes(new_size, align)) {
            (Some(bytes), Some(new_bytes)) if bytes == new_bytes => start,
            // SAFETY: the block has pages of its own.
            (Some(bytes), Some(new_bytes)) => unsafe { remap(start, bytes, new_bytes, true) },
            // SAFETY: the caller keeps the contract of GlobalAlloc.
            (None, None) => unsafe { self.lock().small.realloc(start, size, align, new_size) },
            // SAFETY: the copy goes to another block, and is as long as the shorter of both.
            _ => unsafe {
                let moved = self.alloc(Layout::from_size_align_unchecked(new_size, align));
                if !moved.is_null() {
                    copy_nonoverlapping(start, moved, size.min(new_size));
                    self.dealloc(start, layout);
                }
                moved
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static ALLOCATOR: HostAllocator = HostAllocator::new();

    /// A block, with the byte that all of it holds.
    struct Block(*mut u8, Layout, u8);

    impl Block {
        fn new(size: usize, align: usize, zeroed: bool, byte: u8) -> Block {
            let layout = Layout::from_size_align(size, align).unwrap();
            // SAFETY: the size is not 0.
            let start = unsafe { if zeroed { ALLOCATOR.alloc_zeroed(layout) } else { ALLOCATOR.alloc(layout) } };
            assert!(!start.is_null());
            assert_eq!(start as usize % align, 0);
            let mut block = Block(start, layout, 0);
            if zeroed {
                block.check();
            }
            block.fill(byte);
            block
        }

        fn bytes(&mut self) -> &mut [u8] {
            // SAFETY: this block is ours.
            unsafe { std::slice::from_raw_parts_mut(self.0, self.1.size()) }
        }

        fn fill(&mut self, byte: u8) {
            self.bytes().fill(byte);
            self.2 = byte;
        }

        fn check(&mut self) {
            let byte = self.2;
            assert!(self.bytes().iter().all(|other| *other == byte));
        }

        fn resize(&mut self, size: usize) {
            self.check();
            let kept = size.min(self.1.size());
            // SAFETY: this block is ours.
            self.0 = unsafe { ALLOCATOR.realloc(self.0, self.1, size) };
            self.1 = Layout::from_size_align(size, self.1.align()).unwrap();
            let byte = self.2;
            assert!(self.bytes()[..kept].iter().all(|other| *other == byte));
            self.fill(byte);
        }
    }

    impl Drop for Block {
        fn drop(&mut self) {
            self.check();
            // SAFETY: this block is ours.
            unsafe { ALLOCATOR.dealloc(self.0, self.1) };
        }
    }

    fn sizes() -> impl Strategy<Value = usize> {
        prop_oneof![
            1..512usize,
            1..70_000usize,
            LARGE_BYTES - 64..LARGE_BYTES + 64,
            LARGE_BYTES..400_000usize,
            LARGE_BYTES..3_000_000usize
        ]
    }

    fn kept_after(sizes: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let mut kept = Kept { blocks: [(null_mut(), 0); MOST_KEPT], count: 0, bytes: 0 };
        let gone = sizes.iter().flat_map(|size| kept.put(null_mut(), *size)).map(|(_, size)| size).collect();
        let left: Vec<usize> = kept.blocks[..kept.count].iter().map(|(_, size)| *size).collect();
        assert_eq!(left.iter().sum::<usize>(), kept.bytes);
        (left, gone)
    }

    #[test]
    fn the_oldest_blocks_go_when_there_are_too_many_or_they_are_too_large() {
        let half = MOST_KEPT_BYTES / 2;
        assert_eq!(kept_after(&[half, half - PAGE_BYTES, half]), (vec![half - PAGE_BYTES, half], vec![half]));
        let many: Vec<usize> = (1..=MOST_KEPT + 2).map(|pages| pages * PAGE_BYTES).collect();
        assert_eq!(kept_after(&many), (many[2..].to_vec(), many[..2].to_vec()));
    }

    #[test]
    fn a_block_that_alone_is_too_much_goes_at_once_and_alone() {
        let huge = MOST_KEPT_BYTES + PAGE_BYTES;
        assert_eq!(
            kept_after(&[PAGE_BYTES, huge, MOST_KEPT_BYTES - PAGE_BYTES]),
            (vec![PAGE_BYTES, MOST_KEPT_BYTES - PAGE_BYTES], vec![huge])
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]

        #[test]
        fn blocks_keep_their_bytes_whatever_happens_to_others(
            steps in prop::collection::vec((sizes(), 0..6u32, any::<bool>(), any::<u8>(), 0..4usize, any::<prop::sample::Index>()), 1..60),
        ) {
            let mut blocks: Vec<Block> = Vec::new();
            for (size, align, zeroed, byte, action, at) in steps {
                if action > 1 || blocks.is_empty() {
                    blocks.push(Block::new(size, 1 << align, zeroed, byte));
                } else if action == 1 {
                    let index = at.index(blocks.len());
                    blocks[index].resize(size);
                } else {
                    blocks.swap_remove(at.index(blocks.len()));
                }
            }
        }
    }
}
