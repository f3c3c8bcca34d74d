//! Procedures as people write them: comments everywhere, several styles in one file.

use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::redline::{Key, Place, Value};
use crate::drill::session::Session;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Choices, one after the other; the same ones give the same text.
pub struct Choices {
    left: std::vec::IntoIter<u16>,
}

impl Choices {
    pub fn new(choices: Vec<u16>) -> Self {
        Self { left: choices.into_iter() }
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::from(self.left.next().unwrap_or_default()) % most.max(1)
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == many - 1
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// A text of lines, made with choices.
struct Writer<'c> {
    choices: &'c mut Choices,
    text: String,
    comments: usize,
    spaced: bool,
    indent: &'static str,
    equals: &'static str,
}

/// Makes the text of a procedure with the steps `s0`, `s1` and so on.
pub fn procedure(choices: &mut Choices) -> String {
    let spaced = !choices.one_in(4);
    let indent = if choices.one_in(4) { "  " } else { "" };
    let equals = choices.pick(&[" = ", " = ", "=", "   = "]);
    let (crlf, mark, ended) = (choices.one_in(4), choices.one_in(6), !choices.one_in(6));
    let mut writer = Writer { choices, text: String::new(), comments: 0, spaced, indent, equals };
    writer.whole();
    let mut text = writer.text;
    if crlf {
        text = text.replace('\n', "\r\n");
    }
    if !ended {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    if mark { format!("\u{feff}{text}") } else { text }
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}{line}", self.indent);
    }

    fn comment(&mut self, word: &str) {
        if self.choices.one_in(3) {
            self.comments += 1;
            let number = self.comments;
            self.line(&format!("# {word} {number} [[phase.step]]"));
        }
    }

    fn key(&mut self, key: &str, value: &str) {
        let behind = if self.choices.one_in(5) { "  # why = \"so\" " } else { "" };
        let equals = self.equals;
        self.line(&format!("{key}{equals}{value}{behind}"));
        self.comment("inside");
    }

    fn blank(&mut self) {
        if self.spaced {
            self.text.push('\n');
            if self.choices.one_in(5) {
                self.comment("free");
                self.text.push_str(" \n");
            }
        }
    }

    fn whole(&mut self) {
        self.comment("free");
        self.text.push_str("id = \"p\"\ntitle = 'P'\n");
        self.blank();
        self.text.push_str("[environment.test]\nvars = { HOST = \"h\" }\n");
        self.blank();
        self.text.push_str("[[component]]\nid = \"database\"\n[[component]]\nid = \"wiki\"\n");
        let mut steps = 0;
        for phase in 0..=self.choices.below(3) {
            self.blank();
            self.comment("phase");
            self.line("[[phase]] # one");
            self.key("title", &format!("\"Phase {phase}\""));
            for _ in 0..=self.choices.below(4) {
                self.blank();
                self.step(steps);
                steps += 1;
            }
            if self.choices.one_in(4) {
                self.blank();
                self.line(&format!("[[probe]]\nid = \"p{phase}\"\ntcp = \"h:1\""));
            }
        }
        self.blank();
    }

    fn step(&mut self, number: usize) {
        self.comment(&format!("own s{number}"));
        self.line("[[phase.step]]");
        self.key("id", &format!("\"s{number}\""));
        self.key("title", &format!("\"Do {number}\""));
        if self.choices.one_in(2) {
            let text = self.choices.pick(&[
                "\"\"\"\nLook.\n# no comment\n[[phase.step]]\n\"\"\"",
                "'''one\n two \\'''",
                "\"x\"",
            ]);
            self.key("text", text);
        }
        if self.choices.one_in(3) {
            let run = self.choices.pick(&["\"a.sh\"", "'a.sh \"$X\"'", "\"\"\"a.sh \\\n  -x\"\"\""]);
            self.key("run", run);
            self.key("check", "\"b.sh\"");
        }
        if self.choices.one_in(4) {
            let flag = self.choices.pick(&["true", "false"]);
            self.key("interactive", flag);
        }
        if self.choices.one_in(4) {
            self.key("expect", "\"90s\"");
        }
        if number > 0 && self.choices.one_in(3) {
            let before = self.choices.below(number);
            self.key("after", &format!("[\n  \"s{before}\" # because\n  ]"));
        }
        if self.choices.one_in(4) {
            self.key("restores", "[\"database\", ]");
        }
        if self.choices.one_in(4) {
            self.key("secrets", "[ # of whom\n    \"TOKEN\", # mine\n\n    # and\n    'OTHER'\n]");
        }
        if self.choices.one_in(4) {
            self.key("was", "[]");
        }
        match self.choices.below(6) {
            0 => self.key("identity", "{ run = \"who.sh\", equals = '$HOST' }"),
            1 => {
                self.key("identity.run", "\"who.sh\"");
                self.key("identity.equals", "\"$HOST\"");
            }
            2 => {
                self.comment(&format!("own s{number}"));
                self.line("[phase.step.preview]");
                self.key("count", "\"3..5\"");
                self.key("run", "\"what.sh\"");
            }
            _ => {}
        }
    }
}

