//! What a template may not do: each ends with an error or a text, in bounded time and memory, and nothing overflows.

#![allow(clippy::unwrap_used, reason = "a thread of the test itself")]

use std::fmt::Write as _;
use tollgate_vtl::{Error, ErrorKind, Limits, Scope, Template, Value};

struct Nothing;

impl Scope for Nothing {
    fn root(&self, _: &str) -> Option<Value> {
        None
    }
}

fn render_with(template: &str, limits: &Limits) -> Result<String, Error> {
    Template::parse(template, limits)?.render(&Nothing, limits)
}

fn render(template: &str) -> Result<String, Error> {
    render_with(template, &Limits { steps: 100_000, ..Limits::default() })
}

/// Renders on a small stack, as the threads of a server have.
fn is_limited(template: String) {
    let shown: String = template.chars().take(60).collect();
    let run = move || render(&template).map_err(|error| error.kind);
    let outcome = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
    assert_eq!(outcome, Err(ErrorKind::Limit), "{shown}");
}

/// Bytes: near the limit of a template.
const LONG: usize = 290 * 1024;

/// Much of `open`, then what may follow.
fn deep(before: &str, open: &str, after: &str) -> String {
    format!("{before}{}{after}", open.repeat(LONG / open.len()))
}

#[test]
fn nesting_is_bounded_when_parsed() {
    for template in [
        deep("#if(", "(", ""),
        deep("#set($x = ", "[", ""),
        deep("#set($x = ", "{1:", ""),
        deep("#if(", "!", ""),
        deep("", "#if(true)", ""),
        deep("", "#foreach($x in [1])", ""),
        deep("", "#define($x)", ""),
        deep("", "#macro(x)", ""),
        deep("$", "a.b($", ""),
        deep("$", "a[$", ""),
        deep("", "#@m()", ""),
    ] {
        is_limited(template);
    }
}

#[test]
fn long_chains_are_no_nesting() {
    let sum = format!("#set($x = 1{})$x", " + 1".repeat(20_000));
    assert_eq!(render(&sum).as_deref(), Ok("20001"));
    let path = format!("[$a{}]", ".b".repeat(50_000));
    assert_eq!(render(&path).as_deref(), Ok("[]"));
    let elses = format!("#if(false){}#end", "#elseif(false)".repeat(10_000));
    assert_eq!(render(&elses).as_deref(), Ok(""));
}

#[test]
fn a_template_is_no_longer_than_the_limit() {
    let error = Template::parse(&"a".repeat(300 * 1024 + 1), &Limits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit);
    assert!(Template::parse(&"a".repeat(300 * 1024), &Limits::default()).is_ok());
}

/// Bytes: few enough for a build without optimisation.
const LINEAR: usize = 64 * 1024;

/// Each takes time in proportion to its length: were it the square, the test would not end.
#[test]
fn parsing_is_linear() {
    for piece in [
        "\\", "$", "#", "$[", "\\$", "$\\", "$!", "${", "#[", "#set", "#a ", "$a ", "$a.", "\"", "#m(\"\" ", "]]#",
        "*#", "  #", "$\\\\!",
    ] {
        for before in ["", "#[[", "#*", "$a", "#if($a"] {
            let text = format!("{before}{}", piece.repeat(LINEAR / piece.len()));
            let _ = Template::parse(&text, &Limits::default());
        }
    }
}

