//! Values that cross the border between JavaScript and Rust.

use crate::client::Response;
use rquickjs::{
    CaughtError, Ctx, Error, Exception, FromJs, Object, Result, Type, TypedArray, Value,
    function::{FromParam, ParamRequirement, ParamsAccessor},
    qjs,
};
use std::{ptr, slice};

/// The bytes of a `Uint8Array`, or of a subclass of it.
///
/// No JavaScript may run while a slice of them is alive: it could free them.
pub struct Bytes<'js> {
    // Keeps the memory alive.
    _value: Value<'js>,
    data: *mut u8,
    length: usize,
}

impl<'js> FromJs<'js> for Bytes<'js> {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> Result<Self> {
        let mut length: qjs::size_t = 0;
        // SAFETY: the context and the value are alive.
        let data = unsafe { qjs::JS_GetUint8Array(ctx.as_raw().as_ptr(), &raw mut length, value.as_raw()) };
        if data.is_null() {
            if ctx.has_exception() {
                return Err(Error::Exception);
            }
            length = 0;
        }
        Ok(Bytes { _value: value, data, length: length as usize })
    }
}

impl Bytes<'_> {
    /// The bytes.
    pub fn get(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: QuickJS gave the pointer and the length, and the value keeps the memory alive. Functions of the host get all their
        // parameters, and run whatever JavaScript that takes, before they look at bytes; and no JavaScript runs while they do.
        unsafe { slice::from_raw_parts(self.data, self.length) }
    }

    /// The bytes, to be written. No other slice of the same memory may be alive: see [`Bytes::overlaps`].
    pub fn get_mut(&mut self) -> &mut [u8] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: as above.
        unsafe { slice::from_raw_parts_mut(self.data, self.length) }
    }

    /// Whether both have memory in common, as two views of one buffer can.
    pub fn overlaps(&self, other: &Bytes<'_>) -> bool {
        let (start, other_start) = (self.data as usize, other.data as usize);
        start < other_start + other.length && other_start < start + self.length
    }

    /// Copies as `memmove` does. Returns how many bytes there were and was room for.
    pub fn copy_from(&mut self, at: usize, from: &Bytes<'_>, start: usize, end: usize) -> usize {
        let end = end.min(from.length);
        let count = end.saturating_sub(start).min(self.length.saturating_sub(at));
        if count > 0 {
            // SAFETY: both ranges were just checked; ptr::copy allows them to overlap.
            unsafe { ptr::copy(from.data.add(start), self.data.add(at), count) };
        }
        count
    }
}

/// The text of a string, as UTF-8 in which half of a surrogate pair has three bytes.
pub struct Text<'js> {
    ctx: Ctx<'js>,
    data: *const qjs::c_char,
    length: usize,
}

impl<'js> FromJs<'js> for Text<'js> {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> Result<Self> {
        // Only of a string: another value would run its own JavaScript to become one.
        if !value.is_string() {
            return Err(Exception::throw_type(ctx, "expected a string"));
        }
        let mut length: qjs::size_t = 0;
        // SAFETY: the context and the value are alive. A string of ASCII is not copied.
        let data = unsafe { qjs::JS_ToCStringLen2(ctx.as_raw().as_ptr(), &raw mut length, value.as_raw(), false) };
        if data.is_null() {
            return Err(Error::Exception);
        }
        Ok(Text { ctx: ctx.clone(), data, length: length as usize })
    }
}

impl Text<'_> {
    /// The bytes.
    pub fn get(&self) -> &[u8] {
        // SAFETY: QuickJS gave both, and keeps them until JS_FreeCString.
        unsafe { slice::from_raw_parts(self.data.cast(), self.length) }
    }
}

impl Drop for Text<'_> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from JS_ToCStringLen2, and is freed once.
        unsafe { qjs::JS_FreeCString(self.ctx.as_raw().as_ptr(), self.data) };
    }
}

/// A position or a number of things: what is negative or not a number is 0.
#[derive(Clone, Copy)]
pub struct Count(pub usize);

impl<'js> FromParam<'js> for Count {
    fn param_requirement() -> ParamRequirement {
        ParamRequirement::single()
    }

