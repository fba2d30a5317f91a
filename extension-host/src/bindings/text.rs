//! Text to bytes and back.

use super::values::{self, Bytes, Count, Text};
use crate::text::{self, Encoding};
use rquickjs::{Ctx, Exception, Function, Object, Result, Value};

pub(super) fn install<'js>(ctx: &Ctx<'js>, engine: &Object<'js>) -> Result<()> {
    engine.set("encode", Function::new(ctx.clone(), encode))?;
    engine.set("encodedLength", Function::new(ctx.clone(), encoded_length))?;
    engine.set("decode", Function::new(ctx.clone(), decode))?;
    engine.set("write", Function::new(ctx.clone(), write))?;
    engine.set("writeBase64", Function::new(ctx.clone(), write_base64))?;
    engine.set("copy", Function::new(ctx.clone(), copy))?;
    engine.set("indexOf", Function::new(ctx.clone(), index_of))?;
    engine.set("equals", Function::new(ctx.clone(), equals))
}

fn encode<'js>(ctx: Ctx<'js>, text: Text<'js>) -> Result<Value<'js>> {
    values::copy_bytes(&ctx, &text::whole_surrogates(text.get()))
}

/// U+FFFD has three bytes, as half of a surrogate pair has.
fn encoded_length(text: Text<'_>) -> usize {
    text.get().len()
}

fn decode<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>, encoding: Text<'js>, start: Count, end: Count) -> Result<Value<'js>> {
    let encoding = encoding_of(&ctx, &encoding)?;
    let bytes = bytes.get();
    let end = end.0.min(bytes.len());
    let bytes = &bytes[start.0.min(end)..end];
    values::text(&ctx, &text::decode(bytes, encoding))
}

fn write<'js>(ctx: Ctx<'js>, mut into: Bytes<'js>, text: Text<'js>, at: Count, encoding: Text<'js>) -> Result<usize> {
    let encoding = encoding_of(&ctx, &encoding)?;
    let written = into.get_mut().get_mut(at.0..).and_then(|into| text::write(into, text.get(), encoding));
    written.ok_or_else(|| Exception::throw_range(&ctx, &format!("the text does not fit at byte {}", at.0)))
}

fn write_base64<'js>(
    ctx: Ctx<'js>,
    mut into: Bytes<'js>,
    at: Count,
    from: Bytes<'js>,
    start: Count,
    end: Count,
) -> Result<usize> {
    let copy;
    let from = if into.overlaps(&from) {
        copy = from.get().to_vec();
        copy.as_slice()
    } else {
        from.get()
    };
    let end = end.0.min(from.len());
    let from = &from[start.0.min(end)..end];
    let written = into.get_mut().get_mut(at.0..).and_then(|into| text::write_base64(into, from));
    written.ok_or_else(|| {
        Exception::throw_range(&ctx, &format!("base64 of {} bytes does not fit at byte {}", from.len(), at.0))
    })
}

fn copy<'js>(mut into: Bytes<'js>, at: Count, from: Bytes<'js>, start: Count, end: Count) -> usize {
    into.copy_from(at.0, &from, start.0, end.0)
}

fn index_of<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>, needle: Value<'js>, from: Count) -> Result<f64> {
    let found = if let Some(byte) = needle.as_number() {
        // As Buffer.indexOf: the number modulo 256.
        bytes.get().get(from.0..).and_then(|bytes| memchr::memchr(byte as i64 as u8, bytes))
    } else {
        let needle: Bytes<'js> = rquickjs::FromJs::from_js(&ctx, needle)?;
        bytes.get().get(from.0..).and_then(|bytes| memchr::memmem::find(bytes, needle.get()))
    };
    Ok(found.map_or(-1.0, |position| (position + from.0) as f64))
}

fn equals(a: Bytes<'_>, b: Bytes<'_>) -> bool {
    a.get() == b.get()
}

fn encoding_of(ctx: &Ctx<'_>, name: &Text<'_>) -> Result<Encoding> {
    Encoding::of(name.get()).ok_or_else(|| {
        Exception::throw_type(ctx, &format!("unknown encoding {:?}", String::from_utf8_lossy(name.get())))
    })
}