/// Asks for an amendment of what the session is now; many are refused.
pub fn command(choices: &mut Choices, session: &Session, number: usize) -> Command {
    let procedure = session.procedure();
    let step = |choices: &mut Choices| procedure.steps[choices.below(procedure.steps.len())].id.clone();
    let place = |choices: &mut Choices| {
        let below = step(choices);
        let phase = procedure.step(&below).map_or(0, |it| it.phase);
        if choices.one_in(4) { Place { phase, below: None } } else { Place { phase, below: Some(below) } }
    };
    match choices.below(10) {
        0 | 1 => Command::InsertStep {
            step: StepId::new(format!("new{number}")),
            title: choices.pick(&["Do it", "Say \"so\"", "It's #1"]).to_owned(),
            place: place(choices),
            was: Vec::new(),
            start: false,
        },
        2 | 3 => Command::MoveStep { step: step(choices), to: place(choices) },
        4 | 5 => Command::DropStep { step: step(choices), why: "gone".to_owned() },
        6 => Command::MergeStep { step: step(choices), into: step(choices) },
        _ => {
            let (step, changes) = (step(choices), (0..=choices.below(2)).map(|_| change(choices)).collect());
            Command::AmendStep { step, changes, why: None }
        }
    }
}

fn change(choices: &mut Choices) -> (Key, Option<Value>) {
    let key = choices.pick(&Key::ALL);
    let texts = ["a.sh", "a.sh \"$1\" \\\n  'x'", "one\ntwo\n", "it's", "\"\"\"\n#", "é\t\u{1}"];
    let value = match key {
        Key::Title => Value::Text(choices.pick(&["Go on", "A \"b\" #c"]).to_owned()),
        Key::Text | Key::Command | Key::Run | Key::Check | Key::RecoveryPoint => {
            Value::Text(choices.pick(&texts).to_owned())
        }
        Key::Automatic | Key::Interactive | Key::Destructive | Key::TwoPerson => Value::Flag(true),
        Key::Timeout | Key::Expect => Value::Text(choices.pick(&["90s", "2h", "1500ms"]).to_owned()),
        Key::After => Value::List(choices.pick(&[vec![], vec!["s0".to_owned()]])),
        Key::Restores => Value::List(
            choices.pick(&[vec!["wiki".to_owned()], vec!["database".to_owned(), "wiki".to_owned()]]),
        ),
        Key::Needs => Value::List(vec![]),
        Key::Secrets => Value::List(
            choices.pick(&[vec!["TOKEN".to_owned(), "MORE".to_owned()], vec!["OTHER".to_owned()]]),
        ),
        Key::Identity => table([("run", "who.sh -x"), ("equals", "it's \"me\"")]),
        Key::Preview => table([("run", "what.sh"), ("count", choices.pick(&["3", "0..9"]))]),
        Key::Marks => Value::Text("restored".to_owned()),
        Key::Was => Value::List(vec!["old".to_owned()]),
    };
    (key, if choices.one_in(4) { None } else { Some(value) })
}

fn table(entries: [(&str, &str); 2]) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
    Value::Table(entries.collect::<BTreeMap<_, _>>())
}
