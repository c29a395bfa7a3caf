//! Every construct of the language, as the Velocity 1.7 user guide and VTL reference describe it.

use tollgate_vtl::{Error, ErrorKind, Limits, Scope, Template, Value};

/// `$name` is `Ann`.
struct Roots;

impl Scope for Roots {
    fn root(&self, name: &str) -> Option<Value> {
        (name == "name").then(|| Value::Text("Ann".into()))
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

/// Where it fails, and with what.
fn check_errors(rows: &[(&str, ErrorKind, u32, u32)]) {
    for (template, kind, line, column) in rows {
        let found = render(template).map_err(|error| (error.kind, error.line, error.column));
        assert_eq!(found, Err((*kind, *line, *column)), "{template}");
    }
}

/// "References": variables, properties, methods, formal and quiet notation, index notation.
#[test]
fn references_have_all_notations() {
    check(&[
        ("$name ${name} $!name $!{name}", "Ann Ann Ann Ann"),
        ("${name}ual", "Annual"),
        ("$name.length() ${name.length()} $name.toUpperCase().toLowerCase()", "3 3 ann"),
        (
            "#set($m = {'a': {'b': [7, {'c': 'd'}]}})$m.a.b[0] $m.a.b[1].c $m['a'].b[-1]['c'] $m.get('a').get('b').size()",
            "7 d d 2",
        ),
        ("#set($i = 1)#set($l = [5, 6])$l[$i] ${l[0]}", "6 5"),
        ("#set($l = [5, 6])#set($l[0] = 'x')#set($m = {})#set($m.k = 1)#set($m['j'] = 2)$l $m", "[x, 6] {k=1, j=2}"),
        ("costs $5, $ 5, # 5 and 5%", "costs $5, $ 5, # 5 and 5%"),
        ("$name.", "Ann."),
        ("$name!", "Ann!"),
        ("$$name", "$Ann"),
    ]);
}

/// "Set": string literals with interpolation and without, numbers, lists, maps, ranges, arithmetic.
#[test]
fn set_assigns_every_kind_of_value() {
    check(&[
        ("#set($x = \"$name!\")$x|#set($x = '$name!')$x", "Ann!|$name!"),
        ("#set($x = \"#foreach($i in [1..3])$i#end\")$x", "123"),
        ("#set( $x = [ 1 , 'a', [2], {'k' : true} ] )$x", "[1, a, [2], {k=true}]"),
        ("#set($x = {})$x|#set($x = {\"a\" : 1, 'b':2})$x", "{}|{a=1, b=2}"),
        ("#set($n = 2)#set($x = [$n..5])$x", "[2, 3, 4, 5]"),
        ("#set($x = 2 + 3 * 4)$x|#set($x = (2 + 3) * 4)$x|#set($x = 10 - 2 - 3)$x", "14|20|5"),
        ("#set($x = 1.5 + 1)$x|#set($x = 3.0 * 2)$x|#set($x = 7.5 % 2)$x", "2.5|6.0|1.5"),
        ("#set($x = 1 < 2 && !(2 < 1))$x|#set($x = true and not false)$x", "true|true"),
        ("#{set}($x = 'y')$x", "y"),
        ("#set($x = \"\\u0041\")$x", "A"),
        ("#set ($x = 1)#set($x\n=\n2)$x", "2"),
    ]);
}

/// "Conditionals": relational and logical operators, also by name.
#[test]
fn conditions_choose_one_branch() {
    check(&[
        ("#if($name == 'Bob')b#elseif($name == 'Ann')a#else c#end", "a"),
        ("#if(false)b#{else}c#end", "c"),
        ("#{if}(true)b#{elseif}(true)c#{else}d#{end}", "b"),
        ("#if(1 lt 2 and 2 le 2 and 3 gt 2 and 2 ge 2 and 1 ne 2 and 1 eq 1)y#end", "y"),
        ("#if(1 > 2 || 2 >= 2)y#end#if(!false && not $none)z#end", "yz"),
        ("#if($none)a#elseif($none.more)b#{else}c#end", "c"),
        ("#if((1 == 1) == true)y#end", "y"),
    ]);
}

/// "Foreach Loop" and "Break".
#[test]
fn loops_know_where_they_are() {
    check(&[
        (
            "#foreach($i in ['a', 'b'])$foreach.index$foreach.count$velocityCount$i#if($foreach.hasNext),#end#end",
            "011a,122b",
        ),
        ("#foreach($i in [1..3])#if($foreach.first)[#end$i#if($foreach.last)]#end#end", "[123]"),
        (
            "#foreach($i in [1..2])#foreach($j in [1..2])$foreach.parent.count$foreach.count$foreach.topmost.index #end#end",
            "110 120 211 221 ",
        ),
        ("#foreach($i in [1..5])#if($i == 3)#break#end$i#end.", "12."),
        ("#foreach($i in [1..3])#foreach($j in [1..3])#if($j == 2)#break($foreach.parent)#end$i$j #end#end", "11 "),
        ("#foreach($i in [1, 2])$velocityHasNext#end[$foreach$velocityCount$i]", "truefalse[]"),
    ]);
    check(&[
        ("#set($m = {'a': 1, 'b': 2})#foreach($e in $m.entrySet())$e.key=$e.value;#end", "a=1;b=2;"),
        ("#set($m = {'a': 1, 'b': 2})#foreach($k in $m.keySet())$k$m.get($k)#end", "a1b2"),
        ("#foreach($i in 'text')x#end#foreach($i in $none)x#end#foreach($i in 5)x#end", ""),
        ("#foreach($i in [1..2])#set($foreach.seen = $i)$foreach.seen#end", "12"),
    ]);
}

/// "Stop", "Evaluate" and "Define".
#[test]
fn blocks_are_stopped_evaluated_and_defined() {
    check(&[
        ("a#stop b", "a"),
        ("a#evaluate('b#stop c')d", "abd"),
        ("#set($source = '$name and #if(true)more#end')#evaluate($source)", "Ann and more"),
        ("#evaluate('#set($x = 1)')$x", "1"),
        ("#define($block)Hi $who#end#set($who = 'you')$block $block.toString().length()", "Hi you 6"),
        ("#foreach($i in [1, 2])#define($b)x#break y#end$b$i#end", "x1x2"),
    ]);
}

/// "Velocimacros": parameters stand for the caller's expressions; a block macro has `$bodyContent`.
#[test]
fn macros_take_their_arguments_by_name() {
    check(&[
        ("#macro(hi $who)Hi $who!#end#hi('Bob') #hi($name)", "Hi Bob! Hi Ann!"),
        ("#later('x')#macro(later $a)[$a]#end", "[x]"),
        ("#macro(twice $a)$a$a#end#set($l = [])#twice($l.add(1)) $l", "truetrue [1, 1]"),
        ("#macro(m $x)$x#end#set($x = 'outer')#m($x)#m(\"$x!\")", "outerouter!"),
        ("#macro(m $a)#set($a = 'set')$a#end#m($name)$name", "setAnn"),
        ("#macro(wrap $t)<$t>$bodyContent</$t>#end#@wrap('b')in $name#end", "<b>in Ann</b>"),
        ("#macro(m $a $b)[$a|$b]#end#m(1)#m(1, 2)#m(1 2)#m(1 2 3)", "[1|][1|2][1|2][1|2]"),
        ("#macro(m)one#end#macro(m)two#end#m()", "one"),
        ("#unknown($name) #unknown #{unknown}", "#unknown($name) #unknown #{unknown}"),
        ("#macro(down $n)$n#if($n > 0)#set($n = $n - 1)#down($n)#end#end#down(3)", "3210"),
    ]);
}

/// "Comments" and "Literals".
#[test]
fn comments_print_nothing_and_literals_themselves() {
    check(&[
        ("a## $name\nb", "ab"),
        ("a#* $name\n#if *#b#** doc *#c", "abc"),
        ("#[[#if($name) $x]]#", "#if($name) $x"),
        ("#literal()#set($x = 1) $x#end", "#set($x = 1) $x"),
    ]);
}

#[test]
fn errors_say_where_and_what() {
    use ErrorKind::{Call, Syntax};
    check_errors(&[
        ("#if(true)\nno end", Syntax, 2, 7),
        ("a\n #if($x = 1)#end", Syntax, 2, 9),
        ("#set($x 1)", Syntax, 1, 9),
        ("${name", Syntax, 1, 7),
        ("ends in $", Syntax, 1, 9),
        ("#end", Syntax, 1, 1),
        ("#macro()x#end", Syntax, 1, 1),
        ("é\n  $name.substring(9)", Call, 2, 9),
        ("#set($l = [1])\n$l[5]", Call, 2, 1),
        ("#set($Integer = 0)$Integer.parseInt('x')", Call, 1, 28),
        ("#break($name)", Call, 1, 1),
    ]);
    let error = render("#if(true)\nno end").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 7: the template ends where `#end` of an `#if` is expected");
}

#[test]
fn a_template_says_what_it_mentions() {
    let parsed = Template::parse("#if($a.b)$!{c}#end\"$d\" $input.json('$')", &Limits::default()).unwrap();
    let rows = [("a", true), ("b", false), ("c", true), ("d", true), ("input", true), ("util", false)];
    for (name, expected) in rows {
        assert_eq!(parsed.mentions(name), expected, "{name}");
    }
    assert!(!parsed.evaluates());
    assert!(Template::parse("#evaluate('$x')", &Limits::default()).unwrap().evaluates());
}

#[test]
fn templates_are_shared_by_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let parsed = Template::parse("#set($s = 'a-b')$s.replaceAll('-', $name)", &Limits::default()).unwrap();
    shared(&parsed);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| assert_eq!(parsed.render(&Roots, &Limits::default()).as_deref(), Ok("aAnnb")));
        }
    });
}
