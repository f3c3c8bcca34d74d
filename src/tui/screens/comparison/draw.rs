//! The comparison on the screen: what stays in place above, the rows that are in sight, and the notes below.

use super::{Comparing, Seen};
use crate::present::cells;
use crate::present::comparison::{Fitted, Kind};
use crate::present::page::Line;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::screens::Status;
use crate::tui::widgets::frame::{self, Hint};
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a sign and the space behind it take before each row.
const MARGIN: u16 = 2;

/// From this height on there is air between the parts.
const AIRY: u16 = 26;

/// Draws everything.
pub(super) fn draw(it: &Comparing, area: Rect, buf: &mut Buffer, world: &World, status: Status) {
    // A cell of air on either side, and the sign before each row.
    let width = usize::from(area.width.saturating_sub(2 + MARGIN));
    let fitted = Fitted::new(&it.sheet, width, it.sorted);
    let hints = hints(it, world, fitted.columns);
    let body = frame::draw_titled(area, buf, world, status, (&it.sheet.title, &it.sheet.basis, &hints));
    let below = draw_answer(it, without_air(area, body), buf, world);
    let inner =
        Rect { x: below.x + MARGIN.min(below.width), width: below.width.saturating_sub(MARGIN), ..below };
    let left = it.left.min(it.sheet.heads.len().saturating_sub(fitted.columns));
    let table = draw_heads(it, inner, buf, world, (&fitted, left));
    let notes = notes_height(table.height);
    let rows = Rect { height: table.height - notes, ..table };
    let top = first_row(it.seen.get().top, it.at, it.rows.len(), usize::from(rows.height));
    it.seen.set(Seen {
        table: Rect { x: below.x, width: below.width, ..rows },
        top,
        columns: fitted.columns,
    });
    draw_rows(it, Sight { place: rows, fitted, left, top }, buf, world);
    let notes = Rect { x: below.x, y: rows.bottom(), width: below.width, height: notes };
    draw_notes(it, notes, buf, world, (left, fitted.columns));
}

/// Where there is little room the air below the title goes: every row above the table is one that the table lacks.
fn without_air(area: Rect, body: Rect) -> Rect {
    let air = u16::from((frame::AIRY..AIRY).contains(&area.height)).min(body.y - area.y);
    Rect { y: body.y - air, height: body.height + air, ..body }
}

/// How many rows the notes get of those that the table and they have together.
const fn notes_height(height: u16) -> u16 {
    match height {
        0..12 => 0,
        12..24 => 4,
        24..40 => 7,
        _ => 10,
    }
}

/// The row that is drawn first: the one that was, as long as the selected row is in sight; else the table moves so far
/// that a quarter of it lies between that row and the edge. Not with every key: the eye keeps its place.
fn first_row(before: usize, at: usize, rows: usize, room: usize) -> usize {
    let ahead = room / 4;
    let top = if at < before {
        at.saturating_sub(ahead)
    } else if at >= before + room {
        (at + 1 + ahead).saturating_sub(room)
    } else {
        before
    };
    top.min(rows.saturating_sub(room))
}

/// Draws the words of a row as [`line::draw`] does, but leaves what is blank as it is: most of a table is.
fn draw_words(place: Rect, buf: &mut Buffer, world: &World, words: &[Toned]) {
    let mut x = usize::from(place.x);
    let end = usize::from(place.right());
    for word in words {
        let text = word.text.trim_start_matches(' ');
        x += word.text.len() - text.len();
        let bare = text.trim_end_matches(' ');
        if !bare.is_empty() && x < end {
            let at = Rect { x: u16::try_from(x).unwrap_or(u16::MAX), ..place };
            let at = Rect { width: place.right().saturating_sub(at.x), ..at };
            let room = usize::from(at.width);
            let style = world.look.style(word.tone);
            if cells::width(bare) <= room {
                buf.set_stringn(at.x, at.y, bare, room, style);
            } else {
                buf.set_stringn(at.x, at.y, cells::fit(bare, room), room, style);
            }
        }
        x += cells::width(bare) + text.len() - bare.len();
    }
}

/// Draws the answer and what makes the sessions unlike; returns the room below.
fn draw_answer(it: &Comparing, body: Rect, buf: &mut Buffer, world: &World) -> Rect {
    let width = usize::from(body.width);
    let mut y = body.y;
    let mut row = |words: &[Toned]| {
        line::draw(Rect { y, height: 1, ..body }.intersection(body), buf, world.look, words);
        y += 1;
    };
    for text in cells::wrap(&it.sheet.answer.text, width).into_iter().take(2) {
        row(&[Toned::new(text, it.sheet.answer.tone)]);
    }
    if let [lead, rest] = it.sheet.unlike.as_slice() {
        let wrapped = cells::wrap(&format!("{}{}", lead.text, rest.text), width);
        let most = if body.height >= AIRY { 3 } else { 1 };
        let cut = wrapped.len() > most;
        for (at, text) in wrapped.into_iter().take(most).enumerate() {
            let text = if cut && at + 1 == most { cells::fit(&format!("{text} …"), width) } else { text };
            match text.strip_prefix(lead.text.as_str()) {
                Some(rest) if at == 0 => row(&[lead.clone(), Toned::new(rest, Tone::Plain)]),
                _ => row(&[Toned::new(text, Tone::Plain)]),
            }
        }
    }
    y += u16::from(body.height >= AIRY);
    let y = y.min(body.bottom());
    Rect { y, height: body.bottom() - y, ..body }
}

