//! Whether a title starts with a verb, as far as a list of words and a few endings can tell.
//!
//! It errs on the side of silence: only what cannot well be an imperative in English is found.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Imperatives of operations, also those that look like something else.
const VERBS: &str = "\
    abort accept access accompany account acknowledge acquire activate adapt add adjust adopt advance \
    advise agree alert align allocate allow alter amend analyse analyze annotate announce answer append \
    apply approve archive arrange ask assemble assert assess assign assist associate assume attach audit \
    augment authenticate authorise authorize automate avoid await back backfill backup balance begin \
    bind block book boot bootstrap bounce break brief bring broadcast browse build bump bypass calculate \
    call cancel capture carry catch change characterise characterize chase check chmod choose chown \
    circle claim classify clean cleanup clear click clone close cold collect combine come commence \
    comment commission commit communicate compact compare compile complete compose compress compute \
    conduct configure confirm connect consider consolidate construct consult contact contain continue \
    contribute control convene convert coordinate copy cordon correct count create cross curl cut \
    cutover cycle deactivate debrief debug decide declare decode decommission decompress decouple \
    decrement decrypt dedicate defer define degrade delay delegate delete deliver demote deny deploy \
    deprecate deprovision describe deselect destroy detach detect determine develop diagnose dial dig \
    disable disconnect discover discuss dismount dispatch display distribute divert do document double \
    downgrade download downscale draft drag drain draw drill drive drop dry dump duplicate edit eject \
    elect eliminate email emit employ empty enable encode encrypt end enforce engage enlarge enlist \
    enqueue enroll ensure enter enumerate erase escalate establish estimate evacuate evaluate evict \
    examine exclude execute exit expand expect experiment explain export expose extend extract fail \
    failback failover fall fence fetch file fill filter finalise finalize find finish fire fix flag \
    flash flip flush follow force forecast format forward free freeze fsck gain gather generate get give \
    go grab grant grep group grow guard halt hand handle hang harden hash head heal help hide hit hold \
    honor host identify ignore image implement import improve include increase increment index inform \
    initialise initialize initiate inject inquire insert inspect install instantiate instruct insulate \
    integrate intercept interrogate interrupt introduce invalidate inventory investigate invite invoke \
    involve isolate issue iterate join journal jump justify keep key kick kill know label launch lead \
    leave let leverage lift limit link list listen load locate lock log login logout look loop lose \
    lower mail maintain make manage map mark mask match measure meet mention merge message migrate \
    minimise minimize mirror mitigate modify monitor mount move mute name navigate negotiate nominate \
    note notify number observe obtain offer offload omit open operate optimise optimize orchestrate \
    order organise organize outline override overwrite own pack page pair park parse partition pass \
    paste patch pause perform permit persist phone pick pin ping place plan play plug point poll pool \
    pop populate port position post postpone power practice practise preload prepare prepend preserve \
    press prevent preview print prioritise prioritize probe proceed process produce profile program \
    promote prompt propagate propose protect prove provide provision proxy prune publish pull purge push \
    put qualify quarantine query question queue quiesce quit raise rally rate reach reactivate read reapply \
    reassign rebalance reboot rebuild recall receive recheck reclaim recommend recommission reconcile \
    reconfigure reconnect reconstruct record recover recreate recycle redact redeploy redirect redo \
    redownload reduce reenable refer reference refill reflect reformat refresh refuse regain regenerate \
    register reimage reimport reindex reinitialise reinitialize reinstall reinstate reissue rejoin \
    release relink reload relocate remap remediate remember remind remount remove rename render renew \
    reopen reorder repair repartition repeat replace replay replicate reply repoint report reproduce \
    reprovision request require rerun rescale reschedule rescue resend reserve reset reshard resize \
    resolve respond rest restart restore restrict resubmit resume resync resynchronize retain retest \
    retire retrieve retry return reuse revalidate reverify revert review revise revive revoke rewind \
    rewire rewrite roll rollback rotate route rsync run sample sanitise sanitize save say scale scan \
    schedule scope scp screen script scroll scrub seal search secure see seed seek segment select send \
    separate serve set setup shard share shift ship shop short show shrink shut shutdown sign signal \
    silence simulate skip slow snapshot sort source spare spawn specify spin split spot squash ssh \
    stabilise stabilize stage stamp stand start state stay step stop store strip submit subscribe \
    substitute sudo supply support suppress surface suspend swap switch sync synchronise synchronize tag \
    tail take talk tar target tear telephone tell terminate test text thaw think throttle tick tidy \
    toggle touch trace track train transfer transform transition translate transmit trigger trim \
    troubleshoot trust try tune turn type unblock uncordon undelete undeploy undo unfreeze unify \
    uninstall unload unlock unmask unmount unmute unpack unpause unplug unregister unseal unset \
    unsubscribe untag untar unwrap unzip update upgrade upload upscale urge use utilise utilize vacate \
    vacuum validate verify view visit vote wait wake walk want warm warn watch weigh whitelist widen win \
    wipe withdraw witness work wrap write yield zero zip zone";

