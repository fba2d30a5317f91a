//! TLS 1.2 and 1.3 with compiled-in root certificates, and those of the file that `AWS_CA_BUNDLE`, else `SSL_CERT_FILE`, names.

use crate::{failure::Failure, socket::Stream};
use rustls::{
    ClientConfig, RootCertStore,
    client::Resumption,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio_rustls::TlsConnector;

/// One session for each endpoint that is used: Kinesis, credentials, and a few to spare.
const KEPT_SESSIONS: usize = 8;

/// A TLS client. It is set up by the first connection, because most requests at the start use none.
pub struct Tls {
    extra: Option<(&'static str, PathBuf)>,
    report: Box<dyn Fn(String)>,
    connector: OnceCell<Result<TlsConnector, Failure>>,
}

impl Tls {
    /// Takes the file of extra roots from the environment. `report` receives what is wrong with that file; the compiled-in roots are used then.
    pub fn from_environment(report: impl Fn(String) + 'static) -> Self {
        let named = |variable: &'static str| {
            std::env::var_os(variable).filter(|path| !path.is_empty()).map(|path| (variable, PathBuf::from(path)))
        };
        Tls::new(named("AWS_CA_BUNDLE").or_else(|| named("SSL_CERT_FILE")), report)
    }

    /// `extra` is the name of a variable and the file that it names.
    pub fn new(extra: Option<(&'static str, PathBuf)>, report: impl Fn(String) + 'static) -> Self {
        Tls { extra, report: Box::new(report), connector: OnceCell::new() }
    }

    /// Makes the handshake.
    pub async fn connect(&self, host: &str, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Failure> {
        let connector = self.connector.get_or_init(|| self.connector()).clone()?;
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Failure::new("TLS", format!("{host:?} is not the name of a host")))?;
        let stream = connector
            .connect(name, stream)
            .await
            .map_err(|error| Failure::of_io(&format!("TLS handshake with {host}"), &error))?;
        Ok(Box::new(stream))
    }

    fn connector(&self) -> Result<TlsConnector, Failure> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some((variable, path)) = &self.extra
            && let Err(problem) = add_roots(&mut roots, path)
        {
            (self.report)(format!(
                "{variable}={}: {problem}. Only the built-in root certificates are trusted",
                path.display()
            ));
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Failure::new("TLS", error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.resumption = Resumption::in_memory_sessions(KEPT_SESSIONS);
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

fn add_roots(roots: &mut RootCertStore, path: &Path) -> Result<(), String> {
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())?;
    let (added, _) = roots.add_parsable_certificates(certificates.filter_map(Result::ok));
    if added == 0 { Err("no certificate in PEM form".to_owned()) } else { Ok(()) }
}
