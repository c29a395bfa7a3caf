//! One record as one line.

use super::escape::Escaped;
use std::fmt::Write;
use tollgate_model::{LogFormat, LogPiece, Record, Variable};

/// Written for a variable without a value, as at Amazon.
const ABSENT: &str = "-";

/// Appends the line of a record, without a line end.
pub fn write_line(format: &LogFormat, record: &Record<'_>, line: &mut String) {
    for piece in &format.pieces {
        match piece {
            LogPiece::Literal(text) => line.push_str(text),
            // The quotes are part of the value: escaped with it they would end up inside of it.
            LogPiece::Variable(Variable::ErrorMessageString) if record.error_message.is_some() => {
                line.push('"');
                write_variable(format, Variable::ErrorMessage, record, line);
                line.push('"');
            }
            LogPiece::Variable(variable) => write_variable(format, *variable, record, line),
        }
    }
}

fn write_variable(format: &LogFormat, variable: Variable, record: &Record<'_>, line: &mut String) {
    let start = line.len();
    let mut out = Escaped::new(line, format.escape);
    if !record.write(variable, &mut out) {
        line.truncate(start);
        _ = line.write_str(ABSENT);
    }
}
