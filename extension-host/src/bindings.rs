//! The global `engine`. `extension-src/host/native/engine.ts` describes it.

mod data;
mod network;
mod process;
pub mod screen;
mod text;
pub mod values;

use crate::host::Host;
use rquickjs::{Ctx, Object, Result};
use std::rc::Rc;

/// Installs the global `engine`.
pub fn install(ctx: &Ctx<'_>, host: &Rc<Host>) -> Result<()> {
    let engine = Object::new(ctx.clone())?;
    process::install(ctx, &engine, host)?;
    network::install(ctx, &engine, host)?;
    text::install(ctx, &engine)?;
    data::install(ctx, &engine)?;
    screen::install(ctx, &engine)?;
    ctx.globals().set("engine", engine)
}