/// Draws the heads of the columns, which stay above them; returns the room below.
fn draw_heads(
    it: &Comparing,
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    (fitted, left): (&Fitted, usize),
) -> Rect {
    let all = it.sheet.heads.len();
    let columns = left..(left + fitted.columns).min(all);
    let [names, held] = fitted.heads(&it.sheet, columns.clone());
    let row = |y: u16| Rect { y, height: 1, ..place }.intersection(place);
    let beside = |y: u16| {
        let before = u16::try_from(fitted.label + fitted.delta).unwrap_or(u16::MAX);
        let x = place.x.saturating_add(before).min(place.right());
        Rect { x, width: place.right() - x, ..row(y) }
    };
    line::draw(beside(place.y), buf, world.look, &names);
    line::draw(beside(place.y + 1), buf, world.look, &held);
    if columns.len() < all {
        let before = if left > 0 { world.look.sign("‹ ", "< ") } else { "" };
        let behind = if columns.end < all { world.look.sign(" ›", " >") } else { "" };
        let dash = world.look.sign("–", "-");
        let told = format!("{before}{}{dash}{} of {all}{behind}", left + 1, columns.end);
        line::draw(row(place.y), buf, world.look, &[Toned::new(told, Tone::Accent)]);
    }
    if fitted.delta > 0 {
        let label = u16::try_from(fitted.label).unwrap_or(u16::MAX);
        let width = u16::try_from(fitted.delta).unwrap_or(u16::MAX);
        let x = place.x.saturating_add(label).min(place.right());
        let cell = Rect { x, width: width.min(place.right() - x), ..row(place.y) };
        let tone = if it.sorted { Tone::Accent } else { Tone::Muted };
        line::draw_right(cell, buf, world.look, &[Toned::new(it.sheet.delta.clone(), tone)]);
    }
    let y = (place.y + 2).min(place.bottom());
    Rect { y, height: place.bottom() - y, ..place }
}

/// Which part of the table is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sight {
    place: Rect,
    fitted: Fitted,
    left: usize,
    top: usize,
}

/// Rows as they were drawn last, none of them selected, and what they were drawn for.
#[derive(Debug)]
pub(super) struct Drawn {
    made: u64,
    sight: Sight,
    rows: Buffer,
}

/// Draws the rows in sight. Most keys only select another one: the others are copied as they were drawn last.
fn draw_rows(it: &Comparing, sight: Sight, buf: &mut Buffer, world: &World) {
    let place = sight.place.intersection(buf.area);
    let mut drawn = it.drawn.borrow_mut();
    if !drawn.as_ref().is_some_and(|was| (was.made, was.sight) == (it.made, sight)) {
        let mut rows = Buffer::empty(place);
        for y in place.y..place.bottom() {
            draw_row(it, sight, (y, false), &mut rows, world);
        }
        *drawn = Some(Box::new(Drawn { made: it.made, sight, rows }));
    }
    if let Some(drawn) = drawn.as_ref().filter(|_| !place.is_empty()) {
        let width = usize::from(place.width);
        for (y, row) in (place.y..place.bottom()).zip(drawn.rows.content.chunks(width)) {
            let start = buf.index_of(place.x, y);
            buf.content[start..start + width].clone_from_slice(row);
        }
    }
    let selected = it.at.checked_sub(sight.top).and_then(|line| u16::try_from(line).ok());
    if let Some(y) = selected.map(|line| place.y.saturating_add(line)).filter(|y| *y < place.bottom()) {
        let whole = Rect { y, height: 1, ..place };
        for x in whole.x..whole.right() {
            buf[(x, y)].reset();
        }
        draw_row(it, sight, (y, true), buf, world);
        let sign = Rect { x: whole.x.saturating_sub(MARGIN), width: 1, ..whole };
        line::draw(sign, buf, world.look, &[Toned::new(world.look.sign("▸", ">"), Tone::Accent)]);
    }
    let edge = Rect { x: place.right().saturating_sub(1), width: 1, height: 1, ..place };
    if place.height > 1 && sight.top > 0 {
        line::draw(edge, buf, world.look, &[Toned::new(world.look.sign("↑", "^"), Tone::Muted)]);
    }
    if place.height > 1 && sight.top + usize::from(place.height) < it.rows.len() {
        let edge = Rect { y: place.bottom() - 1, ..edge };
        line::draw(edge, buf, world.look, &[Toned::new(world.look.sign("↓", "v"), Tone::Muted)]);
    }
}

