//! SHA-256, MD5 and random bytes.

use md5::{Digest, Md5};
use ring::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// MD5, which formats of others contain as a checksum.
pub fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

/// Fills with random bytes of the operating system: a snapshot of the process does not repeat them.
pub fn fill_random(bytes: &mut [u8]) -> Result<(), &'static str> {
    SystemRandom::new().fill(bytes).map_err(|_| "the operating system gives no random bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_nothing_are_the_published_ones() {
        let hex = |hash: &[u8]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(&sha256(b"")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(&md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
    }

    #[test]
    fn random_bytes_differ() {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        fill_random(&mut a).expect("random bytes");
        fill_random(&mut b).expect("random bytes");
        assert_ne!(a, b);
    }
}
