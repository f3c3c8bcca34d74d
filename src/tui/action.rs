//! The one table of everything that a key can do. Keymap, footer, help, palette and README are made from it.

/// Where an action makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// On every screen.
    Everywhere,
    /// Home: procedures, open and past sessions.
    Home,
    /// The briefing of a session.
    Briefing,
    /// The drill screen and its wall view.
    Drill,
    /// The review of a session that is over.
    Review,
    /// Sessions side by side.
    Comparison,
}

impl Scope {
    /// Every scope, in the order of the help.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Briefing, Self::Drill, Self::Review, Self::Comparison, Self::Everywhere];

    /// Returns the heading of its part of the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Home => "home",
            Self::Briefing => "briefing",
            Self::Drill => "drill",
            Self::Review => "review",
            Self::Comparison => "comparison",
        }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $action:ident $name:literal $scopes:expr, [$($key:literal),*];)*) => {
        /// Something that a key, or the palette, can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])+ $action,)*
        }

        impl Action {
            /// Every action, in the order of the help.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Returns its kebab-case name, as the configuration file writes it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// Returns what it does, in a few words.
            pub fn label(self) -> &'static str {
                match self { $(Self::$action => concat!($($doc),+).trim_start(),)* }
            }

            /// Returns where it makes sense.
            pub const fn scopes(self) -> &'static [Scope] {
                match self { $(Self::$action => &$scopes,)* }
            }

            /// Returns the keys that it is on unless the configuration says otherwise.
            pub const fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$action => &[$($key),*],)* }
            }
        }
    };
}

use Scope::{Briefing, Comparison, Drill, Everywhere, Home, Review};

