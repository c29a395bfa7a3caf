//! Changes for people: one line each, the dangerous first.

use super::{Change, Changes, Difference, GroupChange, RouteName};
use std::fmt::{Display, Formatter, Result};

impl Display for RouteName {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {} {}", self.api, self.stage, self.key)
    }
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} ({})", self.route, self.what.join(", "))
    }
}

impl Display for GroupChange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} ({})", self.group, self.what.join(", "))
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.what, self.name)?;
        if self.details.is_empty() { Ok(()) } else { write!(f, " ({})", self.details.join(", ")) }
    }
}

/// One line a change, the dangerous first.
impl Display for Changes {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        lines(f, "danger: ", &self.dangers)?;
        lines(f, "", &self.hosts)?;
        lines(f, "", &self.stages)?;
        lines(f, "route removed: ", &self.routes_removed)?;
        lines(f, "route changed: ", &self.routes_changed)?;
        lines(f, "route added: ", &self.routes_added)?;
        lines(f, "target group gone: ", &self.groups_gone)?;
        lines(f, "target group changed: ", &self.groups_changed)?;
        lines(f, "target group new: ", &self.groups_new)?;
        lines(f, "", &self.functions)?;
        lines(f, "", &self.settings)?;
        lines(f, "", &self.other)
    }
}

fn lines(f: &mut Formatter<'_>, lead: &str, lines: &[impl Display]) -> Result {
    lines.iter().try_for_each(|line| writeln!(f, "{lead}{line}"))
}
