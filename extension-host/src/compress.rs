//! gzip and Zstandard.

use flate2::{Compression, GzBuilder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::{self, Write};

/// gzip, at a level from 1, the fastest, to 9.
pub fn gzip(bytes: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let into = Vec::with_capacity(bytes.len() / 4 + 64);
    let mut encoder = GzBuilder::new().write(into, Compression::new(level.clamp(1, 9)));
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Zstandard. Every level is as level 1 of the reference implementation.
pub fn zstd(bytes: &[u8], _level: u32) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}
