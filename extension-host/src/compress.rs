//! gzip and Zstandard.

use flate2::{Compression, GzBuilder};
use std::io::{self, Write};

/// gzip, at a level from 1, the fastest, to 9.
pub fn gzip(bytes: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let into = Vec::with_capacity(bytes.len() / 4 + 64);
    let mut encoder = GzBuilder::new().write(into, Compression::new(level.clamp(1, 9)));
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Zstandard, at a level from 1, the fastest, to 19.
pub fn zstd(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    zstd_safe::compress(&mut compressed, bytes, level.clamp(1, 19))
        .map_err(|code| io::Error::other(zstd_safe::get_error_name(code)))?;
    // The bound is a little more than the length of what was compressed.
    compressed.shrink_to_fit();
    Ok(compressed)
}
