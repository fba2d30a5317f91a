//! Screens.

use super::values::{self, Bytes, Count, Text};
use crate::isolated_screen::{Isolated, Make, make_screen};
use extension_screen::{Events, Rules, Screened, filter::FilterRule, mask::MaskRules};
use rquickjs::{Ctx, Exception, Function, Object, Result, TypedArray};
use std::cell::RefCell;

pub(super) fn install<'js>(ctx: &Ctx<'js>, engine: &Object<'js>) -> Result<()> {
    install_with(ctx, engine, make_screen)
}

/// Installs another screen. For tests: one that fails.
pub fn install_with<'js>(ctx: &Ctx<'js>, engine: &Object<'js>, make: Make) -> Result<()> {
    let create = move |ctx: Ctx<'js>, plan: Object<'js>| create_screen(ctx, &plan, make);
    engine.set("createScreen", Function::new(ctx.clone(), create))
}

/// Returns a function that examines events.
fn create_screen<'js>(ctx: Ctx<'js>, plan: &Object<'js>, make: Make) -> Result<Function<'js>> {
    let screen = Isolated::new(rules(plan)?, make)
        .map_err(|problem| Exception::throw_message(&ctx, &format!("a pattern cannot be compiled: {}", problem.0)))?;
    let screen = RefCell::new(screen);
    Function::new(
        ctx,
        move |ctx: Ctx<'js>,
              body: Bytes<'js>,
              positions: TypedArray<'js, u32>,
              first: Count,
              count: Count,
              event_type: Text<'js>| {
            // SAFETY: no JavaScript runs while the slice is alive.
            let positions = unsafe { positions.as_slice() };
            let event_type = String::from_utf8_lossy(event_type.get());
            let events =
                Events { body: body.get(), positions, first: first.0, count: count.0, event_type: &event_type };
            match screen.borrow_mut().examine(&events) {
                Ok(screened) => result(&ctx, screened),
                Err(message) => {
                    Err(Exception::throw_message(&ctx, &format!("events could not be examined: {message}")))
                }
            }
        },
    )
}

fn result<'js>(ctx: &Ctx<'js>, screened: Screened) -> Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("count", screened.count)?;
    if let Some(body) = screened.body {
        object.set("body", values::own_bytes(ctx, body)?)?;
    }
    if let Some(positions) = screened.positions {
        object.set("positions", TypedArray::<u32>::new(ctx.clone(), positions)?)?;
    }
    if !screened.levels.is_empty() {
        object.set("levels", values::own_bytes(ctx, screened.levels)?)?;
    }
    if !screened.omitted.is_empty() {
        object.set("omitted", screened.omitted)?;
    }
    if !screened.masked.is_empty() {
        object.set("masked", screened.masked)?;
    }
    Ok(object)
}

/// Reads a `ScreenPlan`.
fn rules(plan: &Object<'_>) -> Result<Rules> {
    let words: Vec<String> = plan.get("levelWords")?;
    let numbers: Vec<u8> = plan.get("levelNumbers")?;
    let filters: Vec<Object<'_>> = plan.get("filters")?;
    let mask: Option<Object<'_>> = plan.get("mask")?;
    let names: Vec<String> = plan.get("maskNames")?;
    Ok(Rules {
        levels: plan.get("levels")?,
        level_words: words.into_iter().map(String::into_bytes).zip(numbers).collect(),
        min_level: plan.get("minLevel")?,
        omit_types: plan.get("omitTypes")?,
        filters: filters.iter().map(filter_rule).collect::<Result<_>>()?,
        mask: mask.as_ref().map(mask_rules).transpose()?,
        mask_names: names.into_iter().map(|name| format!("\"{name}\"").into_bytes()).collect(),
    })
}

fn filter_rule(rule: &Object<'_>) -> Result<FilterRule> {
    Ok(FilterRule {
        excludes: rule.get("excludes")?,
        types: rule.get("types")?,
        pattern: rule.get("pattern")?,
        size: rule.get::<_, u32>("size")?.into(),
    })
}

fn mask_rules(mask: &Object<'_>) -> Result<MaskRules> {
    let bytes = |texts: Vec<String>| texts.into_iter().map(String::into_bytes).collect();
    let replacements: Vec<Vec<String>> = mask.get("replacements")?;
    let sizes: Vec<u32> = mask.get("sizes")?;
    Ok(MaskRules {
        built_ins: mask.get("builtIns")?,
        fields: bytes(mask.get("fields")?),
        patterns: mask.get("patterns")?,
        sizes: sizes.into_iter().map(u64::from).collect(),
        anchored: mask.get("anchored")?,
        replacements: replacements.into_iter().map(bytes).collect(),
    })
}
