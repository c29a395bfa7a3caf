//! Where this crate does not do as stock Velocity 1.7 does. The last column is what Velocity prints, with what resolves to
//! nothing as the empty text; `!` is a failure.

use tollgate_vtl::{Limits, Scope, Template, Value};

struct Nothing;

impl Scope for Nothing {
    fn root(&self, _: &str) -> Option<Value> {
        None
    }
}

fn render(template: &str) -> String {
    let limits = Limits::default();
    Template::parse(template, &limits)
        .and_then(|parsed| parsed.render(&Nothing, &limits))
        .unwrap_or_else(|_| "!".to_owned())
}

fn check(rows: &[(&str, &str, &str)]) {
    for (template, expected, velocity) in rows {
        assert_ne!(expected, velocity, "a difference: {template}");
        assert_eq!(render(template), *expected, "{template}");
    }
}

/// Amazon's engine stops a loop at 1,000 rounds and has no files; stock Velocity does neither.
#[test]
fn amazons_limits_hold() {
    check(&[
        ("#set($n = 0)#foreach($i in [1..1002])#set($n = $n + 1)#end$n", "1000", "1002"),
        ("#include('x.txt')", "!", "the file x.txt"),
    ]);
}

/// `$x.getClass()` leads from a text to the Java machine: refused, as by Velocity's own `SecureUberspector`.
#[test]
fn classes_are_out_of_reach() {
    check(&[
        ("#set($s = 'a')[$s.class]", "[]", "[class java.lang.String]"),
        ("#set($s = 'a')[$s.getClass()]", "[]", "[class java.lang.String]"),
        ("#set($s = 'a')[$s.class.name]", "[]", "[java.lang.String]"),
    ]);
}

/// There are no Java arrays and characters: what gives them gives a list and a text.
#[test]
fn arrays_are_lists_and_characters_texts() {
    check(&[
        ("#set($s = 'a,b')$s.split(',')", "[a, b]", "[Ljava.lang.String;@1b2c3d"),
        ("#set($s = 'abc')[$s.charAt(1).length()]", "[1]", "[]"),
    ]);
}

/// Keys of maps are texts, as JSON's are: in Java 1 and "1" are two keys.
#[test]
fn keys_are_texts() {
    check(&[("#set($m = {1: 'a'})[$m.get('1')]", "[a]", "[]")]);
}

/// A block within itself prints nothing at the third level; Velocity prints the reference's own text.
#[test]
fn a_block_within_itself_ends_empty() {
    check(&[("#define($d)a$d#end[$d]", "[aa]", "[aa$d]")]);
}

/// An operation that comes to nothing adds nothing to a text; Velocity adds a piece of the template's text.
#[test]
fn nothing_adds_nothing_to_a_text() {
    check(&[("#set($s = 'a' + 1 / 0)$s", "a", "a0")]);
}

/// A sum or product of a decimal and a whole number beyond 64 bits is a double; in Velocity a `BigDecimal`.
#[test]
fn decimals_are_doubles() {
    check(&[("#set($n = 99999999999999999999 * 0.5)$n", "5.0E19", "49999999999999999999.5")]);
}
