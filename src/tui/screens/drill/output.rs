//! The output of a script: its newest rows while it runs, or those that somebody scrolled to.

use crate::drill::ids::EventId;
use crate::drill::scripts::Script;
use crate::present::cells;
use crate::present::printout::{self, Place, Row};
use crate::present::safe::Charset;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::cell::{Cell, RefCell};

/// The bytes at the end of the output that are enough to follow it.
const END: usize = 16 * 1024;

/// Which part of which output is looked at.
#[derive(Debug, Default)]
pub struct Output {
    /// The row at the top; `None` follows the end.
    top: Cell<Option<(EventId, Place)>>,
    /// By how many rows to move with the next frame: only then is it known which there are.
    moves: Cell<isize>,
    /// What was laid out last: output is taken apart only when there is more of it.
    drawn: RefCell<Option<Drawn>>,
}

#[derive(Debug)]
struct Drawn {
    of: Of,
    rows: Vec<Row>,
    place: Rect,
}

/// What rows were made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Of {
    script: EventId,
    version: Version,
    width: u16,
    charset: Charset,
    /// Whether it is all that there is, and not only the end.
    whole: bool,
}

/// Which state of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// It runs elsewhere, or printed nothing yet.
    Nothing,
    /// So much was added to it.
    Live(u64),
    /// It is what was kept.
    Kept,
}

impl Output {
    /// Follows the end again.
    pub fn follow(&mut self) {
        (self.top, self.moves) = (Cell::new(None), Cell::new(0));
    }

    /// Moves by so many pages.
    pub fn turn(&mut self, pages: isize) {
        let rows = self.drawn.get_mut().as_ref().map_or(1, |drawn| drawn.place.height.max(2) - 1);
        self.scroll(pages.saturating_mul(isize::try_from(rows).unwrap_or(1)));
    }

    /// Moves by so many rows; behind its end it is followed again.
    pub fn scroll(&mut self, by: isize) {
        self.moves.set(self.moves.get().saturating_add(by));
    }

    /// Whether the output was drawn there.
    pub fn is_at(&self, column: u16, row: u16) -> bool {
        let drawn = self.drawn.borrow();
        drawn.as_ref().is_some_and(|drawn| drawn.place.contains(Position::new(column, row)))
    }

    /// Forgets what was drawn: it is out of sight.
    pub fn hide(&self) {
        self.drawn.take();
    }

    /// Draws the rows in sight.
    pub fn draw(&self, place: Rect, buf: &mut Buffer, world: &World, script: &Script) {
        let mut drawn = self.drawn.borrow_mut();
        let version = match (script.ended(), world.live.of(script.id)) {
            (Some(_), _) => Version::Kept,
            (None, Some(printed)) => Version::Live(printed.version),
            (None, None) => Version::Nothing,
        };
        let top = self.top.get().filter(|(id, _)| *id == script.id).map(|(_, place)| place);
        let (moves, charset) = (self.moves.take(), world.look.charset);
        let whole = top.is_some() || moves != 0 || script.ended().is_some();
        let of = Of { script: script.id, version, width: place.width, charset, whole };
        let rows = match drawn.take() {
            Some(before) if before.of == of => before.rows,
            _ => rows(world, script, usize::from(place.width), whole),
        };
        let height = usize::from(place.height);
        let last = rows.len().saturating_sub(height);
        let first = top.map_or(last, |top| rows.partition_point(|row| row.place < top));
        let first = first.min(last).saturating_add_signed(moves).min(last);
        self.top.set(rows.get(first).filter(|_| first < last).map(|row| (script.id, row.place)));
        for (y, row) in (place.y..place.bottom()).zip(&rows[first..]) {
            draw_row(Rect { y, height: 1, ..place }, buf, world, row);
        }
        if first < last && !place.is_empty() {
            let key = world.keymap.key(Action::FollowOutput);
            let told = format!(" {} {key}", world.look.sign("↓", "v"));
            let bottom = Rect { y: place.bottom() - 1, height: 1, ..place };
            line::draw_right(bottom, buf, world.look, &[Toned::new(told, Tone::Warned)]);
        }
        *drawn = Some(Drawn { of, rows, place });
    }
}

/// Lays the output out: all of it, or of a running script as much of its end as any screen can show.
fn rows(world: &World, script: &Script, width: usize, whole: bool) -> Vec<Row> {
    let charset = world.look.charset;
    match (script.ended(), world.live.of(script.id)) {
        (Some(ended), _) => printout::kept(&ended.output, width, charset),
        (None, Some(printed)) => {
            let from = if whole { 0 } else { printed.text.len().saturating_sub(END) };
            printout::newest(&printed.text[from..], printed.skipped + from as u64, width, charset)
        }
        (None, None) => {
            let here = script.stamp.by == *world.me;
            let by = cells::shown(script.stamp.by.as_str(), charset);
            let told = if here {
                "nothing printed yet".to_owned()
            } else {
                format!("{by} sees its output; here it comes when it ends")
            };
            cells::wrap(&told, width).into_iter().enumerate().map(|(at, text)| remark(at, text)).collect()
        }
    }
}