#[test]
fn what_grows_without_end_is_stopped() {
    for template in [
        "#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..60])#set($s = $s + $s)#end",
        "#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..60])#set($s = \"$s$s\")#end",
        "#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..60])#set($s = $s.replace('a', 'aa'))#end",
        "#set($s = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..60])#set($s = $s.replaceAll('a', 'aa'))#end",
        "#set($s = 'a')$s.repeat(2000000000)",
        "#set($l = [1, 2])#foreach($i in [1..60])#set($d = $l.addAll($l))#end",
        "#set($n = 99999999999)#foreach($i in [1..60])#set($n = $n * $n)#end",
        "#set($n = 99999999999)#foreach($i in [1..12])#set($n = $n * $n)#end",
        "#set($n = 99999999999)#foreach($i in [1..10])#set($n = $n * $n)#end#foreach($i in [1..99])$n#end",
        "#set($s = 'baaaaaaaaaa!')#foreach($i in [1..1000])$s.matches('(b)(a|aa)+(?!c)\\1')#end",
        "#set($s = 'a')#foreach($i in [1..14])#set($s = $s + $s)#end$s.replaceAll('(?=a)', 'b')",
        "#set($s = 'a')#foreach($i in [1..1000])$s.matches(\"(a{1,50}){1,9}$i\")#end",
        "#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])x#end#end#end",
        "#foreach($i in [1..2147483647])#end",
        "#macro(m)#m()#m()#end#m()",
        "#macro(m $a)#m(\"$a$a\")#end#m('a')",
        "#set($e = '#evaluate($e)')#evaluate($e)",
        "#macro(m $a)#m($a)$a#end#m(\"#m('x')\")",
    ] {
        is_limited(template.to_owned());
    }
}

#[test]
fn a_regular_expression_is_bounded() {
    let template = "#set($s = 'baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(b)(a|aa)+(?!c)\\1')";
    assert_eq!(render(template).map_err(|error| error.kind), Err(ErrorKind::Limit));
    assert_eq!(render("#set($s = 'aaaaaaaaaaaaaaaaaaaaaaaaa!')$s.matches('(a+)+b')").as_deref(), Ok("false"));
    assert_eq!(render("#set($s = 'a')$s.matches('(')").map_err(|error| error.kind), Err(ErrorKind::Call));
}

#[test]
fn the_output_is_bounded() {
    let limits = Limits { output_bytes: 1_000, ..Limits::default() };
    assert_eq!(render_with(&"a".repeat(1_000), &limits).map(|text| text.len()), Ok(1_000));
    let error = render_with("#foreach($i in [1..501])ab#end", &limits).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit);
}

#[test]
fn what_holds_itself_is_printed_compared_and_released() {
    let cycle = "#set($a = [])#set($b = [$a])#set($d = $a.add($b))";
    for (template, expected) in [
        ("#set($l = [1])$l.add($l)$l", Ok("true[1, (this Collection)]")),
        ("#set($m = {'a': 1})$m.put('m', $m)$m", Ok("{a=1, m=(this Map)}")),
        ("#set($m = {})$m.put('e', $m.entrySet())|$m.size()", Ok("|1")),
        (&format!("{cycle}$a"), Err(ErrorKind::Limit)),
        (&format!("{cycle}#if($a == $b)x#end"), Err(ErrorKind::Limit)),
        (&format!("{cycle}$a.hashCode()"), Err(ErrorKind::Limit)),
        (&format!("{cycle}#set($s = $a + 'x')"), Err(ErrorKind::Limit)),
    ] {
        assert_eq!(render(template).map_err(|error| error.kind).as_deref(), expected.as_ref().copied(), "{template}");
    }
}

/// The values are dropped on a stack that their depth would not fit.
#[test]
fn deep_values_are_released_level_by_level() {
    for (start, nest) in
        [("[]", "[$v]"), ("{}", "{'k': $v}"), ("{}", "{'k': $v.entrySet()}"), ("[]", "[$v.iterator()]")]
    {
        let mut template = format!("#set($v = {start})");
        let _ = write!(template, "#foreach($i in [1..1000])#foreach($j in [1..100])#set($v = {nest})#end#end.");
        let limits = Limits::default();
        let run = move || render_with(&template, &limits);
        let outcome = std::thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap().join().unwrap();
        assert_eq!(outcome.as_deref(), Ok("."), "{nest}");
    }
}

/// A list printed through a block that changes it meanwhile.
#[test]
fn a_block_may_change_what_is_being_printed() {
    let template = "#define($d)#if($l.size() < 5)#set($x = $l.add(1))#end#end#set($l = [$d, $d])$l|$l.size()";
    let outcome = render(template);
    assert!(outcome.as_ref().is_ok_and(|text| text.ends_with("|4")), "{outcome:?}");
}
