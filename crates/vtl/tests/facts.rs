//! How Amazon's engine behaves where other implementations of the language mostly differ from it.

use tollgate_vtl::{Error, ErrorKind, Failure, Limits, List, ListStyle, Map, Number, Scope, Template, Value};

/// `$foo` is `FOO`, `$json` a list as a host reads it from JSON, `$broken` fails.
struct Roots;

impl Scope for Roots {
    fn root(&self, name: &str) -> Option<Value> {
        let text = |text: &str| Value::Text(text.into());
        match name {
            "foo" => Some(text("FOO")),
            "json" => {
                let entry = Map::new([("k".into(), text("a\"b")), ("n".into(), Value::Null)].into_iter().collect());
                let number = Value::Number(Number::Written("1.10".into(), 1.1));
                Some(Value::List(List::new(vec![number, text("x"), Value::Map(entry)], ListStyle::Json)))
            }
            "broken" => Some(Value::Object(std::rc::Rc::new(Broken))),
            _ => None,
        }
    }
}

#[derive(Debug)]
struct Broken;

impl tollgate_vtl::Object for Broken {
    fn property(&self, _: &dyn Scope, _: &str) -> Result<Value, Failure> {
        Err(Failure("no such thing".into()))
    }

    fn call(&self, _: &dyn Scope, _: &str, _: &[Value]) -> Result<Option<Value>, Failure> {
        Ok(None)
    }

    fn set(&self, _: &dyn Scope, _: &str, _: Value) -> Result<(), Failure> {
        Ok(())
    }
}

fn render(template: &str) -> Result<String, Error> {
    let limits = Limits::default();
    Template::parse(template, &limits)?.render(&Roots, &limits)
}

fn check(rows: &[(&str, &str)]) {
    for (template, expected) in rows {
        assert_eq!(render(template).as_deref(), Ok(*expected), "{template}");
    }
}

#[test]
fn what_resolves_to_nothing_is_the_empty_text() {
    check(&[
        ("[$x][$!x][${x}][$x.y.z][$x.y()]", "[][][][][]"),
        ("#if($x == '')a#end#if($x == $null)b#end#if($x == $y)c#end", "abc"),
        ("#set($m = {})$m.put('a', 1)|$m.put('a', 2)|$m", "|1|{a=2}"),
        ("#set($l = [])#set($d = $l.add($x))$l.size()$l", "1[]"),
        ("#if($x)a#{else}b#end#if(!$x)c#end", "bc"),
        ("#set($x = $nothing)[$x]", "[]"),
        ("$broken", ""),
    ]);
}

#[test]
fn a_hyphen_belongs_to_names() {
    check(&[
        ("#set($year = 1)#set($year- = 2)#set($month = 3)$year-$month ${year}-$month", "23 1-3"),
        ("#set($a = 5)#set($a-1 = 7)#set($b = $a-1)$b", "7"),
    ]);
}

#[test]
fn directives_eat_the_rest_of_their_line() {
    check(&[
        ("#if(true) \t\na\n#end\nb", "a\nb"),
        ("#if(true)\r\na#end\r\nb", "ab"),
        ("x #if(true) y #end z", "x  y  z"),
        ("a\n  #if(true)\n  b\n  #end\nc", "a\n    b\n  c"),
        ("#if(false)a#else  \nb#end", "b"),
        ("  #set($x = 1)\n  #set($y = 2)\nz", "z"),
        ("#if(true)\n  #set($x = 1)\n#end|", "|"),
        ("$foo  #set($x = 1)|", "FOO|"),
        ("a  #set($x = 1)|", "a  |"),
        ("a ## b\nc", "a c"),
        ("a #* b *# \nc", "a  \nc"),
        ("#[[$foo #if]]#\nc", "$foo #if\nc"),
        ("#define($d)\nx\n#end\n[$d]", "[x\n]"),
        ("#macro(m)\nx\n#end\n[#m()\n]", "[x\n]"),
        ("#foreach($i in [1..2])\n$i\n#end\n.", "1\n2\n."),
    ]);
}

