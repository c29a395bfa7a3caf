//! handle-errors-in-lambda-integration, how-to-method-settings-execution-console, java.util.regex.Pattern.

use super::*;
use proptest::prelude::*;

fn matches(pattern: &str, text: &str) -> bool {
    Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text).unwrap()
}

#[test]
fn patterns_of_the_guide_match_as_it_says() {
    for (pattern, text, expected) in [
        // handle-errors-in-lambda-integration
        ("Malformed.*", "Malformed input ...", true),
        ("Malformed.*", "A Malformed input", false),
        (".+", "two\nlines", false),
        (r"(\n|.)+", "two\nlines", true),
        (".*", "", true),
        (r#".*httpStatus\\?":400.*"#, r#"{"httpStatus":400,"x":1}"#, true),
        // how-to-method-settings-execution-console
        (r"2\d{2}", "204", true),
        (r"2\d{2}", "2044", false),
        (".*Invalid request.*", "an Invalid request!", true),
        // setup-http-integrations
        (r"4\d{2}", "404", true),
        (r"5\d{2}", "404", false),
        ("404", "404", true),
        ("404|410", "4041", false),
        ("[^2].*", "404", true),
        (r"\d{3}", "200", true),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text:?}");
    }
}

/// java.util.regex.Pattern, section by section.
#[test]
fn patterns_mean_what_java_means() {
    for (pattern, text, expected) in [
        // line terminators
        ("a.b", "a\rb", false),
        ("a.b", "a\u{2028}b", false),
        ("a.b", "a\u{e9}b", true),
        ("(?s)a.b", "a\nb", true),
        ("(?s:a.)b.", "a\nb\n", false),
        ("(?d)a.b", "a\rb", true),
        ("^abc$", "abc", true),
        ("^abc$", "abc\n", false),
        ("abc$\\n", "abc\n", true),
        ("abc$\\s*", "abc\n", true),
        ("abc$\\s*", "abc\n\n", false),
        ("(^4..$|^5..$)", "503", true),
        ("(?m)^a$\\n^b$", "a\nb", true),
        ("abc\\Z", "abc", true),
        ("\\Aabc\\z", "abc", true),
        ("a\\Rb", "a\r\nb", true),
        ("(?u)a", "a", true),
        (r"[\.\x41-\x43]+", "A.C", true),
        (r"[\.]", "a", false),
        (r"a\sb", "a\tb", true),
        (r"a\sb", "axb", false),
        // an empty quotation is nothing
        ("a\\Q\\E*", "aaa", true),
        // comments, only where they are asked for
        ("error #4 .*", "error #4 of 5", true),
        ("error #4 .*", "error ", false),
        ("(?x)err or #4 .*", "error", true),
        ("(?x)a #b\nc", "ac", true),
        // predefined classes are ASCII
        (r"\d", "\u{664}", false),
        (r"(?U)\d", "\u{664}", true),
        (r"\w+", "na\u{ef}ve", false),
        (r"\s", "\u{a0}", false),
        (r"\h", "\u{a0}", true),
        (r"\D\W\S\H\V", "a-bcd", true),
        (r"\v", "\n", true),
        // POSIX and Unicode properties
        (r"\p{Alpha}+", "abcXYZ", true),
        (r"\p{Alpha}+", "\u{e9}", false),
        (r"(?U)\p{Alpha}\p{Lower}\P{Digit}", "\u{e9}\u{e9}x", true),
        (r"(?U)\p{Upper}\p{Digit}\p{Punct}\p{Space}", "\u{c9}\u{664}\u{2014}\u{2003}", true),
        (r"[:-@]+", ":;@", true),
        (r"\p{L}+", "\u{e9}", true),
        (r"\pL", "x", true),
        (r"\P{Digit}", "x", true),
        (r"\P{Digit}", "1", false),
        (r"\p{IsLatin}\p{IsAlphabetic}", "xy", true),
        (r"[\p{Upper}\p{Digit}]+", "A1", true),
        // quotation and escapes
        (r"\Qa.b*\E+", "a.b**", true),
        (r"\Qa.b", "a.b", true),
        (r"\Qa.b", "axb", false),
        (r"\u0041\x42\x{43}\0104\cA\t\e", "ABCD\u{1}\t\u{1b}", true),
        (r"\uD83D\uDE00", "\u{1F600}", true),
        (r"\.\-\/\ \<\#", ".-/ <#", true),
        // classes
        ("[a-d[m-p]]+", "adm", true),
        ("[a-z&&[def]]+", "def", true),
        ("[a-z&&[def]]+", "abc", false),
        ("[a-z&&[^bc]]", "b", false),
        ("[]a]+", "]a", true),
        ("[^]a]", "]", false),
        ("[a-]+", "a-", true),
        ("[-a]+", "a-", true),
        (r"[\w-.]+", "a-.", true),
        ("[+--]", ",", true),
        ("[[:x]]+", ":x", true),
        (r"[\Q]^\E]+", "]^", true),
        ("[a~~b&c]+", "~&", true),
        // quantifiers
        ("a{2,3}", "aaaa", false),
        ("a++a", "aaa", false),
        ("(?:ab)++c", "ababc", true),
        ("a*?b", "aab", true),
        ("(?>a|ab)c", "abc", false),
        // groups and references
        (r"(a|b)\1", "bb", true),
        (r"(a|b)\1", "ab", false),
        (r"(?<x>a|b)\k<x>", "aa", true),
        ("(?!404)4..", "404", false),
        ("(?!404)4..", "403", true),
        (".*(?<=a)b", "ab", true),
        // flags
        ("(?i)error.*", "ERROR: x", true),
        ("(?i:e)r", "Er", true),
        ("(?i:e)r", "ER", false),
        ("(?i)a(?-i)b", "AB", false),
        ("(?x) a b # words\n c", "abc", true),
        ("(?x)[a b]+", "a b", false),
        // literals
        ("]}", "]}", true),
        ("a|", "", true),
        (r"\Ga", "a", true),
        // what generated patterns found, compared with OpenJDK 17's
        ("[a&&]", "a", true),
        ("(?m)^", "", false),
        (r"(?=c)[[:alpha:]]", "c", false),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text:?}");
    }
}

