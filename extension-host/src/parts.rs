//! Parts of the extension that are loaded only when they are needed: what most functions do not use costs them nothing.

use rquickjs::{Ctx, Exception, Module, Object, Result, Value};

struct Part {
    name: &'static str,
    /// An ES module, as QuickJS's bytecode.
    bytecode: &'static [u8],
    crc32: u32,
}

/// What build.rs has compiled.
static PARTS: &[Part] = include!(concat!(env!("OUT_DIR"), "/parts.rs"));

/// Loads a part, and returns what it exports. A part must not await anything at its top level.
pub fn load<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Object<'js>> {
    load_of(PARTS, ctx, name)
}

fn load_of<'js>(parts: &[Part], ctx: &Ctx<'js>, name: &str) -> Result<Object<'js>> {
    let fail = |problem: &str| Exception::throw_message(ctx, &format!("the part {name} of the program file {problem}"));
    let part = parts.iter().find(|part| part.name == name).ok_or_else(|| fail("does not exist"))?;
    if crc32fast::hash(part.bytecode) != part.crc32 {
        return Err(fail("is damaged"));
    }
    // SAFETY: these bytes were written by the same version of QuickJS (build.rs), and are those that were written.
    let (module, evaluated) = unsafe { Module::load(ctx.clone(), part.bytecode) }?.eval()?;
    evaluated.result::<Value<'_>>().ok_or_else(|| fail("awaits something at its top level"))??;
    module.namespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::values::describe_caught;
    use rquickjs::{CatchResultExt, Context, Runtime, WriteOptions};

    /// Loads the part `a` with this source, from bytes in which `damage` was flipped.
    fn load_compiled(source: &str, name: &str, damage: u8) -> std::result::Result<i32, String> {
        let context = Context::full(&Runtime::new().expect("a runtime")).expect("a context");
        context.with(|ctx| {
            let module = Module::declare(ctx.clone(), "a.js", source).expect("a module");
            let mut bytecode = module.write(WriteOptions::default()).expect("bytecode");
            let crc32 = crc32fast::hash(&bytecode);
            let middle = bytecode.len() / 2;
            bytecode[middle] ^= damage;
            let parts = [Part { name: "a", bytecode: bytecode.leak(), crc32 }];
            let loaded = load_of(&parts, &ctx, name).and_then(|exports| exports.get("value"));
            loaded.catch(&ctx).map_err(|error| describe_caught(&ctx, &error))
        })
    }

    #[test]
    fn a_part_is_loaded_with_what_it_exports() {
        assert_eq!(load_compiled("export const value = 40 + 2;", "a", 0), Ok(42));
    }

    #[test]
    fn what_cannot_be_loaded_is_an_exception_that_says_why() {
        let problem = |source, name, damage| load_compiled(source, name, damage).expect_err("an exception");
        let value = "export const value = 1;";
        assert!(problem(value, "b", 0).contains("the part b of the program file does not exist"));
        assert!(problem(value, "a", 1).contains("the part a of the program file is damaged"));
        assert!(problem("throw new Error('no');", "a", 0).contains("no"));
        let never = "await new Promise(() => {}); export const value = 1;";
        assert!(problem(never, "a", 0).contains("awaits something at its top level"));
    }
}
