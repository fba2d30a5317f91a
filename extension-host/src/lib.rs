//! The host of the extension's TypeScript: one static program with the QuickJS engine.
//!
//! It knows nothing of telemetry or of Kinesis. `extension-src/host/native/engine.ts` describes what it gives to JavaScript.
//! Data flows one way: [`listener`], [`client`], [`signals`] and [`timers`] produce [`event_loop::Event`]s, and the loop hands them to callbacks.

pub mod allocator;
pub mod client;
pub mod compress;
pub mod dial;
pub mod digest;
pub mod engine;
pub mod event_bytes;
pub mod event_loop;
pub mod failure;
pub mod fatal;
pub mod handover;
pub mod host;
pub mod idle;
pub mod idle_http;
pub mod isolated_screen;
pub mod listener;
pub mod output;
pub mod parts;
pub mod pool;
pub mod proxy;
pub mod record_beginning;
pub mod signals;
pub mod signer;
pub mod socket;
pub mod stated_requests;
pub mod text;
pub mod timers;
pub mod tls;
pub mod unfinished_bodies;

pub mod bindings;
