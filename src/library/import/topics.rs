//! What a heading says about what stands under it.

use super::numbers;
use super::statements;
use super::verbs;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// Things to do.
    Doing,
    /// Nothing in particular.
    Neutral,
    /// Things to know; a list of boxes to tick may still be things to do.
    Knowing,
    /// Aims, criteria, names, links: no list of it is a list of steps.
    Listing,
}

/// Words and phrases, parted by bars.
struct Phrases {
    words: HashSet<&'static str>,
    /// Those of several words, by the first one.
    longer: HashMap<&'static str, Vec<&'static str>>,
}

static LISTING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "objective|objectives|goal|goals|criteria|criterion|metrics|kpi|kpis|key performance|contacts|contact list|\
         contact information|contact details|escalation matrix|escalation contacts|escalation path|affected|references|\
         reference|related|see also|further reading|links|table of contents|toc|glossary|definitions|terminology|\
         revision history|change history|changelog|change log|document history|version history|document control|roles|\
         responsibilities|raci|faq|continuous improvement|regular reviews|service level|sla|slo|assumptions|\
         inventory|known issues|known gaps|known limitations|future work|template|templates|rto|rpo|useful commands|\
         additional information|more information|resources|distribution list|recovery principles",
    )
});

static KNOWING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "overview|introduction|background|summary|prerequisite|prerequisites|pre requisites|precondition|preconditions|\
         requirements|before you begin|before you start|symptom|symptoms|meaning|impact|cause|causes|root cause|\
         architecture|description|purpose|audience|note|notes|notice|caution|warning|warnings|things to remember|\
         important|limitations|prevention|preventive|lessons learned|indicators|signals|signs|what is|how it works|\
         metadata|approvals|approval|appendix|alerts|severity|considerations|best practices|tips|caveats|explanation|\
         about|when to use|faqs|when to escalate|decision|policy|policies|strategy|frequency|schedule|principles",
    )
});

static DOING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "step|steps|procedure|procedures|runbook|instructions|how to|checklist|actions|action|recovery|recover|restore|\
         restoration|mitigation|mitigations|mitigate|resolution|resolve|remediation|remediate|failover|fail over|failback|\
         fail back|rollback|roll back|response|workflow|process|execution|playbook|troubleshooting|troubleshoot|diagnosis|\
         diagnose|diagnostics|investigation|investigate|triage|fix|repair|verification|verify|validation|validate|\
         clean up|cleanup|post|preparation|prepare|migration|drill|emergency|stage|stages|phase|task|tasks|containment|\
         eradication|guide|what to do|declaring|during|walkthrough|checks|follow up|pre check|preflight|pre flight|\
         smoke test|smoke tests|next steps|to do|timeline",
    )
});

const QUESTIONS: [&str; 8] = ["what", "when", "why", "who", "which", "where", "how", "is"];

/// What stands in front of the thing that something is done to.
const DETERMINERS: [&str; 14] = [
    "the", "a", "an", "all", "any", "every", "each", "your", "its", "this", "what", "which", "whether", "who",
];

impl Phrases {
    fn read(list: &'static str) -> Self {
        let mut phrases = Self { words: HashSet::new(), longer: HashMap::new() };
        for phrase in list.split('|') {
            match phrase.split_once(' ') {
                Some((first, _)) => phrases.longer.entry(first).or_default().push(phrase),
                None => _ = phrases.words.insert(phrase),
            }
        }
        phrases
    }

    /// Whether one of them is in the words, which have a space around each.
    fn are_in(&self, words: &str) -> bool {
        let mut rest = words;
        while let Some((word, behind)) = rest.trim_start().split_once(' ') {
            let here = rest.trim_start();
            let is_here = |phrase: &&str| here.strip_prefix(*phrase).is_some_and(|it| it.starts_with(' '));
            if self.words.contains(word) || self.longer.get(word).is_some_and(|all| all.iter().any(is_here)) {
                return true;
            }
            rest = behind;
        }
        false
    }
}

impl Topic {
    /// Reads a heading or a label.
    pub fn of(title: &str) -> Self {
        let listing = statements::forbids(title) || is_version(title);
        let title = numbers::number(title).map_or(title, |it| it.1);
        let words = words(title);
        let bare = words.trim();
        if LISTING.are_in(&words)
            || matches!(
                bare,
                "contact"
                    | "contents"
                    | "status"
                    | "scope"
                    | "out of scope"
                    | "in scope"
                    | "scope of this document"
            )
            || listing
        {
            return Self::Listing;
        }
        if bare.ends_with(" assessment") && bare != "risk assessment" {
            return Self::Doing;
        }
        if KNOWING.are_in(&words) {
            // `Find the cause` is a thing to do, `Backup policy` is none.
            let object = bare.split(' ').nth(1).is_some_and(|second| DETERMINERS.contains(&second));
            return if object && verbs::begins_with_verb(title) { Self::Doing } else { Self::Knowing };
        }
        if words.starts_with(" how to ") || words.contains(" what to do ") {
            return Self::Doing;
        }
        if asks(bare) {
            return Self::Knowing;
        }
        if DOING.are_in(&words) { Self::Doing } else { Self::Neutral }
    }

    /// Whether the heading names an action itself: `Restore the database`, `Restoring the database`.
    pub fn is_action(title: &str) -> bool {
        let title = numbers::number(title).map_or(title, |it| it.1);
        let first = title.split_whitespace().next().unwrap_or_default();
        verbs::begins_with_verb(title) || (first.len() > 5 && first.to_lowercase().ends_with("ing"))
    }

