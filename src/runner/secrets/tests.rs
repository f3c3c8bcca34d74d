use super::*;
use proptest::prelude::*;

const KEY: &str = "-----BEGIN KEY-----\nMIIEvQIBADANBg/kqh+kiG9w0\nAAab\n-----END KEY-----\n";

fn secrets(pairs: &[(&str, &str)]) -> Secrets {
    Secrets::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).unwrap()
}

fn filtered(secrets: &Secrets, chunks: &[&[u8]]) -> String {
    let mut out = Vec::new();
    let mut filter = secrets.filter();
    for chunk in chunks {
        filter.feed(chunk, &mut |part| out.extend_from_slice(part));
    }
    filter.flush(&mut |part| out.extend_from_slice(part));
    String::from_utf8(out).unwrap()
}

/// However a text is cut, the same is left of it.
#[track_caller]
fn hidden(secrets: &Secrets, text: &str, expected: &str) {
    let bytes = text.as_bytes();
    assert_eq!(secrets.hide(text), expected);
    for at in 0..=bytes.len() {
        assert_eq!(filtered(secrets, &[&bytes[..at], &bytes[at..]]), expected, "cut at {at}");
    }
    for size in 1..4 {
        assert_eq!(filtered(secrets, &bytes.chunks(size).collect::<Vec<_>>()), expected, "pieces of {size}");
    }
}

#[test]
fn a_value_is_hidden_wherever_it_is_cut() {
    let it = secrets(&[("PASSWORD", "correct horse")]);
    hidden(&it, "a correct horse, correct horses", "a [hidden PASSWORD], [hidden PASSWORD]s");
    hidden(&it, "correct correct horse", "correct [hidden PASSWORD]");
    hidden(&it, "correct hors", "correct hors");
    hidden(&it, "", "");
}

#[test]
fn escaped_and_quoted_ways_to_write_it() {
    let it = secrets(&[("P", "a/b 'c\" d\\e+\u{e9}&")]);
    for spelled in [
        "a/b 'c\" d\\e+\u{e9}&",
        "a%2Fb%20%27c%22%20d%5Ce%2B%C3%A9%26",
        "a%2fb+%27c%22+d%5ce%2b%c3%a9%26",
        "%61%2F%62%20%27%63%22%20%64%5C%65%2B%C3%A9%26",
        "a/b%20'c%22%20d%5Ce+%C3%A9&",
        "a/b 'c\\\" d\\\\e+\u{e9}&",
        "a\\/b 'c\\\" d\\\\e+\\u00e9\\u0026",
        "a/b '\\''c\" d\\e+\u{e9}&",
        "a/b '\"'\"'c\" d\\e+\u{e9}&",
        "a/b\\ \\'c\\\"\\ d\\\\e+\u{e9}\\&",
        "a/b &#39;c&quot; d\\e+\u{e9}&amp;",
    ] {
        hidden(&it, &format!("<{spelled}>"), "<[hidden P]>");
    }
}

#[test]
fn base64_and_hexadecimal_digits() {
    let it = secrets(&[("P", "correct~horse?>")]);
    // Of `correct~horse?>` behind none, one and two other bytes, and in the other alphabet.
    hidden(&it, "Y29ycmVjdH5ob3JzZT8+", "[hidden P]");
    hidden(&it, "Y29ycmVjdH5ob3JzZT8-", "[hidden P]");
    hidden(&it, "Y29ycmVjdH5ob3JzZT8%2B", "[hidden P]");
    hidden(&it, "eGNvcnJlY3R+aG9yc2U/Pg==", "eG[hidden P]g==");
    hidden(&it, "eHhjb3JyZWN0fmhvcnNlPz4=", "eHh[hidden P]4=");
    hidden(&it, "Y29ycmVj\ndH5ob3\r\nJzZT8+", "[hidden P]");
    hidden(&it, "636f72726563747e686f7273653f3e", "[hidden P]");
    hidden(&it, "636F72726563747E686F\n7273653F3E.", "[hidden P].");
}

