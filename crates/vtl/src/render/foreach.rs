use super::{Done, Halt, Renderer};
use crate::ast::Foreach;
use crate::names::{COUNT, FOREACH, HAS_NEXT};
use crate::objects::{Loop, Own};
use crate::{List, Map, Number, Value};
use std::rc::Rc;

/// What a loop walks.
enum Items {
    /// Walked in place: an index, and the length that it must keep.
    List(List, usize),
    Taken(std::vec::IntoIter<Value>),
    /// What was taken of a map that must keep its length.
    Map(Map, usize, std::vec::IntoIter<Value>),
}

impl Items {
    fn more(&self, index: usize) -> bool {
        match self {
            Items::List(list, _) => index < list.items.borrow().len(),
            Items::Taken(items) | Items::Map(_, _, items) => items.len() > 0,
        }
    }

    /// `None` when the list or map changed since the loop began.
    fn take(&mut self, index: usize) -> Option<Value> {
        match self {
            Items::List(list, length) => {
                let items = list.items.borrow();
                if items.len() == *length { items.get(index).cloned() } else { None }
            }
            Items::Taken(items) => items.next(),
            Items::Map(map, length, items) => (map.0.borrow().len() == *length).then(|| items.next()).flatten(),
        }
    }
}

impl Renderer<'_> {
    pub(super) fn foreach(&mut self, foreach: &Foreach) -> Done<()> {
        self.at = foreach.at;
        let Some(items) = self.items(&foreach.items)? else { return Ok(()) };
        let found = [self.variable(foreach.item)?, self.variable(COUNT)?, self.variable(HAS_NEXT)?];
        let previous = self.variable(FOREACH)?;
        let scope = Rc::new(Loop::new(previous));
        if scope.depth() > self.limits.depth {
            return Err(self.limit(format!("loops nested deeper than {} levels", self.limits.depth)));
        }
        self.put(FOREACH, Value::Object(scope.clone()));
        let outcome = self.rounds(foreach, items, &scope);
        let outcome = match outcome {
            Err(Halt::Failed(_)) => return outcome,
            Err(Halt::BreakTo(to)) if std::ptr::eq(to, Rc::as_ptr(&scope).cast()) => Ok(()),
            outcome => outcome,
        };
        let [item, count, has_next] = found;
        self.restore(foreach.item, item);
        self.restore(COUNT, count);
        self.restore(HAS_NEXT, has_next);
        self.restore(FOREACH, scope.before());
        outcome
    }

    fn rounds(&mut self, foreach: &Foreach, mut items: Items, scope: &Rc<Loop>) -> Done<()> {
        let depth = self.depth;
        let mut index = 0;
        while index < self.limits.iterations && items.more(index) {
            let Some(item) = items.take(index) else {
                self.at = foreach.at;
                return self.fail("the list or map changed while #foreach walks it");
            };
            index += 1;
            let has_next = items.more(index);
            let count = i32::try_from(index).unwrap_or(i32::MAX);
            self.put(COUNT, Value::Number(Number::Int(count)));
            self.put(HAS_NEXT, Value::Bool(has_next));
            self.put(foreach.item, item);
            scope.go_on(count - 1, has_next);
            match self.block(&foreach.body) {
                Err(halt @ (Halt::Break | Halt::BreakTo(_))) => {
                    self.depth = depth;
                    return if matches!(halt, Halt::Break) { Ok(()) } else { Err(halt) };
                }
                outcome => outcome?,
            }
        }
        Ok(())
    }

    /// Lists, the values of maps, and what objects give. `None` for anything else.
    fn items(&mut self, expression: &crate::ast::Expression) -> Done<Option<Items>> {
        Ok(match self.value(expression)? {
            Value::List(list) => {
                let length = list.items.borrow().len();
                Some(Items::List(list, length))
            }
            Value::Map(map) => {
                let values: Vec<Value> = map.0.borrow().values().take(self.limits.iterations + 1).cloned().collect();
                let length = map.0.borrow().len();
                Some(Items::Map(map, length, values.into_iter()))
            }
            Value::Object(object) => match object.own() {
                Some(Own::View(view)) => {
                    let length = view.map.0.borrow().len();
                    self.bytes(length * super::PLACE_BYTES)?;
                    Some(Items::Map(view.map.clone(), length, view.list().into_iter()))
                }
                _ => object.items().map(|items| Items::Taken(items.into_iter())),
            },
            _ => None,
        })
    }
}