actions! {
    /// finish the running step, start the next
    Advance "advance" [Drill, Briefing], ["Space"];
    /// start the selected step, or finish it
    ToggleStep "toggle-step" [Drill], ["Enter"];
    /// fail the step
    FailStep "fail-step" [Drill], ["x"];
    /// skip the step
    SkipStep "skip-step" [Drill], ["s"];
    /// reopen the step
    ReopenStep "reopen-step" [Drill, Briefing], ["o"];
    /// run the step's script, or cancel it
    RunScript "run-script" [Drill], ["r"];
    /// check the step's result
    CheckStep "check-step" [Drill], ["v"];
    /// the step was done by hand, after its script went wrong
    DoneByHand "done-by-hand" [Drill], ["b"];
    /// hold the step, or end its hold
    HoldStep "hold-step" [Drill], ["h"];
    /// ago: the next action happened earlier
    Ago "ago" [Drill], ["-"];
    /// correct the step's times
    CorrectTimes "correct-times" [Drill], ["t"];
    /// set the automation level achieved
    SetLevel "set-level" [Drill], ["a"];
    /// undo your last action
    Undo "undo" [Drill, Briefing], ["u"];
    /// redo it
    Redo "redo" [Drill, Briefing], ["Ctrl-r"];
    /// note on the step
    NoteOnStep "note-on-step" [Drill], ["n"];
    /// note on the session
    NoteOnSession "note-on-session" [Drill, Briefing, Review], ["N"];
    /// edit or retract one of the notes
    EditNotes "edit-notes" [Drill, Review], ["m"];
    /// amend the step: in a form
    AmendStep "amend-step" [Drill, Briefing, Review], ["e"];
    /// amend the step: in $VISUAL or $EDITOR
    EditStep "edit-step" [Drill, Briefing, Review], ["E"];
    /// insert a step below; it begins at once
    InsertStep "insert-step" [Drill, Briefing, Review], ["i"];
    /// move the step down
    MoveDown "move-down" [Drill, Briefing, Review], ["J"];
    /// move the step up
    MoveUp "move-up" [Drill, Briefing, Review], ["K"];
    /// drop the step from the procedure
    DropStep "drop-step" [Drill, Briefing, Review], ["D"];
    /// make the step a part of the one above
    MergeStep "merge-step" [Drill, Briefing, Review], ["&"];
    /// take the last ? or ! note into the step's text
    TakeNote "take-note" [Drill, Review], ["+"];
    /// write redlines into the procedure's file
    ShipRedlines "ship-redlines" [Drill, Review], ["W"];
    /// the service is verified: by whom, how
    Verify "verify" [Drill], ["V"];
    /// set an anchor
    SetAnchor "set-anchor" [Drill, Briefing], ["A"];
    /// give the recovery point
    SetRecoveryPoint "set-recovery-point" [Drill], ["P"];
    /// explain the clock
    ExplainClock "explain-clock" [Drill, Review], ["T"];
    /// people: hand over, join, leave
    People "people" [Drill, Briefing], ["p"];
    /// measure against the next baseline
    NextBaseline "next-baseline" [Drill, Comparison], ["B"];
    /// wall view, and back
    WallView "wall-view" [Drill], ["w"];
    /// copy the step's command
    CopyCommand "copy-command" [Drill, Review], ["y"];
    /// next row
    SelectNext "select-next" [Home, Briefing, Drill, Review, Comparison], ["j", "Down"];
    /// previous row
    SelectPrevious "select-previous" [Home, Briefing, Drill, Review, Comparison], ["k", "Up"];
    /// first row
    SelectFirst "select-first" [Home, Briefing, Drill, Review, Comparison], ["g", "Home"];
    /// last row
    SelectLast "select-last" [Home, Briefing, Drill, Review, Comparison], ["G", "End"];
    /// a page down; in the output of a script where there is one
    PageDown "page-down" [Home, Briefing, Drill, Review, Comparison], ["PageDown", "Ctrl-d"];
    /// a page up
    PageUp "page-up" [Home, Briefing, Drill, Review, Comparison], ["PageUp", "Ctrl-u"];
    /// read on in the step's text
    ScrollText "scroll-text" [Drill, Review], ["Tab"];
    /// follow the end of the output again
    FollowOutput "follow-output" [Drill], ["f"];
    /// older notes
    OlderNotes "older-notes" [Drill, Review], ["["];
    /// newer notes
    NewerNotes "newer-notes" [Drill, Review], ["]"];
    /// open what is selected, or fold it
    Open "open" [Home, Comparison], ["Enter"];
    /// next part of the screen
    NextPart "next-part" [Home, Briefing, Comparison], ["Tab"];
    /// mark the session to be compared
    MarkSession "mark-session" [Home], ["Space"];
    /// compare the marked sessions, or this one with the one before it
    Compare "compare" [Home, Review], ["C"];
    /// the columns before
    ScrollLeft "scroll-left" [Comparison], ["h", "Left"];
    /// the columns behind
    ScrollRight "scroll-right" [Comparison], ["l", "Right"];
    /// sort the steps by their difference, and back
    SortByDelta "sort-by-delta" [Comparison], ["S"];
    /// the clock that all sessions share, and back
    SharedClock "shared-clock" [Comparison], ["c"];
    /// close the selected action
    CloseAction "close-action" [Briefing, Review], ["c"];
    /// debrief and finish
    Finish "finish" [Drill, Review], ["F"];
    /// give the drill up
    Abort "abort" [Drill, Briefing], [];
    /// open the finished session again
    ReopenSession "reopen-session" [Review], [];
    /// search
    Search "search" [Home, Briefing, Drill, Review], ["/"];
    /// everything that can be done
    Palette "palette" [Everywhere], [":"];
    /// the keys
    Help "help" [Everywhere], ["?"];
    /// mouse on or off
    ToggleMouse "toggle-mouse" [Everywhere], ["M"];
    /// leave; the session goes on
    Leave "leave" [Everywhere], ["q"];
    /// stop for a moment: back to the shell
    Suspend "suspend" [Everywhere], ["Ctrl-z"];
}

impl Action {
    /// Finds an action by its kebab-case name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Whether it makes sense in the scope.
    pub fn applies(self, scope: Scope) -> bool {
        self.scopes().iter().any(|it| *it == scope || *it == Scope::Everywhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: HashSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::parse(action.name()), Some(*action));
        }
    }
}
