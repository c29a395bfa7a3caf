use super::Filter;
use super::compare::holds;
use super::operand::Operand;
use crate::jsonpath::read::{Reading, Stop};
use tollgate_vtl::Value;

impl Filter {
    /// Is the item taken. What cannot be looked up in it, or compared, is not.
    pub(in crate::jsonpath) fn takes(&self, item: &Value, reading: &Reading<'_>) -> Result<bool, Stop> {
        match self.test(item, reading) {
            Err(Stop::NotFound) => Ok(false),
            tested => tested,
        }
    }

    fn test(&self, item: &Value, reading: &Reading<'_>) -> Result<bool, Stop> {
        match self {
            Filter::Any(filters) => any(filters, true, item, reading),
            Filter::All(filters) => any(filters, false, item, reading),
            Filter::Not(filter) => filter.test(item, reading).map(|taken| !taken),
            Filter::Exists(path, wanted) => match reading.requiring().find(path, item) {
                Ok(_) => Ok(*wanted),
                Err(Stop::NotFound) => Ok(!wanted),
                Err(stop) => Err(stop),
            },
            Filter::Compare(comparison) => {
                let (left, operator, right) = &**comparison;
                let of = |term| Operand::of(term, item, reading);
                holds(&of(left)?, *operator, &of(right)?)
            }
        }
    }
}

/// Stops at the first that decides.
fn any(filters: &[Filter], decides: bool, item: &Value, reading: &Reading<'_>) -> Result<bool, Stop> {
    for filter in filters {
        if filter.test(item, reading)? == decides {
            return Ok(decides);
        }
    }
    Ok(!decides)
}
