//! Whether a text tells somebody to do something.

use super::plain::Plain;
use super::statements::forbids;
use std::collections::HashSet;
use std::sync::LazyLock;

type Words = LazyLock<HashSet<&'static str>>;

fn read(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 400;

/// What people are told to do in runbooks.
static VERBS: Words = LazyLock::new(|| {
    read(
        " abort accept access acknowledge acquire activate add adjust adopt advise agree alert align allocate allow \
 analyse analyze announce annotate answer append apply approve archive arrange ask assemble assess assign attach audit \
 authenticate authorise authorize back backup block boot bootstrap brief bring browse build bump bypass calculate call cancel \
 capture change chase check checkout choose clean cleanup clear click clone close collect combine commit communicate compare \
 compile complete compress conduct configure confirm connect consider consult contact continue convert coordinate copy cordon \
 correct count create cross-check cut cutover deactivate debug declare decommission decrease decrypt defer define delegate delete \
 demote deploy deregister describe destroy detach detect determine develop diagnose dig direct disable discard disconnect \
 discover discuss dispatch distribute divert do document double-check download downscale drain drop dry-run dump \
 duplicate edit eject elect email empty enable encrypt end engage ensure enter erase escalate establish estimate evacuate evaluate evict \
 examine exec execute exit expand export expose extend extract fail failback failover fence fetch figure file fill filter \
 finalise finalize find finish fix flip flush follow force fork format forward free freeze gather generate get give go grab \
 grant grow halt hand harden have hit hold identify ignore implement import increase inform initialise initialize initiate \
 inject insert inspect install instruct invalidate investigate invite invoke isolate issue join jot keep kick kill know label \
 launch leave let limit link list listen load locate lock log login look lower maintain make manage map mark match measure \
 merge migrate minimise mirror mitigate modify monitor mount move mute navigate note notify obtain observe offload open \
 order organise organize override page park paste patch pause peer perform pick pin ping place plan plug point poll populate post \
 power pre-check prepare press prevent print prioritise prioritize proceed process promote prompt protect provide provision prune publish pull \
 purge push put quarantine query quiesce raise re-add re-create re-enable re-run re-sync re-test reach read reassign rebalance reboot rebuild \
 recalculate recheck reclaim reconcile reconfigure reconnect record recover recreate recycle redeploy redirect redo reduce \
 re-point refer refill refresh regenerate register reindex reinstall reinstate reissue reject release reload relocate remediate remember remind \
 remount remove rename render renew repair repeat repave replace replay replicate reply report reproduce request require re-register \
 reroute rerun rescale reseed reset resize resolve respond restart restore restrict resume resync retain retest retrieve \
 retry return reuse revert review revoke rewind roll rollback rotate route run sanity-check save say scale scan schedule scp screenshot search secure \
 see seed seek select send separate serve set setup shift share ship shut shutdown sign silence simulate skip smoke-test snapshot \
 sort specify spin split spot-check ssh stage start stop store submit subscribe summarise summarize supply suspend swap switch sync \
 synchronise synchronize tag tail take talk target tear tell terminate test throttle tick toggle track transfer transition \
 trigger troubleshoot try tune turn type unblock uncordon undeploy undo unfreeze uninstall unlock unmount unmute unpack unpause unplug unset \
 unsubscribe untaint unzip update upgrade upload upscale use validate verify view visit wait walk warm warn watch wipe wire \
 withdraw work write zip unseal seal rejoin repoint requeue resubmit relabel reseat rehydrate untar unarchive fsck mkfs reapply reimport reprovision repopulate reinitialize reschedule resend reconnect decouple demount dismount dry drive draw earmark expire flag fulfil hardlink harvest impersonate inflate lift mask merge nuke offboard onboard outline phone poke preserve prime probe procure raise ramp rebind rebase receive recompute recruit redeliver reestablish re-establish reformat remap rewrite ring sample sanitize shrink sidestep size slow speak spawn split stash steer stitch subtract supervise surface swallow symlink teach tighten touch transfer trace translate trim truncate tunnel unlink unregister unstick unwind vacuum vote warn whitelist \
 amend attempt await backfill chmod chown concatenate construct convene cross-reference de-register decide decode dial disengage disseminate encode \
 enumerate exclude exercise include incorporate justify learn loop mention minimize negotiate nominate normalise normalize overwrite practice practise \
 prefetch publicise qualify quit re-apply re-attach re-check re-deploy re-establish re-import re-issue re-open re-verify reactivate realign reattach \
 recap recommend reconsider reconstruct redact reenable reestablish reflect rehearse reinitialise reopen reorder repartition rescan research reserve \
 resubscribe resynchronise resynchronize retag retarget retire reverify revise rework rsync seize settle sever soft-delete stand standardise standardize \
 strip suppress survey sweep swing tally tap triage unwrap whitelist wrap",
    )
});

/// What may stand in front of it.
static BEFORE: Words = LazyLock::new(|| {
    read(
        " then next now also again finally first firstly second secondly third thirdly lastly optionally optional manually \
 programmatically immediately carefully please only just always quickly gracefully temporarily safely force live still once \
 additionally alternatively afterwards otherwise meanwhile and or explicitly repeatedly locally physically",
    )
});

/// How a sentence begins that says when, where or what for before it says what to do.
static OPENERS: Words = LazyLock::new(|| {
    read(
        " if when whenever once after before as on in inside into from to for while using with at by until unless \
 continuing continue under within assuming during given via through since still during where depending regardless per \
 without out whilst upon prior following",
    )
});

/// What follows a noun that looks like a verb: `backup is`, `access was`.
static BEHIND_NOUNS: Words = LazyLock::new(|| {
    read(
        " is are was were has have had will would can could should may might must fails failed does did \
 completed established completes of",
    )
});

/// Whether the text begins as a clause that says when, where or what for.
pub(super) fn begins_with_clause(text: &str) -> bool {
    contains(&OPENERS, text.split_whitespace().next().map_or("", bare))
}

/// Whether the word is one that tells somebody to do something.
fn is_verb(word: &str) -> bool {
    contains(&VERBS, word)
}

fn contains(words: &Words, word: &str) -> bool {
    let is_upper = || word.contains(char::is_uppercase);
    words.contains(word) || is_upper() && words.contains(word.to_lowercase().as_str())
}

/// Whether the word may stand in front of the verb.
pub(super) fn is_before(word: &str) -> bool {
    contains(&BEFORE, word)
}

/// Returns the word without what stands around it.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether the text begins with a verb that tells somebody to do something.
pub(super) fn begins_with_verb(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| {
        let word = bare(word);
        word.is_empty() || contains(&BEFORE, word) && !matches!(word, "force" | "live")
    });
    let Some(first) = words.next() else { return false };
    let second = words.next().map_or("", bare);
    if matches!(bare(first).to_lowercase().as_str(), "force" | "live") {
        return is_verb(second) || matches!(second, "the" | "a" | "an");
    }
    // `Set up`, `re-enable`, `Start/stop`, `Drain and …`; `Backup: …` is a label.
    let word = bare(first.split('/').next().unwrap_or(first));
    let is_label = first.ends_with(':') && !second.is_empty();
    is_verb(word) && !is_label && !contains(&BEHIND_NOUNS, second) && !forbids(text)
}