#[test]
fn what_java_refuses_is_refused_with_its_place() {
    for (pattern, column, says) in [
        ("*", 1, "`*` has nothing to repeat"),
        ("a|+", 3, "`+` has nothing to repeat"),
        ("a**", 3, "`*` has nothing to repeat"),
        ("(a", 1, "a group is not closed"),
        ("a)", 2, "closes no group"),
        ("[a", 2, "a class is not closed"),
        ("x[z-a]", 4, "ends before it begins"),
        (r"a\", 3, "backslash is the last"),
        (r"\y", 2, "`\\y` is no escape"),
        (r"\xZ", 2, "2 hexadecimal digits"),
        (r"\uD800", 2, "no character of Unicode"),
        ("{2}", 1, "`{` has nothing to repeat"),
        ("a{x}", 2, "`{x}` is no repetition"),
        ("a{,3}", 2, "is no repetition"),
        ("(?z)", 3, "no known flag"),
        ("(?<1a>b)", 1, "name is none"),
        (r"\p{InGreek}", 2, "blocks such as `InGreek` are not supported"),
        (r"\p{Nonsense}", 1, "it cannot be run"),
        ("((a{100}){100}){100}", 1, "larger than"),
    ] {
        let error = Pattern::parse(pattern).unwrap_err();
        assert!(error.what.contains(says), "{pattern}: {error}");
        assert_eq!(error.column, column, "{pattern}: {error}");
    }
    assert!(Pattern::parse(&"a".repeat(MAX_PATTERN_BYTES + 1)).is_err());
    assert!(Pattern::parse(&"(".repeat(MAX_PATTERN_BYTES)).is_err());
    assert!(Pattern::parse(&"[".repeat(MAX_PATTERN_BYTES)).is_err());
}

#[test]
fn catastrophic_patterns_are_linear_or_given_up() {
    let evil = "a".repeat(50_000) + "!b";
    assert_eq!(Pattern::parse("(a+)+").unwrap().is_match(&evil), Ok(false));
    assert_eq!(Pattern::parse("(a|aa)+").unwrap().is_match(&evil), Ok(false));
    assert_eq!(Pattern::parse(r"(?:(a+)\1?)+b").unwrap().is_match(&evil), Err(Exceeded));
    let long = "a".repeat(MAX_BACKTRACKED_TEXT_BYTES + 1);
    assert_eq!(Pattern::parse("(?=a).*").unwrap().is_match(&long), Err(Exceeded));
    assert_eq!(Pattern::parse(".*").unwrap().is_match(&long), Ok(true));
}

#[test]
fn the_first_match_is_taken_then_the_default() {
    let error = "an Error 400";
    for (patterns, value, expected) in [
        (&[None, Some("4..")] as &[_], Some("404"), Some(1)),
        (&[None, Some("4..")], Some("200"), Some(0)),
        (&[Some("4.."), Some("404")], Some("404"), Some(0)),
        (&[Some("404"), Some("4..")], Some("404"), Some(0)),
        (&[Some("5.."), None, None], Some("200"), Some(1)),
        // supported-gateway-response-types, API_CONFIGURATION_ERROR
        (&[Some("5..")], Some("200"), None),
        (&[], Some("200"), None),
        (&[None, Some(".*Error.*")], Some(error), Some(1)),
        // A function that did not fail (handle-errors-in-lambda-integration)
        (&[None, Some(".*Error.*")], None, Some(0)),
        (&[None, Some(r"(\n|.)+")], None, Some(0)),
        (&[None, Some(".*")], None, Some(1)),
    ] {
        let parsed: Vec<_> = patterns.iter().map(|p| p.map(|p: &str| Pattern::parse(p).unwrap())).collect();
        let selection = select(parsed.iter().map(Option::as_ref), value);
        assert_eq!(selection, Selection { response: expected, exceeded: None }, "{patterns:?} {value:?}");
    }
}

#[test]
fn a_pattern_that_is_given_up_does_not_match_and_is_told() {
    let evil = Pattern::parse(r"(?:(a+)\1?)+b").unwrap();
    let text = "a".repeat(5_000) + "!b";
    let selection = select([None, Some(&evil)], Some(&text));
    assert_eq!(selection, Selection { response: Some(0), exceeded: Some(1) });
}

#[test]
fn a_pattern_has_its_length_and_keeps_its_text() {
    assert_eq!(
        Pattern::parse(&"a".repeat(MAX_PATTERN_BYTES)).map(|pattern| pattern.as_str().len()),
        Ok(MAX_PATTERN_BYTES)
    );
    let error = Pattern::parse(&"a".repeat(MAX_PATTERN_BYTES + 1)).unwrap_err();
    assert!(error.what.contains("longer than"), "{error}");
    assert_eq!(Pattern::parse("4\\d{2}").unwrap().as_str(), "4\\d{2}");
    // So long may a text be that is matched by backtracking.
    let twice = Pattern::parse("(a)\\1a*").unwrap();
    assert_eq!(twice.is_match(&"a".repeat(MAX_BACKTRACKED_TEXT_BYTES)), Ok(true));
    let long = "a".repeat(MAX_BACKTRACKED_TEXT_BYTES + 1);
    assert_eq!(twice.is_match(&long), Err(Exceeded));
    // The end that nothing follows needs none.
    for pattern in ["a*$", "(a*$)", "a*$|b", "b|a*\\Z"] {
        assert_eq!(Pattern::parse(pattern).unwrap().is_match(&long), Ok(true), "{pattern}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_pattern_or_says_where_not(pattern in r"\PC{0,30}|[-a-c\[\]\\(){}?*+|.^$&#:<>=!QEpPkuxdwsRZ0-9 ]{0,24}", text in r"[a-c\n\r]{0,8}") {
        match Pattern::parse(&pattern) {
            Ok(parsed) => drop(parsed.is_match(&text)),
            Err(error) => prop_assert!((1..=pattern.chars().count() + 1).contains(&error.column), "{}", error),
        }
    }

    #[test]
    fn quoted_text_matches_itself_alone(text in r"[^\\]{0,20}", other in r"[^\\]{0,20}") {
        let pattern = Pattern::parse(&format!(r"\Q{text}\E")).unwrap();
        prop_assert_eq!(pattern.is_match(&text), Ok(true));
        prop_assert_eq!(pattern.is_match(&other), Ok(other == text));
    }
}
