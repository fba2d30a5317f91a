//! Digests, signatures, compression, and the bytes of events.

use super::{
    network::headers,
    values::{self, Bytes, Count},
};
use crate::{
    compress, digest,
    event_bytes::{self, Envelopes},
    record_beginning,
    signer::{self, SignedRequest},
    stated_requests,
};
use rquickjs::{
    Ctx, Exception, Function, Object, Result, TypedArray, Value,
    convert::List,
    function::{FromParam, ParamRequirement, ParamsAccessor},
};

pub(super) fn install<'js>(ctx: &Ctx<'js>, engine: &Object<'js>) -> Result<()> {
    engine.set("sha256", Function::new(ctx.clone(), sha256))?;
    engine.set("md5", Function::new(ctx.clone(), md5))?;
    engine.set("sign", Function::new(ctx.clone(), sign))?;
    engine.set("gzip", Function::new(ctx.clone(), gzip))?;
    engine.set("zstd", Function::new(ctx.clone(), zstd))?;
    engine.set("findEvents", Function::new(ctx.clone(), find_events))?;
    engine.set("copyEnvelopes", Function::new(ctx.clone(), copy_envelopes))?;
    engine.set("statedRequests", Function::new(ctx.clone(), stated_requests))?;
    engine.set("findRecord", Function::new(ctx.clone(), find_record))?;
    engine.set("jsonBeginning", Function::new(ctx.clone(), json_beginning))
}

fn sha256<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>) -> Result<Value<'js>> {
    values::copy_bytes(&ctx, &digest::sha256(bytes.get()))
}

fn md5<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>) -> Result<Value<'js>> {
    values::copy_bytes(&ctx, &digest::md5(bytes.get()))
}

fn sign<'js>(ctx: Ctx<'js>, options: Object<'js>) -> Result<Object<'js>> {
    let time_ms: f64 = options.get("timeMs")?;
    let request = SignedRequest {
        method: options.get("method")?,
        url: options.get("url")?,
        headers: headers(&options.get("headers")?)?,
        service: options.get("service")?,
        region: options.get("region")?,
        access_key_id: options.get("accessKeyId")?,
        secret_access_key: options.get("secretAccessKey")?,
        session_token: options.get("sessionToken")?,
        // The cast saturates.
        time_ms: time_ms as u64,
    };
    // The last one: no JavaScript runs while it is read.
    let body: Bytes<'js> = options.get("body")?;
    let headers =
        signer::signature(&request, body.get()).map_err(|problem| Exception::throw_message(&ctx, &problem))?;
    let added = Object::new(ctx.clone())?;
    for (name, value) in headers {
        added.set(name, value)?;
    }
    Ok(added)
}

fn gzip<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>, level: Count) -> Result<Value<'js>> {
    let compressed = compress::gzip(bytes.get(), level.0.min(9) as u32)
        .map_err(|error| Exception::throw_message(&ctx, &format!("gzip failed: {error}")))?;
    values::own_bytes(&ctx, compressed)
}

fn zstd<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>, level: Count) -> Result<Value<'js>> {
    let compressed = compress::zstd(bytes.get(), level.0.min(19) as i32)
        .map_err(|error| Exception::throw_message(&ctx, &format!("zstd failed: {error}")))?;
    values::own_bytes(&ctx, compressed)
}

fn find_events<'js>(ctx: Ctx<'js>, mut body: Bytes<'js>) -> Result<Object<'js>> {
    let found = event_bytes::find_events(body.get_mut());
    let object = Object::new(ctx.clone())?;
    object.set("positions", TypedArray::<u32>::new(ctx.clone(), found.positions)?)?;
    object.set("runs", TypedArray::<u32>::new(ctx, found.runs)?)?;
    if let Some(malformed) = found.malformed {
        object.set("malformed", malformed)?;
    }
    Ok(object)
}

fn stated_requests<'js>(
    ctx: Ctx<'js>,
    body: Bytes<'js>,
    positions: TypedArray<'js, u32>,
    first: Count,
    count: Count,
) -> Result<TypedArray<'js, u32>> {
    // SAFETY: no JavaScript runs while the slice is alive.
    let positions = unsafe { positions.as_slice() };
    let series = stated_requests::stated_requests(body.get(), positions, first.0, count.0);
    TypedArray::new(ctx, series)
}

fn find_record(event: Bytes<'_>) -> Option<List<(f64, f64)>> {
    record_beginning::find_record(event.get()).map(|(start, end)| List((start as f64, end as f64)))
}

fn json_beginning<'js>(ctx: Ctx<'js>, json: Bytes<'js>, most: Count) -> Result<Option<List<(Value<'js>, f64)>>> {
    let Some((content, taken)) = record_beginning::json_beginning(json.get(), most.0) else { return Ok(None) };
    Ok(Some(List((values::own_bytes(&ctx, content)?, taken as f64))))
}

/// The parameters of `copyEnvelopes`, of which there are more than a tuple has.
struct CopyParams<'js> {
    into: Bytes<'js>,
    at: Count,
    left: f64,
    body: Bytes<'js>,
    positions: TypedArray<'js, u32>,
    first: Count,
    count: Count,
    fields: Bytes<'js>,
    tail: Bytes<'js>,
    sequence: f64,
    bytes_per_envelope: Count,
}

impl<'js> FromParam<'js> for CopyParams<'js> {
    fn param_requirement() -> ParamRequirement {
        (0..11).fold(ParamRequirement::none(), |sum, _| sum.combine(ParamRequirement::single()))
    }

    fn from_param<'a>(params: &mut ParamsAccessor<'a, 'js>) -> Result<Self> {
        Ok(CopyParams {
            into: FromParam::from_param(params)?,
            at: FromParam::from_param(params)?,
            left: FromParam::from_param(params)?,
            body: FromParam::from_param(params)?,
            positions: FromParam::from_param(params)?,
            first: FromParam::from_param(params)?,
            count: FromParam::from_param(params)?,
            fields: FromParam::from_param(params)?,
            tail: FromParam::from_param(params)?,
            sequence: FromParam::from_param(params)?,
            bytes_per_envelope: FromParam::from_param(params)?,
        })
    }
}

fn copy_envelopes<'js>(ctx: Ctx<'js>, mut params: CopyParams<'js>) -> Result<List<(f64, f64)>> {
    let CopyParams { into, body, fields, tail, .. } = &params;
    if [body, fields, tail].into_iter().any(|from| into.overlaps(from)) {
        return Err(Exception::throw_type(&ctx, "copyEnvelopes cannot write to memory that it reads"));
    }
    // SAFETY: no JavaScript runs while the slice is alive.
    let positions = unsafe { params.positions.as_slice() };
    let envelopes = Envelopes {
        body: params.body.get(),
        positions,
        first: params.first.0,
        count: params.count.0,
        fields: params.fields.get(),
        tail: params.tail.get(),
        // The cast saturates.
        sequence: params.sequence as u64,
        bytes_per_envelope: params.bytes_per_envelope.0,
    };
    let (copied, position) = event_bytes::copy_envelopes(params.into.get_mut(), params.at.0, params.left, &envelopes);
    Ok(List((copied as f64, position as f64)))
}
