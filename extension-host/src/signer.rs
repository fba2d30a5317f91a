//! AWS Signature Version 4, by AWS's own signer.

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4::SigningParams,
};
use std::time::{Duration, UNIX_EPOCH};

/// As `SignedRequest` of engine.ts, without the body.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    /// GET, POST, …
    pub method: String,
    /// The whole URL, with the query.
    pub url: String,
    /// The headers that the request has already.
    pub headers: Vec<(String, String)>,
    /// For example `kinesis`.
    pub service: String,
    /// For example `eu-west-1`.
    pub region: String,
    /// Of the credentials.
    pub access_key_id: String,
    /// Of the credentials.
    pub secret_access_key: String,
    /// Of temporary credentials.
    pub session_token: Option<String>,
    /// Milliseconds since the epoch.
    pub time_ms: u64,
}

/// Returns the headers to add.
pub fn signature(request: &SignedRequest, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let SignedRequest { method, url, service, region, .. } = request;
    let failed = |error: &dyn std::fmt::Display| format!("cannot sign {method} {url}: {error}");
    let credentials = Credentials::new(
        request.access_key_id.as_str(),
        request.secret_access_key.as_str(),
        request.session_token.clone(),
        None,
        "engine",
    );
    let identity = credentials.into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(UNIX_EPOCH + Duration::from_millis(request.time_ms))
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| failed(&error))?
        .into();
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable = SignableRequest::new(method, url.as_str(), headers, SignableBody::Bytes(body))
        .map_err(|error| failed(&error))?;
    let (instructions, _) = sign(signable, &params).map_err(|error| failed(&error))?.into_parts();
    let (headers, _) = instructions.into_parts();
    Ok(headers.into_iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect())
}