/// Whether the paragraph tells somebody to do something: in its first word, behind a clause that says when or where, or
/// behind a label.
pub(super) fn tells(plain: &Plain) -> bool {
    let text = cut(&plain.text);
    if plain.command().is_some()
        || plain.is_labelled_command()
        || begins_with_verb(text)
        || plain.tongue.orders(text)
    {
        return true;
    }
    let lead = plain.bold_lead();
    if !lead.is_empty() && !plain.is_bold() && begins_with_verb(cut(plain.behind_bold())) {
        return true;
    }
    let remark = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    remark.is_some_and(|(_, rest)| begins_with_verb(rest)) || told_late(text)
}

/// Whether the text tells what to do behind a label or a clause.
fn told_late(text: &str) -> bool {
    let sentence = first_sentence(text);
    let first = sentence.split_whitespace().next().map_or("", bare);
    let opens = contains(&OPENERS, first) || contains(&BEFORE, first);
    if opens {
        let clauses = sentence.split([',', ';', ':', '–', '—']).skip(1);
        if clauses.into_iter().any(|clause| begins_with_verb(clause.trim_start())) {
            return true;
        }
        let run = [
            " run:",
            " use:",
            " execute:",
            " run the ",
            " run this",
            " use the ",
            " execute the ",
            " issue the ",
        ];
        return first.eq_ignore_ascii_case("to") && run.iter().any(|it| sentence.contains(it));
    }
    let label = sentence
        .split_once(": ")
        .or_else(|| sentence.split_once(" - "))
        .or_else(|| sentence.split_once(" – "));
    label.is_some_and(|(label, rest)| {
        !label.starts_with('`') && label.split_whitespace().count() <= 6 && begins_with_verb(rest)
    })
}

/// Returns the first sentence; a full stop within a word ends none.
pub(super) fn first_sentence(text: &str) -> &str {
    let mut code = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '`' => code = !code,
            '.' | '!' | '?' if !code && rest.starts_with(' ') => {
                let word = text[..at].rsplit(' ').next().unwrap_or_default();
                let short = matches!(
                    word.to_lowercase().as_str(),
                    "e.g" | "i.e" | "etc" | "vs" | "approx" | "no" | "(e.g" | "(i.e"
                );
                if !short && !before.is_whitespace() {
                    return &text[..at + c.len_utf8()];
                }
            }
            _ => {}
        }
        before = c;
    }
    text
}

fn cut(text: &str) -> &str {
    let text = text.trim();
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_told_from_statements() {
        for text in [
            "Stop the writers",
            "then restart the node",
            "Optionally, check the lag",
            "Set up replication",
            "Re-enable the job",
            "Force delete the pod",
            "In the console, open the bucket",
            "If the alert is red, page the owner",
            "On cluster 2: restore the dump",
            "To see the lag, run the following:",
            "To resize the volume run:",
            "Database: restore the dump",
            "Once it is up, run this to attach it",
            "(Production only) Restore the dump",
        ] {
            assert!(tells(&Plain::of(text)), "{text}");
        }
        for text in [
            "The database is restored",
            "Primary: a bucket in the first region",
            "Backup is complete",
            "Access was granted",
            "If that fails, it tries the second mirror",
            "A working cluster",
            "You have a copy of the keys",
            "Database restored successfully",
            "Reads from the index",
            "Live data and other data",
            "Review of the last drill",
            "",
        ] {
            assert!(!tells(&Plain::of(text)), "{text}");
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(first_sentence("Stop it. Then wait."), "Stop it.");
        assert_eq!(first_sentence("Open a.b.c, e.g. the second. Go"), "Open a.b.c, e.g. the second.");
        assert_eq!(first_sentence("Run `a. b` now"), "Run `a. b` now");
    }
}
