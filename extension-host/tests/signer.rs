//! AWS's published test vectors of Signature Version 4: those with one value a header, a normalized path without escapes (a URL has them already) and no header for the body's hash.
//! <https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite>

use extension_host::signer::{SignedRequest, signature};

struct Vector {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    token: Option<&'static str>,
    signature: &'static str,
}

/// 2015-08-30T12:36:00Z
const TIME_MS: u64 = 1_440_938_160_000;
const TOKEN: &str = concat!(
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/",
    "qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZ",
    "bqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
);

#[rustfmt::skip]
const VECTORS: &[Vector] = &[
    Vector { name: "get-header-value-trim", method: "GET", path: "/", headers: &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")], token: None, signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
    Vector { name: "get-relative-normalized", method: "GET", path: "/example/..", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-relative-relative-normalized", method: "GET", path: "/example1/example2/../..", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-dot-slash-normalized", method: "GET", path: "/./", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-normalized", method: "GET", path: "//", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-pointless-dot-normalized", method: "GET", path: "/./example", headers: &[], token: None, signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
    Vector { name: "get-slashes-normalized", method: "GET", path: "//example//", headers: &[], token: None, signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
    Vector { name: "get-unreserved", method: "GET", path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", headers: &[], token: None, signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
    Vector { name: "get-utf8", method: "GET", path: "/ሴ", headers: &[], token: None, signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
    Vector { name: "get-vanilla", method: "GET", path: "/", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-vanilla-empty-query-key", method: "GET", path: "/?Param1=value1", headers: &[], token: None, signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
    Vector { name: "get-vanilla-query", method: "GET", path: "/", headers: &[], token: None, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-vanilla-query-order-encoded", method: "GET", path: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", headers: &[], token: None, signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
    Vector { name: "get-vanilla-query-order-key-case", method: "GET", path: "/?Param2=value2&Param1=value1", headers: &[], token: None, signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
    Vector { name: "get-vanilla-query-unreserved", method: "GET", path: "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", headers: &[], token: None, signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
    Vector { name: "get-vanilla-utf8-query", method: "GET", path: "/?ሴ=bar", headers: &[], token: None, signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
    Vector { name: "get-vanilla-with-session-token", method: "GET", path: "/", headers: &[], token: Some("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"), signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8" },
    Vector { name: "post-header-key-case", method: "POST", path: "/", headers: &[], token: None, signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
    Vector { name: "post-header-key-sort", method: "POST", path: "/", headers: &[("My-Header1", "value1")], token: None, signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
    Vector { name: "post-header-value-case", method: "POST", path: "/", headers: &[("My-Header1", "VALUE1")], token: None, signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
    Vector { name: "post-sts-header-before", method: "POST", path: "/", headers: &[], token: Some(TOKEN), signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },
    Vector { name: "post-vanilla", method: "POST", path: "/", headers: &[], token: None, signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
    Vector { name: "post-vanilla-empty-query-value", method: "POST", path: "/?Param1=value1", headers: &[], token: None, signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
    Vector { name: "post-vanilla-query", method: "POST", path: "/?Param1=value1", headers: &[], token: None, signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
];

fn request(vector: &Vector) -> SignedRequest {
    SignedRequest {
        method: vector.method.to_owned(),
        url: format!("https://example.amazonaws.com{}", vector.path),
        headers: vector.headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        service: "service".to_owned(),
        region: "us-east-1".to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: vector.token.map(str::to_owned),
        time_ms: TIME_MS,
    }
}

#[test]
fn requests_have_the_signatures_that_aws_has_published() {
    assert!(VECTORS.len() > 20);
    for vector in VECTORS {
        let headers = signature(&request(vector), b"").unwrap_or_else(|problem| panic!("{}: {problem}", vector.name));
        let value = |name: &str| headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
        assert_eq!(value("x-amz-date"), Some("20150830T123600Z"), "{}", vector.name);
        assert_eq!(value("x-amz-security-token"), vector.token, "{}", vector.name);
        let authorization = value("authorization").unwrap_or_default();
        let (_, found) = authorization.split_once("Signature=").unwrap_or_default();
        assert_eq!(found, vector.signature, "{}: {authorization}", vector.name);
    }
}

#[test]
fn the_body_is_part_of_the_signature() {
    let request = request(&VECTORS[0]);
    assert_ne!(signature(&request, b"{}"), signature(&request, b"{ }"));
}

#[test]
fn a_request_that_cannot_be_signed_is_an_error_that_names_it() {
    let mut request = request(&VECTORS[0]);
    request.url = "no url at all".to_owned();
    let problem = signature(&request, b"").expect_err("an invalid URL");
    assert!(problem.contains("no url at all"), "{problem}");
}
