//! The grammar of a typed note: `[-3m | 14:05] [@step] [sign] text`.
//!
//! - Time, step and sign may stand in any order, each at most once: a second one is where the text begins.
//! - A time or a step counts only where a space follows; a sign only before a space, a letter or a step. So
//!   `~5 minutes`, `#4711` and `>90%` are text.
//! - `\` before one of `! ? > # ~ @ - \` or a digit, where text begins, makes text of it.
//! - An action may begin with a name (`Ann:`) and end with a day (`by Fri`); `\` before the name makes text of it.
//! - Everything else is text, stored as typed.

use super::due::Due;
use super::ids::{PersonName, is_plain_id};
use super::note::{Entry, Tag};
use super::when::When;

/// What a typed line was understood as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// When it happened; [`When::Ago`] or [`When::Clock`].
    pub when: Option<When>,
    /// The step as typed, without `@`: an id or a number, which may not exist.
    pub step: Option<String>,
    /// What sort of note it is.
    pub tag: Tag,
    /// The text; may be empty.
    pub text: String,
    /// Who does it, where it is an action.
    pub who: Option<PersonName>,
    /// By when, where it is an action.
    pub due: Option<Due>,
}

/// Reads a typed line, which may have several lines of text. Any text is a note: nothing is refused.
pub fn parse(line: &str) -> Draft {
    let mut draft = Draft::default();
    let mut rest = line;
    while let Some(behind) = take_prefix(rest, &mut draft) {
        rest = behind;
    }
    if draft.tag == Tag::Action {
        read_action(rest, &mut draft);
    } else {
        unescaped(rest).clone_into(&mut draft.text);
    }
    draft
}

/// Takes whichever of time, step and sign comes next and is not there yet.
fn take_prefix<'a>(text: &'a str, draft: &mut Draft) -> Option<&'a str> {
    if draft.when.is_none()
        && let Some((when, behind)) = take_when(text)
    {
        draft.when = Some(when);
        return Some(behind);
    }
    if draft.step.is_none()
        && let Some((step, behind)) = take_step(text)
    {
        draft.step = Some(step.to_owned());
        return Some(behind);
    }
    if draft.tag == Tag::Plain
        && let Some((tag, behind)) = take_sign(text)
    {
        draft.tag = tag;
        return Some(behind);
    }
    None
}

/// Returns a line that reads as this entry again, for editing it; its step is not named.
pub fn typed(entry: &Entry) -> String {
    let text = &entry.text;
    let sign = entry.tag.sign().map(|sign| format!("{sign} ")).unwrap_or_default();
    let start = match &entry.who {
        Some(who) => format!("{who}: "),
        None if needs_escape(text, entry.tag) => "\\".to_owned(),
        None => String::new(),
    };
    let due = entry.due.map(|due| format!(" by {due}")).unwrap_or_default();
    format!("{sign}{start}{text}{due}")
}

/// Whether a text behind its sign would be read as something else.
fn needs_escape(text: &str, tag: Tag) -> bool {
    take_when(text).is_some()
        || take_step(text).is_some()
        || is_escape(text)
        || match tag {
            Tag::Plain => take_sign(text).is_some(),
            Tag::Action => take_who(text.trim_start_matches('\\')).is_some(),
            _ => false,
        }
}

fn take_when(text: &str) -> Option<(When, &str)> {
    let (word, behind) = take_word(text)?;
    match When::parse(word) {
        Ok(when @ (When::Ago(_) | When::Clock(_))) => Some((when, behind)),
        _ => None,
    }
}

fn take_step(text: &str) -> Option<(&str, &str)> {
    let (word, behind) = take_word(text.strip_prefix('@')?)?;
    is_plain_id(word).then_some((word, behind))
}

fn take_sign(text: &str) -> Option<(Tag, &str)> {
    let (tag, sign) = Tag::SIGNS.into_iter().find(|(_, sign)| text.starts_with(*sign))?;
    let behind = &text[sign.len_utf8()..];
    let counts = behind.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic());
    (counts || take_step(behind).is_some()).then(|| (tag, behind.trim_start()))
}

/// Takes the first word, where whitespace follows it.
fn take_word(text: &str) -> Option<(&str, &str)> {
    let (word, behind) = text.split_at(text.find(char::is_whitespace)?);
    Some((word, behind.trim_start()))
}

