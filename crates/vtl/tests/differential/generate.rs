//! Templates at random, from a seed: most are sound, some are damaged afterwards.

use crate::words::{METHODS, NUMBERS, OPERATORS, PROPERTIES, ROOTS, STRINGS, TEXTS};

/// SplitMix64: the same on every machine, in every version.
pub(crate) struct Dice {
    state: u64,
    /// Velocity keeps macros: each template has its own.
    name: String,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice { state: seed, name: String::new() }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// One template.
pub(crate) fn template(dice: &mut Dice) -> String {
    let mut out = String::new();
    dice.name = std::iter::once('m').chain((0..8).map(|_| char::from(b'a' + dice.below(26) as u8))).collect();
    let count = 1 + dice.below(7);
    (0..count).for_each(|_| statement(dice, 3, &mut out));
    if dice.one_in(8) { damage(dice, out) } else { out }
}

/// A character more, less or twice.
fn damage(dice: &mut Dice, text: String) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(2) {
        if chars.is_empty() {
            break;
        }
        let at = dice.below(chars.len());
        match dice.below(3) {
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            _ => {
                let more =
                    ['$', '#', '(', ')', '{', '}', '[', ']', '!', '.', '"', '\'', '\\', ' ', '\n', '@', '-', 'e'];
                chars.insert(at, more[dice.below(more.len())]);
            }
        }
    }
    chars.into_iter().collect()
}

fn block(dice: &mut Dice, depth: usize, out: &mut String) {
    (0..dice.below(4)).for_each(|_| statement(dice, depth - 1, out));
}

fn statement(dice: &mut Dice, depth: usize, out: &mut String) {
    let choices = if depth == 0 { 12 } else { 24 };
    match dice.below(choices) {
        0..=3 => out.push_str(dice.pick(TEXTS)),
        4..=7 => printed(dice, out),
        8 | 9 => set(dice, out),
        10 => out.push_str(dice.pick(&[
            "## note\n",
            "#* a $b *#",
            "#[[$raw #if]]#",
            "\\#if",
            "\\#nope",
            "\\\\#end",
            "##",
            "#**#",
        ])),
        11 => out.push_str(dice.pick(&[
            "\\$foo",
            "\\\\$num",
            "\\$nope",
            "\\\\\\$foo",
            "$$foo",
            "$!{foo}",
            "${nope}",
            "$!nope",
            "\\$!foo",
        ])),
        12..=16 => condition(dice, depth, out),
        17..=19 => foreach(dice, depth, out),
        20 => define(dice, depth, out),
        21 => macros(dice, depth, out),
        22 => evaluate(dice, out),
        _ => out.push_str(dice.pick(&[
            "#stop",
            "#break",
            "#nope($a)",
            "#nope",
            "#{nope}x",
            "#nope( $a 'b' )\n",
            "#evaluate($str)",
        ])),
    }
}

/// A line's beginning or end, sometimes.
fn edge(dice: &mut Dice, out: &mut String) {
    if dice.one_in(2) {
        out.push_str(dice.pick(&["\n", " ", "  ", " \n", "\r\n", "\t\n"]));
    }
}

fn name(dice: &mut Dice) -> String {
    let mut out = dice.pick(ROOTS).to_owned();
    for _ in 0..dice.below(3) {
        match dice.below(4) {
            0 => out.push_str(dice.pick(&["[0]", "[-1]", "['name']", "[1]", "[\"tags\"]", "[$num]"])),
            1 => {
                out.push('.');
                out.push_str(dice.pick(PROPERTIES));
            }
            _ => {
                out.push('.');
                out.push_str(dice.pick(METHODS));
            }
        }
    }
    out
}

fn reference(dice: &mut Dice) -> String {
    let name = name(dice);
    match dice.below(4) {
        0 => format!("${{{name}}}"),
        1 if dice.one_in(2) => format!("$!{{{name}}}"),
        1 => format!("$!{name}"),
        _ => format!("${name}"),
    }
}

/// Not what prints a Java array, or an address.
fn printed(dice: &mut Dice, out: &mut String) {
    out.push_str(&reference(dice));
}

fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 6 } else { 10 }) {
        0 | 1 => reference(dice),
        2 => dice.pick(NUMBERS).to_owned(),
        3 | 4 => dice.pick(STRINGS).to_owned(),
        5 => dice.pick(&["true", "false"]).to_owned(),
        6 => format!("[{}, {}]", value(dice, depth - 1), value(dice, depth - 1)),
        7 => format!("{{'k': {}, \"l\" : {}}}", value(dice, depth - 1), value(dice, depth - 1)),
        8 => format!(
            "[{}..{}]",
            dice.pick(&["1", "3", "-2", "$num", "0"]),
            dice.pick(&["1", "4", "-1", "0", "$map.age"])
        ),
        _ => dice.pick(&["[]", "{}", "[ 1 ]", "{ }", "['a','b']"]).to_owned(),
    }
}