/// Draws the row that lies at a line of the screen.
fn draw_row(it: &Comparing, sight: Sight, (y, selected): (u16, bool), buf: &mut Buffer, world: &World) {
    let Sight { place, fitted, left, top } = sight;
    let Some(index) = it.rows.get(top + usize::from(y - place.y)).copied() else { return };
    let row = &it.sheet.rows[index];
    let columns = left..(left + fitted.columns).min(it.sheet.heads.len());
    let open = it.open.get(index).copied().unwrap_or_default();
    let mut words = fitted.label(row, open, it.charset);
    if let Some(label) = words.first_mut().filter(|_| selected) {
        label.tone = Tone::Strong;
    }
    words.extend(fitted.cells(row, open, columns, it.charset));
    draw_words(Rect { y, height: 1, ..place }, buf, world, &words);
}

/// Draws what the sessions in sight say of the selected step, side by side.
fn draw_notes(it: &Comparing, place: Rect, buf: &mut Buffer, world: &World, (left, columns): (usize, usize)) {
    if place.height < 3 || columns == 0 {
        return;
    }
    let rule = world.look.sign("─", "-").repeat(usize::from(place.width));
    line::draw(Rect { height: 1, ..place }, buf, world.look, &[Toned::new(rule, Tone::Muted)]);
    let row = |line: u16| Rect { y: place.y + line, height: 1, ..place }.intersection(place);
    let gap = 2;
    let share = place.width / u16::try_from(columns).unwrap_or(u16::MAX).max(1);
    let width = share.saturating_sub(gap);
    let asides = it.asides(left..left + columns, usize::from(width).max(1));
    if asides.is_empty() {
        let hint = Toned::new("select a step to read how it went, and its notes", Tone::Muted);
        line::draw(row(1), buf, world.look, &[hint]);
        return;
    }
    let label = it.selected().map(|at| it.sheet.rows[at].label.text.trim().to_owned()).unwrap_or_default();
    // Where there is little room the selected row says already which step it is.
    let titled = u16::from(place.height > 6);
    if titled > 0 {
        line::draw(row(1), buf, world.look, &[Toned::new(label, Tone::Strong)]);
    }
    for (aside, at) in asides.iter().zip(0_u16..) {
        let block = |line: u16| Rect { x: place.x + at * share, width, ..row(line) };
        line::draw(block(1 + titled), buf, world.look, &aside.head.name);
        let room = usize::from(place.height.saturating_sub(2 + titled));
        let lines: Vec<&Line> = [&aside.went].into_iter().chain(&aside.notes).chain(&aside.why).collect();
        for (text, below) in lines.iter().take(room).zip(2_u16..) {
            line::draw(block(titled + below), buf, world.look, &text.words);
        }
        if lines.len() > room && room > 0 {
            let last = block(place.height - 1);
            let more = Toned::new(format!(" +{}", lines.len() - room), Tone::Accent);
            line::draw_right(last, buf, world.look, &[more]);
        }
    }
}

fn hints(it: &Comparing, world: &World, columns: usize) -> Vec<Hint> {
    let row = it.selected().map(|at| (&it.sheet.rows[at], it.open[at]));
    let mut hints = Vec::new();
    if let Some((row, open)) = row.filter(|(row, _)| row.opens.is_some()) {
        let does = match (row.kind, open) {
            (_, true) => "fold",
            (Kind::Bridge, false) => "the steps behind it",
            (_, false) => "open",
        };
        hints.push(Hint::new(Action::Open, does, world));
    }
    if columns < it.sheet.heads.len() {
        let keys = [Action::ScrollLeft, Action::ScrollRight].map(|it| world.keymap.key(it));
        hints.push(Hint::key(keys.join(" ").trim(), "columns"));
    }
    let sort = match (it.sorted, it.charset) {
        (true, _) => "in order",
        (false, crate::present::safe::Charset::Unicode) => "sort by Δ",
        (false, crate::present::safe::Charset::Ascii) => "sort by change",
    };
    if !it.sheet.delta.is_empty() {
        hints.push(Hint::new(Action::SortByDelta, sort, world));
    }
    hints.push(Hint::new(Action::NextBaseline, "baseline", world));
    if it.clock.is_some() {
        hints.push(Hint::new(Action::SharedClock, "each on its own clock", world));
    } else if let Some((from, to)) = it.sheet.shared {
        let arrow = crate::present::sign::arrow(it.charset);
        let does = format!("all on {}{arrow}{}", from.word(), to.word());
        hints.push(Hint::new(Action::SharedClock, does, world));
    }
    hints.push(Hint::new(Action::NextPart, "next part", world));
    hints.push(Hint::key("Esc", "back"));
    hints.push(Hint::new(Action::Help, "help", world));
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_moves_only_when_the_selected_row_leaves_it() {
        assert_eq!(first_row(0, 5, 50, 12), 0, "in sight");
        assert_eq!(first_row(0, 12, 50, 12), 4, "below: three more come with it");
        assert_eq!(first_row(20, 19, 50, 12), 16, "above");
        assert_eq!(first_row(30, 49, 50, 12), 38, "no row is wasted");
        assert_eq!(first_row(3, 0, 0, 0), 0);
    }
}
