//! Java's methods that templates use, as the documentation of `java.lang.String`, `java.util.ArrayList` and the others has
//! them.

use tollgate_vtl::{Error, Limits, Scope, Template, Value};

struct Nothing;

impl Scope for Nothing {
    fn root(&self, _: &str) -> Option<Value> {
        None
    }
}

fn render(template: &str) -> Result<String, Error> {
    let limits = Limits::default();
    Template::parse(template, &limits)?.render(&Nothing, &limits)
}

/// `java.lang.String` and `java.util.regex.Pattern`.
#[test]
fn texts_have_javas_methods() {
    let rows = [
        ("'Hello'.length()", "5"),
        ("'a😀b'.length()", "4"),
        ("'Hello'.substring(1)", "ello"),
        ("'Hello'.substring(1, 3)", "el"),
        ("'a,b,,'.split(',')", "[a, b]"),
        ("'a1b2'.split('\\d')", "[a, b]"),
        ("'abc'.split('')", "[a, b, c]"),
        ("'a,b,c'.split(',', 2)", "[a, b,c]"),
        ("'a.b'.replace('.', '-')", "a-b"),
        ("'a.b'.replaceAll('.', '-')", "---"),
        ("'ann'.replaceAll('(n)', '<$1>')", "a<n><n>"),
        ("'ann'.replaceFirst('n', 'N')", "aNn"),
        ("'ann'.matches('a.*')", "true"),
        ("'ann'.matches('n')", "false"),
        ("'ab'.matches('a|ab')", "true"),
        ("'été'.matches('\\w+')", "false"),
        ("'a+b'.split('\\Q+\\E')", "[a, b]"),
        ("'Hello'.indexOf('l')", "2"),
        ("'Hello'.indexOf('l', 3)", "3"),
        ("'Hello'.lastIndexOf('l')", "3"),
        ("'Hello'.indexOf('z')", "-1"),
        ("'Hello'.contains('ell')", "true"),
        ("'Hello'.toUpperCase()", "HELLO"),
        ("'Hello'.toLowerCase()", "hello"),
        ("' a '.trim()", "a"),
        ("'a'.equals('a')", "true"),
        ("'a'.equalsIgnoreCase('A')", "true"),
        ("'a'.compareTo('c')", "-2"),
        ("'abc'.compareTo('a')", "2"),
        ("'abc'.startsWith('ab')", "true"),
        ("'abc'.endsWith('bc')", "true"),
        ("'ab'.concat('c')", "abc"),
        ("'abc'.charAt(1)", "b"),
        ("''.isEmpty()", "true"),
        ("''.empty", "true"),
        ("'abc'.hashCode()", "96354"),
        ("'a'.toString()", "a"),
        ("'a'.format('%05d|%-3s|%,d|%.2f', 42, 'x', 1234567, 2.345)", "00042|x  |1,234,567|2.35"),
        ("'a'.join('-', ['x', 'y'])", "x-y"),
        ("'a'.valueOf(5)", "5"),
        ("'a'.nope()", ""),
        ("'a'.substring('x')", ""),
    ];
    for (call, expected) in rows {
        let (text, method) = call.split_at(call.find("'.").unwrap_or(0) + 1);
        let template = format!("#set($t = {text})$t{method}");
        assert_eq!(render(&template).as_deref(), Ok(expected), "{call}");
    }
}

/// `java.util.ArrayList`, `LinkedHashMap`, `Iterator`, `Integer`, `Long`, `Double`, `Boolean`.
#[test]
fn collections_and_numbers_have_javas_methods() {
    let rows = [
        ("[1, 2]", ".size()", "2"),
        ("[]", ".isEmpty()", "true"),
        ("[]", ".empty", "true"),
        ("['a']", ".get(0)", "a"),
        ("['a', 'b']", ".contains('b')", "true"),
        ("['a', 'b']", ".indexOf('b')", "1"),
        ("['a', 'b', 'a']", ".lastIndexOf('a')", "2"),
        ("['a', 'b']", ".remove(0)", "a"),
        ("['a']", ".remove('a')", "true"),
        ("[1, 2, 3]", ".subList(1, 3)", "[2, 3]"),
        ("[1]", ".addAll([2])", "true"),
        ("[1]", ".set(0, 9)", "1"),
        ("[1]", ".iterator().next()", "1"),
        ("[1, 2]", ".containsAll([2])", "true"),
        ("[1, 2]", ".equals([1, 2])", "true"),
        ("['a', 'b']", ".hashCode()", "4066"),
        ("[1]", ".clear()", ""),
        ("{'a': 1}", ".get('a')", "1"),
        ("{'a': 1}", ".containsKey('a')", "true"),
        ("{'a': 1}", ".containsValue(1)", "true"),
        ("{'a': 1}", ".keySet()", "[a]"),
        ("{'a': 1}", ".values()", "[1]"),
        ("{'a': 1}", ".entrySet()", "[a=1]"),
        ("{'a': 1}", ".size()", "1"),
        ("{'a': 1}", ".remove('a')", "1"),
        ("{'a': 1}", ".put('a', 2)", "1"),
        ("{'a': 1}", ".getOrDefault('b', 3)", "3"),
        ("{'a': 1}", ".putAll({'b': 2})", ""),
        ("{}", ".isEmpty()", "true"),
        ("{'a': 1}", ".keySet().contains('a')", "true"),
        ("{'a': 1}", ".a", "1"),
        ("{'a': 1}", ".entrySet().iterator().next().getKey()", "a"),
        ("0", ".parseInt('12')", "12"),
        ("0", ".parseInt('ff', 16)", "255"),
        ("0", ".toHexString(255)", "ff"),
        ("7", ".intValue()", "7"),
        ("7", ".doubleValue()", "7.0"),
        ("7.9", ".intValue()", "7"),
        ("0", ".max(3, 4)", "4"),
        ("1.5", ".isNaN()", "false"),
        ("0.5", ".parseDouble('2')", "2.0"),
        ("7", ".compareTo(9)", "-1"),
        ("true", ".toString()", "true"),
        ("true", ".equals(true)", "true"),
        ("true", ".parseBoolean('TRUE')", "true"),
        ("5", ".toString()", "5"),
    ];
    for (value, call, expected) in rows {
        let template = format!("#set($v = {value})$v{call}");
        assert_eq!(render(&template).as_deref(), Ok(expected), "{value}{call}");
    }
}

#[test]
fn views_of_a_map_are_live() {
    for (template, expected) in [
        ("#set($m = {'a': 1, 'b': 2})#set($k = $m.keySet())$k.remove('a')$m", "true{b=2}"),
        ("#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.setValue(5)#end$m", "1{a=5}"),
        ("#set($m = {'a': 1, 'b': 2})$m.values().removeAll([2])$m", "true{a=1}"),
        ("#set($l = [1])#set($k = $l)#set($d = $k.add(2))$l", "[1, 2]"),
    ] {
        assert_eq!(render(template).as_deref(), Ok(expected), "{template}");
    }
}