fn expression(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.one_in(3) {
        return value(dice, depth.min(1));
    }
    match dice.below(6) {
        0 => format!("({})", expression(dice, depth - 1)),
        1 => format!("!{}", expression(dice, depth - 1)),
        // Text and an operation that came to nothing: see `differences.rs`.
        2 => format!("({} + {})", value(dice, 0), value(dice, 0)),
        _ => format!("{} {} {}", expression(dice, depth - 1), dice.pick(OPERATORS), expression(dice, depth - 1)),
    }
}

fn set(dice: &mut Dice, out: &mut String) {
    let target =
        dice.pick(&["$a", "$b", "$a", "$map.z", "$map['name']", "$list[0]", "$foo", "$c-d", "$nope.x", "$a.k"]);
    let space = dice.pick(&["", " "]);
    let value = expression(dice, 2);
    out.push_str(&format!("#set({space}{target} ={space}{value})"));
    edge(dice, out);
}

fn condition(dice: &mut Dice, depth: usize, out: &mut String) {
    let test = expression(dice, 2);
    out.push_str(&format!("{}({test})", dice.pick(&["#if", "#{if}", "#if "])));
    edge(dice, out);
    block(dice, depth, out);
    if dice.one_in(4) {
        let test = expression(dice, 1);
        out.push_str(&format!("#elseif({test})"));
        edge(dice, out);
        block(dice, depth, out);
    }
    if dice.one_in(2) {
        out.push_str(dice.pick(&["#else", "#{else}"]));
        edge(dice, out);
        block(dice, depth, out);
    }
    out.push_str(dice.pick(&["#end", "#{end}"]));
    edge(dice, out);
}

fn foreach(dice: &mut Dice, depth: usize, out: &mut String) {
    let items = match dice.below(5) {
        0 => dice.pick(&["[1..3]", "$list", "$map", "[]", "$nope", "$str"]).to_owned(),
        1 => "$map.entrySet()".to_owned(),
        _ => value(dice, 1),
    };
    let item = dice.pick(&["$i", "$a", "$foo", "${i}"]);
    out.push_str(&format!("#foreach({item} in {items})"));
    edge(dice, out);
    for _ in 0..1 + dice.below(3) {
        match dice.below(6) {
            0 => out.push_str(dice.pick(&[
                "$foreach.index",
                "$foreach.count",
                "$foreach.hasNext",
                "$foreach.first",
                "$foreach.last",
                "$foreach.parent.index",
                "$velocityCount",
                "$velocityHasNext",
                "$foreach.topmost.count",
                "$foreach.nope",
                "$foreach",
            ])),
            1 => out.push_str(dice.pick(&["$i", "${i}", "$i.key=$i.value", "$i.toString()", "$!i"])),
            2 => out.push_str(dice.pick(&[
                "#if($foreach.hasNext),#end",
                "#if($i == 2)#break#end",
                "#break($foreach.parent)",
                "#set($b = $i)",
            ])),
            _ => statement(dice, depth - 1, out),
        }
    }
    out.push_str("#end");
    edge(dice, out);
}

fn define(dice: &mut Dice, depth: usize, out: &mut String) {
    // Not within itself: see `differences.rs`.
    out.push_str(&format!("#define($d{depth})"));
    edge(dice, out);
    block(dice, depth, out);
    out.push_str("#end");
    edge(dice, out);
    let used = dice.pick(&["$d", "[$d][$d]", "#set($a = 5)$d", "\"$d\"", "", "${d}.toString()", "${d.toString()}"]);
    out.push_str(&used.replace("$d", &format!("$d{depth}")).replace("{d", &format!("{{d{depth}")));
}

fn macros(dice: &mut Dice, depth: usize, out: &mut String) {
    let parameters = dice.pick(&["", " $p", " $p $q", " $a"]);
    let name = dice.name.clone();
    out.push_str(&format!("#macro({name}{parameters})"));
    edge(dice, out);
    for _ in 0..1 + dice.below(3) {
        match dice.below(4) {
            0 => out.push_str(dice.pick(&[
                "$p",
                "$q",
                "#set($p = 'set')",
                "$bodyContent",
                "[$p|$a]",
                "\\$p",
                "#set($a = 'A')",
            ])),
            _ => statement(dice, depth - 1, out),
        }
    }
    out.push_str("#end");
    edge(dice, out);
    for _ in 0..dice.below(3) {
        let (one, two) = (value(dice, 1), value(dice, 1));
        let call = match dice.below(5) {
            0 => format!("#{name}()"),
            1 => format!("#{name}({one})"),
            2 => format!("#@{name}({one})body $a#end"),
            3 => format!("#{name}({one}, {two})"),
            _ => format!("#{name}( {one} {two} )\n"),
        };
        out.push_str(&call);
    }
}

fn evaluate(dice: &mut Dice, out: &mut String) {
    out.push_str(dice.pick(&[
        "#evaluate('$foo')",
        "#evaluate(\"#set($a = 3)\")$a",
        "#evaluate('a#stop b')",
        "#evaluate('#if($yes)Y#end')",
        "#evaluate($map)",
        "#evaluate('#foreach($i in [1..2])$i#end')",
        "#evaluate('#break x')y",
        "#set($e = '$num.')#evaluate($e)",
        "#evaluate('#if(')",
    ]));
}
