//! What a heading says about what stands under it.

use super::verbs;

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

const LISTING: [&str; 61] = [
    "objective",
    "objectives",
    "goal",
    "goals",
    "criteria",
    "criterion",
    "metrics",
    "kpi",
    "kpis",
    "key performance",
    "contacts",
    "contact list",
    "contact information",
    "contact details",
    "escalation matrix",
    "escalation contacts",
    "escalation path",
    "affected",
    "references",
    "reference",
    "related",
    "see also",
    "further reading",
    "links",
    "table of contents",
    "toc",
    "glossary",
    "definitions",
    "terminology",
    "revision history",
    "change history",
    "changelog",
    "change log",
    "document history",
    "version history",
    "document control",
    "roles",
    "responsibilities",
    "raci",
    "faq",
    "continuous improvement",
    "regular reviews",
    "service level",
    "sla",
    "slo",
    "scope",
    "assumptions",
    "inventory",
    "known issues",
    "known gaps",
    "known limitations",
    "future work",
    "template",
    "templates",
    "rto",
    "rpo",
    "useful commands",
    "additional information",
    "more information",
    "resources",
    "distribution list",
];

const KNOWING: [&str; 54] = [
    "overview",
    "introduction",
    "background",
    "summary",
    "prerequisite",
    "prerequisites",
    "pre requisites",
    "requirements",
    "before you begin",
    "before you start",
    "symptom",
    "symptoms",
    "meaning",
    "impact",
    "cause",
    "causes",
    "root cause",
    "architecture",
    "description",
    "purpose",
    "audience",
    "note",
    "notes",
    "notice",
    "caution",
    "warning",
    "warnings",
    "things to remember",
    "important",
    "limitations",
    "prevention",
    "preventive",
    "lessons learned",
    "indicators",
    "signals",
    "signs",
    "what is",
    "how it works",
    "metadata",
    "approvals",
    "approval",
    "appendix",
    "alerts",
    "severity",
    "considerations",
    "best practices",
    "tips",
    "caveats",
    "explanation",
    "about",
    "when to use",
    "faqs",
    "when to escalate",
    "decision",
];

const DOING: [&str; 66] = [
    "step",
    "steps",
    "procedure",
    "procedures",
    "runbook",
    "instructions",
    "how to",
    "checklist",
    "actions",
    "action",
    "recovery",
    "recover",
    "restore",
    "restoration",
    "mitigation",
    "mitigations",
    "mitigate",
    "resolution",
    "resolve",
    "remediation",
    "remediate",
    "failover",
    "fail over",
    "failback",
    "fail back",
    "rollback",
    "roll back",
    "response",
    "workflow",
    "process",
    "execution",
    "playbook",
    "troubleshooting",
    "troubleshoot",
    "diagnosis",
    "diagnose",
    "diagnostics",
    "investigation",
    "investigate",
    "triage",
    "fix",
    "repair",
    "verification",
    "verify",
    "validation",
    "validate",
    "clean up",
    "cleanup",
    "post",
    "preparation",
    "prepare",
    "migration",
    "drill",
    "emergency",
    "stage",
    "stages",
    "phase",
    "task",
    "tasks",
    "containment",
    "eradication",
    "guide",
    "what to do",
    "declaring",
    "during",
    "walkthrough",
];

const QUESTIONS: [&str; 8] = ["what", "when", "why", "who", "which", "where", "how", "is"];

impl Topic {
    /// Reads a heading or a label.
    pub fn of(title: &str) -> Self {
        let words = words(title);
        let names = |list: &[&str]| list.iter().any(|phrase| words.contains(&format!(" {phrase} ")));
        let bare = words.trim();
        if names(&LISTING) || matches!(bare, "contact" | "contents") {
            return Self::Listing;
        }
        if names(&KNOWING) {
            return Self::Knowing;
        }
        if names(&["how to", "what to do"]) {
            return Self::Doing;
        }
        let asks = bare.split(' ').next().is_some_and(|first| QUESTIONS.contains(&first));
        if asks {
            return Self::Knowing;
        }
        if names(&DOING) { Self::Doing } else { Self::Neutral }
    }

    /// Whether the heading names an action itself: `Restore the database`, `Restoring the database`.
    pub fn is_action(title: &str) -> bool {
        let first = title.split_whitespace().next().unwrap_or_default();
        verbs::begins_with_verb(title) || (first.len() > 5 && first.to_lowercase().ends_with("ing"))
    }

    /// Whether the heading announces nothing but the steps: `Steps`, `Procedure`.
    pub fn is_plain_steps(title: &str) -> bool {
        matches!(
            words(title).trim(),
            "steps"
                | "procedure"
                | "instructions"
                | "recovery steps"
                | "recovery procedure"
                | "restore procedure"
                | "restore steps"
                | "runbook steps"
                | "the steps"
                | "recovery"
                | "checklist"
                | "process"
                | "runbook"
        )
    }
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
    let lead = lead.to_lowercase();
    SIGNALS.iter().any(|signal| lead.contains(signal))
        || matches!(lead.trim(), "steps:" | "procedure:" | "instructions:")
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
        assert_eq!(["Contact the vendor", "Roll-back"].map(Topic::of), [Topic::Neutral, Topic::Doing]);
    }

    #[test]
    fn some_headings_are_actions_themselves() {
        assert!(Topic::is_action("Restore the database") && Topic::is_action("Restoring the database"));
        assert!(!Topic::is_action("Database") && Topic::is_plain_steps("**Steps**:"));
        assert!(announces("Do it using the following steps:") && !announces("There are three of them:"));
    }
}