#[test]
fn a_key_of_many_lines() {
    let it = secrets(&[("KEY", KEY)]);
    hidden(&it, &format!("key: {KEY}."), "key: [hidden KEY].");
    hidden(&it, &KEY.replace('\n', "\\n"), "[hidden KEY]");
    hidden(&it, &KEY.replace('\n', "\r\n"), "[hidden KEY]");
    // Line by line, indented; what is too short for a secret of its own is shown.
    hidden(&it, "  MIIEvQIBADANBg/kqh+kiG9w0\n  AAab\n", "  [hidden KEY]\n  AAab\n");
}

#[test]
fn where_two_overlap_both_are_hidden() {
    let it = secrets(&[("ONE", "abcdefgh"), ("TWO", "efghijkl"), ("THREE", "cdefg")]);
    hidden(&it, "xabcdefghijklx", "x[hidden ONE][hidden TWO]x");
    hidden(&it, "xcdefghx", "x[hidden THREE]hx");
    hidden(&secrets(&[("A", "aaaaa")]), "baaaaaaab", "b[hidden A]b");
    hidden(&secrets(&[("LONG", "password-long"), ("SHORT", "password")]), "password-lo", "[hidden SHORT]-lo");
}

#[test]
fn only_what_could_be_a_beginning_is_held_back() {
    let it = secrets(&[("P", "correct horse")]);
    let mut filter = it.filter();
    let mut passed = Vec::new();
    filter.feed(b"Password: corr", &mut |part| passed.extend_from_slice(part));
    assert_eq!(passed, b"Password: ");
    filter.feed(b"idor", &mut |part| passed.extend_from_slice(part));
    assert_eq!(passed, b"Password: corridor");
}

#[test]
fn what_is_too_short_is_refused_by_name() {
    let error = Secrets::new([("PIN".to_owned(), "1234".to_owned())]).unwrap_err();
    assert!(error.to_string().starts_with("the value of PIN is too short"), "{error}");
    assert!(!error.to_string().contains("1234"));
    assert!(Secrets::new([("PIN".to_owned(), "  1234\n".to_owned())]).is_err());
    assert!(Secrets::new([("PIN".to_owned(), String::new())]).is_err());
    assert!(Secrets::new([("PIN".to_owned(), "\u{e9}".repeat(5))]).is_ok());
}

#[test]
fn debugging_shows_names_only() {
    let it = secrets(&[("PASSWORD", "correct horse")]);
    assert_eq!(format!("{it:?}"), "{\"PASSWORD\"}");
}

#[test]
fn without_secrets_all_passes() {
    hidden(&Secrets::default(), "anything [hidden X]", "anything [hidden X]");
    assert_eq!(format!("{:?}", secrets(&[])), "{}");
}

proptest! {
    #[test]
    fn nothing_is_left_of_a_secret_however_it_is_cut(
        value in "[ -~]{5,12}", before in "[a-c ]{0,4}", behind in "[a-c ]{0,4}", cuts in prop::collection::vec(0usize..40, 0..4)
    ) {
        prop_assume!(value.trim().len() >= SHORTEST);
        let it = secrets(&[("X", &value)]);
        let text = format!("{before}{value}{behind}");
        let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(text.len())).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([text.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let chunks: Vec<&[u8]> = starts.zip(ends).map(|(from, to)| &text.as_bytes()[from..to]).collect();
        let left = filtered(&it, &chunks);
        prop_assert!(left.contains("[hidden X]"));
        prop_assert!(!left.replace("[hidden X]", "\0").contains(&value));
        prop_assert_eq!(left, it.hide(&text));
    }

    #[test]
    fn what_holds_no_secret_is_not_changed(text in "[a-z %\\\\\n]{0,60}") {
        let it = secrets(&[("X", "QQQQQ%4"), ("KEY", "ABCDEFG\nHIJKLMN")]);
        prop_assert_eq!(it.hide(&text), text.clone());
        prop_assert_eq!(filtered(&it, &text.as_bytes().chunks(1).collect::<Vec<_>>()), text);
    }
}
