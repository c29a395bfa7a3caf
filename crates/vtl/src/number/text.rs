use crate::Number;
use std::fmt::Write as _;

/// As Java's `toString` prints it.
pub(crate) fn write(number: &Number, out: &mut String) {
    let _ = match number {
        Number::Int(number) => write!(out, "{number}"),
        Number::Long(number) => write!(out, "{number}"),
        Number::Big(number) => write!(out, "{number}"),
        Number::Written(text, _) => write!(out, "{text}"),
        Number::Double(number) => {
            write_double(*number, out);
            Ok(())
        }
    };
}

/// `Double.toString`: plain from 0.001 up to 10 million, with an exponent outside; always a digit after the point.
fn write_double(number: f64, out: &mut String) {
    if !number.is_finite() {
        out.push_str(match (number.is_nan(), number < 0.0) {
            (true, _) => "NaN",
            (false, true) => "-Infinity",
            (false, false) => "Infinity",
        });
        return;
    }
    let size = number.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        let _ = write!(out, "{number:?}");
        return;
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let _ = write!(out, "{digits}{point}E{exponent}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The format of `java.lang.Double.toString`, from its documentation.
    #[test]
    fn doubles_print_as_javas() {
        let rows = [
            (1e10, "1.0E10"),
            (100.0, "100.0"),
            (1e-4, "1.0E-4"),
            (0.001, "0.001"),
            (9_999_999.0, "9999999.0"),
            (12_345_678.9, "1.23456789E7"),
            (-0.0, "-0.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (f64::NAN, "NaN"),
            (-f64::INFINITY, "-Infinity"),
            (1.5e300, "1.5E300"),
        ];
        for (number, text) in rows {
            let mut out = String::new();
            write(&Number::Double(number), &mut out);
            assert_eq!(out, text);
        }
    }
}