    fn from_param<'a>(params: &mut ParamsAccessor<'a, 'js>) -> Result<Self> {
        let value = params.arg();
        let number = value.as_number().ok_or_else(|| Exception::throw_type(params.ctx(), "expected a number"))?;
        // The cast saturates.
        Ok(Count(number as usize))
    }
}

/// Makes a `Uint8Array` with a copy of the bytes.
pub fn copy_bytes<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> Result<Value<'js>> {
    // SAFETY: QuickJS copies the slice. What it returns is a new reference, or an exception.
    unsafe {
        from_raw(ctx, qjs::JS_NewUint8ArrayCopy(ctx.as_raw().as_ptr(), bytes.as_ptr(), bytes.len() as qjs::size_t))
    }
}

/// Makes a `Uint8Array` of the bytes, without a copy.
pub fn own_bytes<'js>(ctx: &Ctx<'js>, bytes: Vec<u8>) -> Result<Value<'js>> {
    Ok(TypedArray::<u8>::new(ctx.clone(), bytes)?.into_value())
}

/// Makes a string of valid UTF-8.
pub fn text<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Value<'js>> {
    // SAFETY: QuickJS copies the slice. What it returns is a new reference, or an exception.
    unsafe {
        from_raw(ctx, qjs::JS_NewStringLen(ctx.as_raw().as_ptr(), text.as_ptr().cast(), text.len() as qjs::size_t))
    }
}

/// # Safety
/// The value must be a new reference, or the sign of an exception.
unsafe fn from_raw<'js>(ctx: &Ctx<'js>, value: qjs::JSValue) -> Result<Value<'js>> {
    // SAFETY: as above.
    let value = unsafe { Value::from_raw(ctx.clone(), value) };
    if value.is_exception() { Err(Error::Exception) } else { Ok(value) }
}

/// Makes an `EngineResponse`.
pub fn response<'js>(ctx: &Ctx<'js>, response: Response) -> Result<Value<'js>> {
    let headers = Object::new(ctx.clone())?;
    for (name, value) in &response.headers {
        headers.set(name.as_str(), value.as_str())?;
    }
    let object = Object::new(ctx.clone())?;
    object.set("status", response.status)?;
    object.set("headers", headers)?;
    object.set("body", own_bytes(ctx, response.body)?)?;
    Ok(object.into_value())
}

/// Whether QuickJS has thrown this because its memory is exhausted: an error, or, if there was no memory for an error, null or nothing at all.
pub fn is_out_of_memory(error: &Value<'_>) -> bool {
    if error.is_null() || error.type_of() == Type::Uninitialized {
        return true;
    }
    error.as_object().is_some_and(|error| {
        error.get::<_, String>("name").is_ok_and(|name| name == "InternalError")
            && error.get::<_, String>("message").is_ok_and(|message| message == "out of memory")
    })
}

/// Describes what was thrown: name, message and stack of an error, else its text.
pub fn describe<'js>(ctx: &Ctx<'js>, error: &Value<'js>) -> String {
    let described = error.as_object().filter(|_| error.is_error()).map(|error| {
        let part = |name: &str| {
            error.get::<_, String>(name).unwrap_or_else(|_| {
                // A getter may have thrown.
                ctx.catch();
                String::new()
            })
        };
        let (name, message, stack) = (part("name"), part("message"), part("stack"));
        let head = if message.is_empty() { name } else { format!("{name}: {message}") };
        if stack.is_empty() { head } else { format!("{head}\n{}", stack.trim_end()) }
    });
    described.unwrap_or_else(|| {
        let text: Result<rquickjs::Coerced<String>> = error.get();
        text.map(|text| text.0).unwrap_or_else(|_| {
            ctx.catch();
            "a value without text was thrown".to_owned()
        })
    })
}

/// Describes a caught error.
pub fn describe_caught<'js>(ctx: &Ctx<'js>, error: &CaughtError<'js>) -> String {
    match error {
        CaughtError::Exception(exception) => describe(ctx, exception.as_value()),
        CaughtError::Value(value) if is_out_of_memory(value) => {
            "the memory of the JavaScript engine is exhausted".to_owned()
        }
        CaughtError::Value(value) => describe(ctx, value),
        CaughtError::Error(error) => error.to_string(),
    }
}
