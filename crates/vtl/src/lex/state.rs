/// Which tokens the lexer looks for. Velocity's own states: what a character means depends on where a template stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Text,
    /// After `#`.
    BeforeDirective,
    /// Within the parentheses of a directive.
    Directive,
    /// After `$`.
    Reference,
    /// After the dot of a reference.
    Modifier,
    /// Within the parentheses of a method.
    Arguments,
    /// Within the brackets of an index.
    Index,
    LineComment,
    BlockComment,
    Textblock,
}

#[derive(Clone, Copy, Debug)]
struct Saved {
    state: State,
    opened: usize,
    closed: usize,
}

/// The state now, those to return to, and the parentheses seen in each.
#[derive(Debug)]
pub(super) struct States {
    pub(super) now: State,
    pub(super) opened: usize,
    closed: usize,
    below: Vec<Saved>,
}

impl States {
    pub(super) fn new() -> States {
        States { now: State::Text, opened: 0, closed: 0, below: Vec::new() }
    }

    pub(super) fn push(&mut self, next: State) {
        self.below.push(Saved { state: self.now, opened: self.opened, closed: self.closed });
        self.opened = 0;
        self.now = next;
    }

    /// `false`: there was nothing to return to, and all is text again.
    pub(super) fn pop(&mut self) -> bool {
        let Some(saved) = self.below.pop() else {
            self.opened = 0;
            self.now = State::Text;
            return false;
        };
        (self.now, self.opened, self.closed) = (saved.state, saved.opened, saved.closed);
        true
    }

    /// `)`: leaves the state that it closes.
    pub(super) fn close(&mut self) {
        while self.opened == 0 {
            if !self.pop() {
                return;
            }
        }
        if self.opened == self.closed + 1 {
            self.pop();
        } else {
            self.closed += 1;
        }
    }
}