#[test]
fn backslashes_escape_references_and_directives() {
    check(&[
        ("\\$foo", "$foo"),
        ("\\\\$foo", "\\FOO"),
        ("\\\\\\$foo", "\\$foo"),
        ("#set($t = 'T')\\#if($t)x\\#end", "#if(T)x#end"),
        ("\\#foo", "\\#foo"),
        ("\\\\#if(true)x#end", "\\x"),
        ("a\\b", "a\\b"),
    ]);
}

#[test]
fn references_are_true_and_literals_false() {
    check(&[
        ("#set($a = '')#if($a)1#end#set($a = 0)#if($a)2#end#set($a = [])#if($a)3#end#set($a = {})#if($a)4#end", "1234"),
        ("#if('')1#end#if(0)2#end#if(false)3#end#if(true)4#end", "4"),
        ("#set($a = 'false')#if($a)yes#end#set($a = false)#if($a)no#end", "yes"),
    ]);
}

#[test]
fn equality_across_kinds_compares_texts() {
    check(&[
        ("#if(1 == '1')a#end#if([1,2] == '[1, 2]')b#end#if(1 == 1.0)c#end#if('1' == 1.0)d#end", "abc"),
        ("#if('a' < 'b')a#end#if('b' > 'a')b#end#if(1 < 2)c#end", "c"),
        ("#if(true == 'true')a#end#if($foo == 'FOO')b#end#if('FOO' != $foo)c#end", "ab"),
    ]);
}

#[test]
fn arithmetic_is_javas() {
    check(&[
        ("#set($x = 7 / 2)$x|#set($x = -7 / 2)$x|#set($x = 7 % 3)$x", "3|-3|1"),
        ("#set($x = 2147483647 + 1)$x|#set($x = 9223372036854775807 + 1)$x", "2147483648|9223372036854775808"),
        ("#set($x = 'old')#set($x = 1 / 0)$x#set($x = 1 - 'a')$x", "oldold"),
        ("#set($x = 1 + 1 + 'a' + 1)$x", "2a1"),
        ("#set($x = 10000000000.0)$x|#set($x = 50 * 2.0)$x|#set($x = 1 / 10000.0)$x", "1.0E10|100.0|1.0E-4"),
    ]);
}

#[test]
fn collections_answer_as_javas() {
    check(&[
        ("#set($l = [])$l.add(1)", "true"),
        ("#foreach($i in [3..1])$i#end", "321"),
        ("#foreach($v in {'a': 1, 'b': 2})$v#end", "12"),
        ("#set($i = 'x')#foreach($i in [1])$i#end$i", "1x"),
        ("#set($l = [1, 2, 3])$l[-1]", "3"),
        ("#set($s = \"a\"\"b\")$s#set($s = 'a''b')$s", "a\"ba'b"),
        ("#set($s = \"#if(true)$foo#end\")$s", "FOO"),
    ]);
}

#[test]
fn lists_of_json_print_as_json_and_others_as_javas() {
    check(&[
        ("#set($m = {'k': 'v', 'l': [1, 'x']})$m", "{k=v, l=[1, x]}"),
        ("$json", r#"[1.10,"x",{"k":"a\"b","n":null}]"#),
        ("#set($m = {'l': $json})$m", r#"{l=[1.10,"x",{"k":"a\"b","n":null}]}"#),
        ("$json[2]", "{k=a\"b, n=null}"),
    ]);
}

#[test]
fn loops_stop_at_a_thousand_and_nothing_is_included() {
    let counted = render("#foreach($i in [1..1500])#set($n = $i)#end$n");
    assert_eq!(counted.as_deref(), Ok("1000"), "Number of iterations in a #foreach loop (`limits`)");
    for template in ["#include('a')", "#parse('a')"] {
        let error = render(template).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Refused, "{template}");
    }
}

#[test]
fn a_hosts_failure_ends_the_template_at_its_place() {
    let error = render("a\n  $broken.thing").unwrap_err();
    assert_eq!((error.kind, error.line, error.column), (ErrorKind::Host, 2, 3));
    assert_eq!(error.to_string(), "line 2, column 3: no such thing");
}
