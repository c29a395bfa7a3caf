//! `.length()`, `.sum()` and their like, on what the path before them found.

use super::list;
use super::parameter::Parameter;
use super::read::{Reading, Stop};
use crate::json;
use std::rc::Rc;
use tollgate_vtl::{List, ListStyle, Number, Value};

#[derive(Clone, Debug)]
pub(super) struct Function {
    name: Option<Name>,
    parameters: Box<[Parameter]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Name {
    Min,
    Max,
    Avg,
    Sum,
    StdDev,
    Length,
    Keys,
    Concat,
    Append,
}

impl Function {
    /// A function that is not known finds nothing when it is called.
    pub(super) fn new(name: &str, parameters: Box<[Parameter]>) -> Function {
        let name = match name {
            "min" => Some(Name::Min),
            "max" => Some(Name::Max),
            "avg" => Some(Name::Avg),
            "sum" => Some(Name::Sum),
            "stddev" => Some(Name::StdDev),
            "length" | "size" => Some(Name::Length),
            "keys" => Some(Name::Keys),
            "concat" => Some(Name::Concat),
            "append" => Some(Name::Append),
            _ => None,
        };
        Function { name, parameters }
    }
}

pub(super) fn call(function: &Function, value: &Value, reading: &Reading<'_>) -> Result<Value, Stop> {
    let parameters = || function.parameters.iter().map(|parameter| given(parameter, reading));
    match function.name.ok_or(Stop::NotFound)? {
        Name::Length => Ok(length(value)),
        Name::Keys => Ok(keys(value)),
        Name::Concat => Ok(concat(value, parameters().collect::<Result<_, _>>()?)),
        Name::Append => {
            let Value::List(items) = value else { return Ok(value.clone()) };
            let mut items = items.items.borrow().clone();
            for parameter in parameters() {
                items.push(parameter?);
            }
            Ok(list(items))
        }
        name => {
            let mut numbers = numbers(value);
            for parameter in parameters() {
                numbers.extend(number(&parameter?));
            }
            aggregate(name, &numbers).map(|number| Value::Number(Number::Double(number)))
        }
    }
}

fn given(parameter: &Parameter, reading: &Reading<'_>) -> Result<Value, Stop> {
    match parameter {
        Parameter::Json(text) => json::parse(text).map_err(|_| Stop::Failed),
        Parameter::Path(path) => reading.find(path, reading.document),
    }
}

fn length(value: &Value) -> Value {
    let length = match value {
        Value::List(list) => list.items.borrow().len(),
        Value::Map(map) => map.0.borrow().len(),
        _ => return Value::Null,
    };
    i32::try_from(length).map_or(Value::Null, |length| Value::Number(Number::Int(length)))
}

fn keys(value: &Value) -> Value {
    let Value::Map(map) = value else { return Value::Null };
    let names = map.0.borrow().keys().map(|name| Value::Text(name.clone())).collect();
    Value::List(List::new(names, ListStyle::Java))
}

/// The strings of a list, then the parameters.
fn concat(value: &Value, parameters: Vec<Value>) -> Value {
    let mut text = String::new();
    if let Value::List(list) = value {
        list.items.borrow().iter().for_each(|item| {
            if let Value::Text(item) = item {
                text.push_str(item);
            }
        });
    }
    for parameter in parameters {
        match parameter {
            Value::Text(parameter) => text.push_str(&parameter),
            Value::Null => {}
            // One number always fits; anything longer is not a sensible part of a text.
            parameter => drop(json::print(&parameter, &mut text, json::DEPTH)),
        }
    }
    Value::Text(Rc::from(text))
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::List(list) => list.items.borrow().iter().filter_map(number).collect(),
        _ => Vec::new(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(Number::Int(int)) => Some(f64::from(*int)),
        Value::Number(Number::Long(long)) => Some(*long as f64),
        Value::Number(Number::Big(big)) => big.to_string().parse().ok(),
        Value::Number(Number::Double(double) | Number::Written(_, double)) => Some(*double),
        _ => None,
    }
}

/// Of no number at all there is none.
fn aggregate(name: Name, numbers: &[f64]) -> Result<f64, Stop> {
    if numbers.is_empty() {
        return Err(Stop::Failed);
    }
    let count = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    Ok(match name {
        Name::Min => numbers.iter().copied().fold(f64::MAX, f64::min),
        // Jayway begins at Java's `Double.MIN_VALUE`, the smallest number above zero.
        Name::Max => numbers.iter().copied().fold(f64::from_bits(1), f64::max),
        Name::Avg => sum / count,
        Name::StdDev => {
            let squares: f64 = numbers.iter().map(|number| number * number).sum();
            (squares / count - sum * sum / count / count).sqrt()
        }
        _ => sum,
    })
}