/// Words that begin a title and are no verbs.
const NO_VERBS: &str = "\
    alarms alerting an any api application applications architecture artifact artifacts assumption \
    assumptions authentication authority availability backend background backups bucket buckets catalog \
    certificate certificates checklist cli client clients component components conclusion config \
    configurations console contacts container containers context credential credentials dashboard \
    dashboards data database databases datacenter datastore dba dependencies dependency description \
    details diagram disaster disk disks dns domain domains downtime each emergency endpoint endpoints \
    environment environments error errors every everything example examples expectation faq files final \
    firewall first frontend gateway general glossary goal goals he her his hostname hosts how i impact \
    important incident incidents info infrastructure ingress instance instances introduction ip it its \
    job jobs keys kubernetes last latency level licence license logs machine machines maintenance manual \
    master metadata method metric metrics milestone my namespace network networks new next no node nodes \
    objective objectives old one operator optional organisation organization other our outage outcome \
    overview owner owners password passwords people pipeline pipelines policy postgres prerequisite \
    prerequisites primary privilege privileges problem problems procedure procedures production purpose \
    quorum rationale reader replica replicas repository requirement requirements resource resources \
    responsibilities responsibility result results risk risks role roles rpo rto rule rules runbook \
    scenario scenarios second secrets server servers service services she site sites snapshots software \
    solution some sql staging status steps storage strategy subnet subnets summary symptom symptoms \
    system systems tables team teams that the their these they third this those timeline token tokens \
    tool tools topology traffic troubleshooting user users variable variables vault version versions \
    virtual vm vms volume volumes vpc vpn warning we website what where who why workload workloads you \
    your";

/// Endings of nouns, with verbs that have them too.
const ENDINGS: [(&str, &str); 9] = [
    ("tion", "auction condition function requisition"),
    ("sion", ""),
    ("ment", "cement fragment supplement torment"),
    ("ness", "harness"),
    ("ity", "pity"),
    ("ance", "dance finance glance lance"),
    ("ence", "commence influence sequence experience silence"),
    ("ship", "ship"),
    ("ing", "bring cling fling ping ring sing sling spring sting string swing wing"),
];

/// Verbs that look like a past participle.
const NO_PARTICIPLES: &str =
    "bleed breed embed exceed feed heed need proceed reseed seed shed shred speed spread succeed";

/// What may stand before the verb.
const BEFORE: &str = "also always carefully finally first immediately never next now only optional optionally please quickly then";

/// Conditions: the verb stands later in the sentence.
const CONDITIONS: &str =
    "after as at before by during for from if in on once otherwise to unless until when while with without";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| VERBS.split_whitespace().collect());
static REFUSED: LazyLock<HashSet<&str>> = LazyLock::new(|| NO_VERBS.split_whitespace().collect());

/// Whether the title starts with a verb, or with something that could be one.
pub(super) fn starts_with_a_verb(title: &str) -> bool {
    let words = title.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut words = words.filter(|word| word.chars().any(char::is_alphabetic)).peekable();
    while let Some(word) = words.next() {
        let word = word.to_lowercase();
        // By itself a letter is a name, and says nothing.
        if word.chars().count() == 1 && words.peek().is_none() {
            return true;
        }
        let adverb = is_one_of(&word, BEFORE) || word.ends_with("ally") || word.ends_with("ully");
        if !adverb || KNOWN.contains(word.as_str()) {
            return word == "a" && words.peek().is_none() || could_be_a_verb(&word, words.peek().is_some());
        }
    }
    // A title without a word is somebody else's business.
    true
}

/// `goes_on` where the title has more words.
fn could_be_a_verb(word: &str, goes_on: bool) -> bool {
    // `re-create`, `up/down`: what counts is in front.
    let first = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if KNOWN.contains(word) || KNOWN.contains(first) || is_one_of(word, CONDITIONS) {
        return true;
    }
    if word == "a" || REFUSED.contains(word) {
        return false;
    }
    let ends = |(ending, verbs): &(&str, &str)| {
        let stem = word.strip_suffix(ending);
        stem.is_some_and(|stem| stem.len() > 1) && !is_one_of(word, verbs)
    };
    let third_person = || {
        let stem = word.strip_suffix('s')?;
        let stems = [Some(stem), stem.strip_suffix('e')];
        let with_y = stem.strip_suffix("ie").map(|stem| format!("{stem}y"));
        let mut all = stems.into_iter().flatten().chain(with_y.as_deref());
        all.any(|stem| KNOWN.contains(stem)).then_some(())
    };
    let participle = word.len() > 4 && word.ends_with("ed") && !is_one_of(word, NO_PARTICIPLES);
    !(ENDINGS.iter().any(ends) || participle || goes_on && third_person().is_some())
}

fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_verbs() {
        for title in [
            "Restore the database",
            "restore",
            "RESTORE the database",
            "Re-create the cluster",
            "1. Stop the server",
            "**Stop** the server",
            "`kubectl` apply it",
            "Manually fail over",
            "Please restart it",
            "Then check the rows",
            "Back the ledger up",
            "Ping the host",
            "Seed the cache",
            "Position the heads",
            "If the dump is old, take another",
            "(optional) Reindex",
            "SSH into the bastion",
            "Zap the thing",
            "Rally the team",
            "Zapify the thing",
            "A",
            "x",
            "X9",
            "",
            "—",
            "Datenbank wiederherstellen",
            "データベースを復元する",
        ] {
            assert!(starts_with_a_verb(title), "{title}");
        }
    }

    #[test]
    fn things_and_reports_are_none() {
        for title in [
            "The database",
            "A new cluster",
            "Database restore",
            "DNS cutover",
            "Restoration of the database",
            "Restoring the database",
            "Restored the database",
            "Restores the database",
            "Verifies that it works",
            "Verification",
            "Deployment of the API",
            "2) Prerequisites",
            "You should restart it",
            "Finally, the database",
        ] {
            assert!(!starts_with_a_verb(title), "{title}");
        }
    }

    #[test]
    fn no_word_is_in_both_lists() {
        assert_eq!(KNOWN.intersection(&REFUSED).collect::<Vec<_>>(), [&""; 0]);
        assert!(VERBS.split_whitespace().is_sorted() && NO_VERBS.split_whitespace().is_sorted());
    }
}