fn is_escape(text: &str) -> bool {
    text.strip_prefix('\\').is_some_and(|behind| {
        behind.starts_with(['@', '-', '\\'])
            || behind.starts_with(|c: char| c.is_ascii_digit())
            || Tag::SIGNS.iter().any(|(_, sign)| behind.starts_with(*sign))
    })
}

fn unescaped(text: &str) -> &str {
    if is_escape(text) { &text[1..] } else { text }
}

fn read_action(text: &str, draft: &mut Draft) {
    let mut text = text;
    if let Some((who, behind)) = take_who(text) {
        draft.who = Some(PersonName::from(who));
        text = behind;
    } else if text.starts_with('\\') && needs_escape(text, Tag::Action) {
        text = &text[1..];
    }
    if let Some((what, due)) = take_due(text) {
        draft.due = Some(due);
        text = what;
    }
    text.clone_into(&mut draft.text);
}

/// Takes the name before a colon and a space: one word, or up to three that begin with capitals.
fn take_who(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.split_once(':')?;
    let words: Vec<&str> = name.split(' ').take(4).collect();
    let is_word = |word: &&str| {
        word.starts_with(char::is_alphabetic)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\'' | '’'))
    };
    let is_name = words.len() <= 3
        && words.iter().all(is_word)
        && (words.len() == 1 || words.iter().all(|word| word.starts_with(char::is_uppercase)));
    (is_name && behind.starts_with(char::is_whitespace)).then(|| (name, behind.trim_start()))
}