    /// Whether the heading is nothing but a word for what helps, which is something to do among causes as well.
    pub fn is_cure(title: &str) -> bool {
        const NAMES: &str = "|solution|solutions|fix|fixes|remedy|remediation|resolution|mitigation|workaround|how to fix|\
             how to fix it|what to do|";
        let words = words(title);
        NAMES.contains(&format!("|{}|", words.trim())) && !words.trim().is_empty()
    }

    /// Whether the heading says what is needed before the steps: deeds among it are steps.
    pub fn is_before(title: &str) -> bool {
        let words = words(title);
        [" prerequisite", " pre requisite", " precondition", " before you "]
            .iter()
            .any(|it| words.contains(it))
    }

    /// Whether the title of a page says that it tells of what happened: `Post-mortem of the outage`. How one is written is
    /// something to do.
    pub fn is_report(title: &str) -> bool {
        const REPORTS: [&str; 7] = [
            " post mortem ",
            " postmortem ",
            " incident report ",
            " incident review ",
            " root cause analysis ",
            " rca ",
            " retrospective ",
        ];
        const DOINGS: [&str; 8] = [
            " process ",
            " procedure ",
            " runbook ",
            " how to ",
            " guide ",
            " checklist ",
            " playbook ",
            " steps ",
        ];
        let words = words(title);
        REPORTS.iter().any(|it| words.contains(it)) && !DOINGS.iter().any(|it| words.contains(it))
    }

    /// Whether the heading announces nothing but the steps: `Steps`, `Procedure`.
    pub fn is_plain_steps(title: &str) -> bool {
        const NAMES: &str = "|steps|procedure|instructions|recovery steps|recovery procedure|restore procedure|\
             restore steps|runbook steps|the steps|recovery|checklist|process|runbook|tasks|actions|";
        let words = words(title);
        NAMES.contains(&format!("|{}|", words.trim())) && !words.trim().is_empty()
    }
}

/// Whether the heading is a version and perhaps a date: `v1.2.0`, `[1.2] - 2026-01-02`, `Version 2.0.0 (May 4, 2026)`.
fn is_version(title: &str) -> bool {
    const AROUND: &str = " version rc alpha beta pre release released unreleased yanked current lts date january february march april may june july \
        august september october november december jan feb mar apr jun jul aug sep oct nov dec ";
    let title = title.to_lowercase();
    let mut words = title
        .split(|c: char| c.is_whitespace() || "()[],:/-".contains(c))
        .filter(|word| word.contains(char::is_alphanumeric) && !AROUND.contains(&format!(" {word} ")));
    let parts: Vec<&str> = words.next().unwrap_or_default().trim_start_matches('v').split('.').collect();
    let digits = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
    let letters =
        |word: &str| word.chars().any(char::is_alphabetic) && !word.contains(|c: char| c.is_ascii_digit());
    let dotted = |parts: &[&str]| parts.len() > 1 && parts.iter().all(digits);
    // `2026-01-02, Version 1.2.0, @ann`
    let dated = title.as_bytes().get(4) == Some(&b'-') && title.contains("version ");
    dotted(&parts) && !words.any(letters) || dated && title.starts_with("20")
}

/// Returns the words in lower case, with a space around each.
fn words(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

/// Whether the words announce steps right behind them.
pub(super) fn announces(lead: &str) -> bool {
    const SIGNALS: [&str; 15] = [
        "following steps",
        "steps below",
        "these steps",
        "do the following",
        "follow these",
        "follow this",
        "procedure is",
        "steps are",
        "perform the following",
        "following procedure",
        "in this order",
        "following order",
        "following tasks",
        "following actions",
        "as follows:",
    ];
    let lead = lead.trim().to_lowercase();
    SIGNALS.iter().any(|signal| lead.contains(signal))
        || matches!(lead.as_str(), "steps:" | "procedure:" | "instructions:")
}

/// Whether the words say in which case to do what follows: `If the node is down:`.
pub(super) fn is_case(lead: &str) -> bool {
    let lead = lead.trim();
    lead.ends_with(':') && verbs::begins_with_clause(lead) && !asks(words(lead).trim())
}

/// Whether the words are a question: `When to use it`; `When the primary is lost` is a case.
fn asks(words: &str) -> bool {
    let mut words = words.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    QUESTIONS.contains(&first)
        && (first != "when" || matches!(second, "to" | "do" | "does" | "should" | "is" | "are" | ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_stands_under_them() {
        let topics = [
            "🚨 Recovery Steps",
            "Database",
            "Overview of the steps",
            "Recovery objectives",
            "How to restore",
            "How it works",
            "Contact",
        ];
        let expected = [
            Topic::Doing,
            Topic::Neutral,
            Topic::Knowing,
            Topic::Listing,
            Topic::Doing,
            Topic::Knowing,
            Topic::Listing,
        ];
        assert_eq!(topics.map(Topic::of), expected);
        for title in [
            "v1.2.0",
            "[1.2] - 2026-01-02",
            "Version 2.0.0 (May 4, 2026)",
            "0.9.1-rc.2 (2026-01-02)",
            "2026-01-02, Version 1.2.0 (LTS), @ann",
        ] {
            assert_eq!(Topic::of(title), Topic::Listing, "{title}");
        }
        assert_eq!(Topic::of("1.2.3 Restore it"), Topic::Doing);
        assert_eq!(["Contact the vendor", "Roll-back"].map(Topic::of), [Topic::Neutral, Topic::Doing]);
    }

    #[test]
    fn some_headings_are_actions_themselves() {
        assert!(Topic::is_action("Restore the database") && Topic::is_action("Restoring the database"));
        assert!(!Topic::is_action("Database") && Topic::is_plain_steps("**Steps**:"));
        assert!(announces("Do it using the following steps:") && !announces("There are three of them:"));
    }
}