fn remark(at: usize, text: String) -> Row {
    Row { place: (0, at), spans: Vec::new(), remark: Some(Toned::new(text, Tone::Muted)) }
}

fn draw_row(place: Rect, buf: &mut Buffer, world: &World, row: &Row) {
    if let Some(remark) = &row.remark {
        line::draw(place, buf, world.look, std::slice::from_ref(remark));
    }
    let mut x = place.x;
    for span in &row.spans {
        let room = usize::from(place.right().saturating_sub(x));
        x = buf.set_stringn(x, place.y, &span.text, room, world.look.ink(span.ink)).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::script::Role;
    use crate::engine::board::Board;
    use crate::engine::history::History;
    use crate::engine::lists::Lists;
    use crate::engine::live::Live;
    use crate::engine::saving::Saving;
    use crate::store::Heads;
    use crate::tui::keymap::Keymap;
    use crate::tui::look::Look;
    use ratatui::style::Color;

    const PLACE: Rect = Rect { x: 1, y: 1, width: 24, height: 4 };

    /// A step whose script runs.
    struct Scene {
        board: Board,
        script: EventId,
        live: Live,
        output: Output,
    }

    impl Scene {
        fn new() -> Self {
            let mut plan = procedure();
            plan.steps[0].run = Some("restore".into());
            let run = Command::RunScript { step: "a".into(), role: Role::Run, automatic: false, why: None };
            let session = Rehearsal::new(plan).declare().does(run).session;
            let script = session.scripts().iter().last().unwrap().id;
            let board = Board::new("s".into(), session, Heads::default());
            Self { board, script, live: Live::default(), output: Output::default() }
        }

        fn prints(&mut self, text: &str) {
            self.live.add(self.script, text.as_bytes(), 0);
        }

        fn draw(&self) -> Buffer {
            let (history, lists, keymap) = (History::default(), Lists::default(), Keymap::default());
            let look = Look::new(Charset::Unicode, true);
            let session = self.board.session();
            let now = session.started().unwrap();
            let world = World {
                board: Some(&self.board),
                history: &history,
                forecast: None,
                live: &self.live,
                lists: &lists,
                saving: &Saving::Saved,
                now,
                me: &"Mara".into(),
                role: None,
                ago: None,
                mouse: false,
                said: None,
                keymap: &keymap,
                look: &look,
            };
            let mut buf = Buffer::empty(Rect::new(0, 0, 26, 6));
            let script = session.scripts().find(self.script).unwrap();
            self.output.draw(PLACE, &mut buf, &world, script);
            buf
        }

        fn shown(&self) -> Vec<String> {
            let buf = self.draw();
            let row = |y| (0..26).map(|x| buf[(x, y)].symbol()).collect::<String>().trim().to_owned();
            (1..5).map(row).collect()
        }
    }

    fn numbered(lines: std::ops::Range<u32>) -> String {
        lines.map(|line| format!("line {line}\n")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn the_end_is_followed_in_its_colours() {
        let mut scene = Scene::new();
        assert_eq!(scene.shown(), ["nothing printed yet", "", "", ""]);
        scene.prints(&numbered(1..7));
        scene.prints("loading \x1b[32m 9%\rloading \x1b[1;31m64%");
        assert_eq!(scene.shown(), ["line 4", "line 5", "line 6", "loading 64%"]);
        let cell = scene.draw()[(9, 4)].clone();
        assert_eq!((cell.symbol(), cell.fg), ("6", Color::Red));
    }

    #[test]
    fn what_is_read_stays_while_more_is_printed() {
        let mut scene = Scene::new();
        scene.prints(&numbered(1..21));
        scene.draw();
        scene.output.turn(-1);
        let shown = scene.shown();
        assert_eq!(shown[..3], ["line 14", "line 15", "line 16"]);
        assert!(shown[3].starts_with("line 17 ") && shown[3].ends_with("↓ f"), "{shown:?}");
        scene.prints(&numbered(21..40));
        assert_eq!(scene.shown()[..3], ["line 14", "line 15", "line 16"]);
        scene.output.turn(9);
        assert_eq!(scene.shown()[3], "line 39");
        scene.prints("more\n");
        assert_eq!(scene.shown()[3], "more");
    }

    #[test]
    fn a_flood_is_taken_apart_once_for_each_time_that_more_comes() {
        let mut scene = Scene::new();
        scene.prints(&numbered(0..100_000));
        assert_eq!(scene.shown()[3], "line 99999");
        let laid_out = |scene: &Scene| scene.output.drawn.borrow().as_ref().map(|drawn| drawn.rows.as_ptr());
        let before = laid_out(&scene);
        scene.draw();
        assert_eq!(laid_out(&scene), before);
        scene.output.turn(isize::MIN);
        let shown = scene.shown();
        assert_eq!((shown[0].as_str(), shown[1].as_str()), ("1,066,890 bytes not sho…", "line 98000"));
    }
}