/// Splits off the day at the end, where there is something to do before it.
fn take_due(text: &str) -> Option<(&str, Due)> {
    let (what, day) = text.rsplit_once(" by ")?;
    let what = what.trim_end();
    if what.is_empty() { None } else { Some((what, Due::parse(day.trim())?)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::time::Span;
    use chrono::{NaiveDate, NaiveTime, Weekday};
    use proptest::prelude::*;

    fn text(text: &str) -> Draft {
        Draft { text: text.to_owned(), ..Draft::default() }
    }

    #[test]
    fn all_parts_in_their_order() {
        let ago = Some(When::Ago(Span::from_secs(180)));
        let clock = Some(When::Clock(NaiveTime::from_hms_opt(14, 5, 0).unwrap()));
        let step = |step: &str| Some(step.to_owned());
        assert_eq!(parse("-3m it came back"), Draft { when: ago, ..text("it came back") });
        assert_eq!(parse("14:05 it came back"), Draft { when: clock, ..text("it came back") });
        assert_eq!(parse("@7 slow"), Draft { step: step("7"), ..text("slow") });
        assert_eq!(
            parse("-3m @restore-database ! dump was in the old bucket\nthe one of March"),
            Draft {
                when: ago,
                step: step("restore-database"),
                tag: Tag::Surprise,
                ..text("dump was in the old bucket\nthe one of March")
            }
        );
    }

    #[test]
    fn time_step_and_sign_stand_in_any_order_each_once() {
        let all = parse("-3m @4 ! lost");
        assert_eq!((&all.step, all.tag, all.text.as_str()), (&Some("4".to_owned()), Tag::Surprise, "lost"));
        for line in [
            "-3m ! @4 lost",
            "@4 -3m ! lost",
            "@4 ! -3m lost",
            "! @4 -3m lost",
            "! -3m @4 lost",
            "!@4 -3m lost",
        ] {
            assert_eq!(parse(line), all, "{line}");
        }
        let step = Some("4".to_owned());
        assert_eq!(parse("! @4 lost"), Draft { when: None, ..all });
        assert_eq!(parse("@4 @5 lost"), Draft { step: step.clone(), ..text("@5 lost") });
        assert_eq!(parse("-3m 14:05 lost").text, "14:05 lost");
        assert_eq!(parse("! ? lost"), Draft { tag: Tag::Surprise, ..text("? lost") });
        let action = parse("> @4 Ann: look by Fri");
        assert_eq!(
            (action.step, action.who, action.text.as_str()),
            (step, Some(PersonName::from("Ann")), "look")
        );
    }

    #[test]
    fn every_sign_sorts() {
        for (tag, sign) in Tag::SIGNS {
            assert_eq!(parse(&format!("{sign} what")), Draft { tag, ..text("what") });
            assert_eq!(parse(&format!("{sign}what")), Draft { tag, ..text("what") });
        }
        assert_eq!(parse("! -3m"), Draft { tag: Tag::Surprise, ..text("-3m") });
    }

    #[test]
    fn what_merely_looks_odd_is_text() {
        for odd in [
            "",
            " ! indented",
            "-3m",
            "14:05",
            "@7",
            "!",
            "-",
            "- item",
            "-5 degrees",
            "@Ann see",
            "@ home",
            "~5 minutes",
            "#4711",
            ">90%",
            "!= 3",
            "?!",
            "2026-05-12T14:05:00Z down",
            "25:00 x",
            "\\o/",
            "C:\\x",
            "by Fri",
            "see you by Fri",
        ] {
            assert_eq!(parse(odd), text(odd));
        }
    }

    #[test]
    fn a_backslash_makes_text() {
        for (line, expected) in [
            ("\\! no surprise", "! no surprise"),
            ("\\-3m of rope", "-3m of rope"),
            ("\\14:05 is the slot", "14:05 is the slot"),
            ("\\@7 said", "@7 said"),
            ("\\~5", "~5"),
            ("\\\\server", "\\server"),
        ] {
            assert_eq!(parse(line), text(expected));
        }
        assert_eq!(parse("-1m \\! x").text, "! x");
        for (line, tag, said) in [
            ("! \\@7 said", Tag::Surprise, "@7 said"),
            ("# \\14:05 is the slot", Tag::Decision, "14:05 is the slot"),
            ("> \\-3m of rope", Tag::Action, "-3m of rope"),
            ("@7 \\-3m of rope", Tag::Plain, "-3m of rope"),
        ] {
            let it = parse(line);
            assert_eq!((it.tag, it.text.as_str(), it.when), (tag, said, None), "{line}");
        }
        assert_eq!(parse("> \\note: x"), Draft { tag: Tag::Action, ..text("note: x") });
    }

    #[test]
    fn an_action_has_who_and_by_when() {
        let action = |what: &str, who: Option<&str>, due| Draft {
            tag: Tag::Action,
            who: who.map(PersonName::from),
            due,
            ..text(what)
        };
        let friday = Some(Due::Weekday(Weekday::Fri));
        assert_eq!(
            parse("> Ann: rename the bucket by Fri"),
            action("rename the bucket", Some("Ann"), friday)
        );
        assert_eq!(parse("> rename the bucket by Fri "), action("rename the bucket", None, friday));
        assert_eq!(parse("> Jo Ann Lee: do it"), action("do it", Some("Jo Ann Lee"), None));
        assert_eq!(
            parse("> stand by today by tomorrow"),
            action("stand by today", None, Some(Due::Tomorrow))
        );
        for odd in
            ["sort it by hand", "restore s3: all", "https://x.example", "10: ten", "by Fri", "a by Fri."]
        {
            assert_eq!(parse(&format!("> {odd}")), action(odd, None, None));
        }
    }

    #[test]
    fn an_entry_is_typed_as_it_would_be_by_hand() {
        for line in [
            "dump was in the old bucket",
            "! dump",
            "\\! no surprise",
            "\\-3m of rope",
            "\\14:05 is the slot",
            "\\@7 said",
            "\\\\!x",
            "\\!@7 x",
            "! \\@7 said",
            "# \\14:05 is the slot",
            "? ! odd",
            "> \\-3m of rope",
            "~5",
            "> \\note: x",
            "> Ann: rename the bucket by 2026-05-15",
        ] {
            let Draft { tag, text, who, due, .. } = parse(line);
            let due = due.map(|due| due.date(NaiveDate::MIN));
            assert_eq!(typed(&Entry { step: None, tag, text, who, due }), line);
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "-3m", "14:05", "@7", "@x", "!", "?", ">", "#", "~", "\\", "Ann:", "Jo Li:", "note:", "by",
            "Fri", "28 May", " ", " ", " ", "\n", "x", "é", "3", ":",
        ]);
        proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_line_is_a_note(line in any::<String>()) {
            parse(&line);
        }

        #[test]
        fn a_text_without_specials_stays_as_it_is(line in "[^-!?>#~@\\\\0-9]\\PC{0,30}") {
            prop_assert_eq!(parse(&line), text(&line));
        }

        #[test]
        fn an_entry_typed_again_is_the_same(line in line()) {
            let today = NaiveDate::from_ymd_opt(2026, 5, 12).unwrap();
            let draft = parse(&line);
            let due = draft.due.map(|due| due.date(today));
            let entry = Entry { step: None, tag: draft.tag, text: draft.text.clone(), who: draft.who.clone(), due };
            let again = parse(&typed(&entry));
            let expected = Draft { when: None, step: None, due: due.map(Due::Date), ..draft };
            prop_assert_eq!(again, expected, "{:?}", typed(&entry));
        }
    }
}
