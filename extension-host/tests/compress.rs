//! What is compressed can be decompressed by others' decoders.

use extension_host::compress::{gzip, zstd};
use proptest::prelude::*;
use std::io::Read;

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut plain).expect("valid gzip");
    plain
}

fn unzstd(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(bytes).expect("valid zstd").read_to_end(&mut plain).expect("valid zstd");
    plain
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_survive_both_formats(bytes in prop::collection::vec(prop_oneof![Just(b'a'), Just(b'{'), any::<u8>()], 0..5000), level in 0u32..20) {
        prop_assert_eq!(&gunzip(&gzip(&bytes, level).expect("gzip")), &bytes);
        prop_assert_eq!(&unzstd(&zstd(&bytes, level as i32).expect("zstd")), &bytes);
    }
}

#[test]
fn telemetry_becomes_much_smaller() {
    let events: String = (0..2000)
        .map(|i| {
            format!(
                "{{\"time\":\"2026-11-20T09:00:00.{:03}Z\",\"type\":\"function\",\"record\":\"line {i}\"}}\n",
                i % 1000
            )
        })
        .collect();
    for compressed in [gzip(events.as_bytes(), 1).expect("gzip"), zstd(events.as_bytes(), 1).expect("zstd")] {
        assert!(compressed.len() * 5 < events.len(), "{} of {}", compressed.len(), events.len());
    }
}
