//! What reads like a step and is none: what is forbidden, what is the case, what a machine does by itself.

use super::topics::Topic;
use super::verbs::{self, bare};

/// Whether the text forbids: `Do not restart it`, `Never …`, `Avoid …`.
pub(super) fn forbids(text: &str) -> bool {
    let mut words = text.split_whitespace().map(bare).filter(|word| !word.is_empty());
    let mut words = words.by_ref().map(str::to_lowercase).skip_while(|word| verbs::is_before(word));
    let first = words.next().unwrap_or_default().replace('’', "'");
    let forbidden = match first.as_str() {
        "do" | "must" => words.next().is_some_and(|word| word == "not"),
        "don't" | "never" | "avoid" => true,
        _ => false,
    };
    forbidden && words.next().is_none_or(|word| word != "forget")
}

/// Words behind `will` and `should` that tell of what comes by itself.
const COMES: [&str; 13] = [
    "be", "need", "not", "take", "have", "look", "appear", "show", "see", "contain", "remain", "now",
    "return",
];

/// Whether the text says what is or will be the case, perhaps behind a label: `Output will be similar to this`.
pub(super) fn states(text: &str) -> bool {
    let sentence = verbs::first_sentence(text.trim());
    let label = sentence.split_once(": ").filter(|(label, _)| !label.contains(' '));
    let words: Vec<String> = label
        .map_or(sentence, |(_, rest)| rest)
        .split_whitespace()
        .map(|word| bare(word).to_lowercase())
        .collect();
    let clause = words.first().is_none_or(|first| verbs::begins_with_clause(first));
    if clause || sentence.ends_with('?') {
        return false;
    }
    let at = |at: usize| words.get(at).map_or("", String::as_str);
    (1..words.len().min(12)).any(|here| {
        let relative =
            matches!(at(here - 1), "that" | "which" | "who" | "what" | "where" | "whatever" | "if");
        let next = at(here + 1);
        match at(here) {
            "is" | "are" | "was" | "were" | "has" | "have" => !relative && next != "to",
            "will" => COMES.contains(&next),
            "should" => COMES.contains(&next) && !matches!(next, "be" | "not" | "have" | "take"),
            _ => false,
        }
    })
}

/// What does things by itself.
const MACHINES: [&str; 22] = [
    "script",
    "scripts",
    "job",
    "command",
    "commands",
    "tool",
    "playbook",
    "pipeline",
    "workflow",
    "operator",
    "controller",
    "automation",
    "program",
    "function",
    "hook",
    "plugin",
    "wizard",
    "installer",
    "binary",
    "utility",
    "system",
    "service",
];

/// Verbs of a plan rather than of a machine: `This involves the following steps`.
const PLANS: [&str; 11] = [
    "is",
    "was",
    "has",
    "consists",
    "involves",
    "comprises",
    "includes",
    "requires",
    "needs",
    "means",
    "uses",
];

/// Whether the line in front of a list announces something else than things to do: what a machine does, what is needed,
/// what there is to choose from, what is forbidden.
pub(super) fn describes(lead: &str) -> bool {
    let lead = lead.trim();
    let Some(lead) = lead.strip_suffix(':') else { return false };
    let last = lead.rfind(". ").map_or(lead, |at| &lead[at + 2..]);
    let code = last.starts_with('`');
    let words: Vec<String> = last.split_whitespace().map(|word| bare(word).to_lowercase()).collect();
    let at = |at: usize| words.get(at).map_or("", String::as_str);
    let end = at(words.len().saturating_sub(1));
    let choice = ["options", "one of the following", "following ways"].iter().any(|it| last.contains(it));
    if forbids(last)
        || choice
        || matches!(end, "require" | "requires" | "need" | "needs" | "if" | "when" | "unless")
    {
        return true;
    }
    let does = |word: &str| {
        matches!(word, "" | "will" | "then" | "automatically")
            || word.ends_with('s') && !PLANS.contains(&word)
    };
    match at(0) {
        "what" => Topic::of(last) == Topic::Knowing,
        "example" | "examples" => true,
        "it" => words.len() > 1 && does(at(1)),
        "this" | "that" if words.len() > 1 && does(at(1)) => !MACHINES.contains(&at(1)) || does(at(2)),
        "the" | "this" | "that" | "our" | "each" | "a" => {
            (1..5).find(|it| MACHINES.contains(&at(*it))).is_some_and(|it| does(at(it + 1)))
        }
        _ => {
            code && last.trim_start_matches('`').split_once('`').is_some_and(|(_, rest)| {
                let next = rest.split_whitespace().next().map_or("", bare);
                !rest.trim().is_empty() && does(next)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_is_told_from_what_is_ordered() {
        for text in ["Do not restart it", "Please don’t panic", "NEVER delete the dump", "Avoid the console"]
        {
            assert!(forbids(text), "{text}");
        }
        for text in ["Do the second", "Do not forget to restart it", "Restart it, do not wait", ""] {
            assert!(!forbids(text), "{text}");
        }
    }

    #[test]
    fn what_is_the_case_is_told_from_what_is_to_be_done() {
        for text in [
            "Output will be similar to this",
            "The usual length is an hour",
            "Important: this check will not end before noon",
            "You should now see three nodes",
            "Records will be appended",
        ] {
            assert!(states(text), "{text}");
        }
        for text in [
            "Restart the node",
            "The lead will declare the disaster",
            "If the node is down, page the owner",
            "Each person has to log in",
            "Nodes that are down",
            "Is it down?",
            "Everybody should be logged in",
            "",
        ] {
            assert!(!states(text), "{text}");
        }
    }

    #[test]
    fn what_a_machine_does_is_told_from_what_people_do() {
        for lead in [
            "The script walks through four steps:",
            "Start it with `make all`. It will:",
            "This runs:",
            "The nightly restore job then:",
            "This script:",
            "`rebuild.sh` does the following:",
            "What the tool looks at:",
            "Safe actions require:",
            "You can choose from these options when you restore it:",
            "Do NOT:",
            "Examples:",
            "Call the lead if:",
        ] {
            assert!(describes(lead), "{lead}");
        }
        for lead in [
            "This procedure consists of the following steps:",
            "This involves the following steps:",
            "It is done in these steps:",
            "The team then:",
            "Run the script as follows:",
            "The system has to be restored in this order:",
            "What to do:",
            "Steps:",
            "The script walks through four steps",
        ] {
            assert!(!describes(lead), "{lead}");
        }
    }
}
