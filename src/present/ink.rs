//! How a script wanted its output to look: colour and weight, and nothing that hides or moves.

/// A colour that a script asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// One of the terminal's own sixteen.
    Named(u8),
    /// One of the 256, from 16 on.
    Indexed(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// What a piece of output looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "they are the switches of a terminal")]
pub struct Ink {
    /// The letters; `None` as the terminal has them.
    pub front: Option<Colour>,
    /// What is behind them.
    pub back: Option<Colour>,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is pale.
    pub dim: bool,
    /// Whether it is slanted.
    pub italic: bool,
    /// Whether it is underlined.
    pub underlined: bool,
    /// Whether front and back are exchanged.
    pub reversed: bool,
}

impl Ink {
    /// Takes in the parameters of one SGR sequence, each with its parts. Text that would be hidden, by the switch for that or
    /// by letters in the colour behind them, stays readable.
    pub fn take<'a>(&mut self, parameters: impl Iterator<Item = &'a [u16]>) {
        let mut parameters = parameters;
        while let Some(parameter) = parameters.next() {
            let &[code, ref parts @ ..] = parameter else { continue };
            match code {
                38 | 48 | 58 => {
                    let colour =
                        if parts.is_empty() { extended(&mut parameters) } else { extended_parts(parts) };
                    match code {
                        38 => self.front = colour.or(self.front),
                        48 => self.back = colour.or(self.back),
                        _ => {}
                    }
                }
                // `4:0` ends the line below, as `24` does.
                4 => self.underlined = parts.first() != Some(&0),
                _ => self.switch(code),
            }
        }
    }

    fn switch(&mut self, code: u16) {
        let named = |code: u16, first: u16, add: u8| {
            u8::try_from(code - first).ok().map(|number| Colour::Named(number + add))
        };
        match code {
            0 => *self = Self::default(),
            1 => self.bold = true,
            2 => self.dim = true,
            3 => self.italic = true,
            7 => self.reversed = true,
            21 | 22 => (self.bold, self.dim) = (false, false),
            23 => self.italic = false,
            24 => self.underlined = false,
            27 => self.reversed = false,
            30..=37 => self.front = named(code, 30, 0),
            39 => self.front = None,
            40..=47 => self.back = named(code, 40, 0),
            49 => self.back = None,
            90..=97 => self.front = named(code, 90, 8),
            100..=107 => self.back = named(code, 100, 8),
            _ => {}
        }
    }

    /// Returns what is drawn: letters in the very colour that is behind them could not be read.
    #[must_use]
    pub fn readable(self) -> Self {
        if self.front.is_some() && self.front == self.back {
            return Self { front: None, back: None, ..self };
        }
        self
    }
}

/// Reads the rest of `38;5;n` and `38;2;r;g;b`.
fn extended<'a>(parameters: &mut impl Iterator<Item = &'a [u16]>) -> Option<Colour> {
    let mut next = || parameters.next().and_then(|parts| parts.first().copied());
    match next()? {
        5 => indexed(next()?),
        2 => rgb(next()?, next()?, next()?),
        _ => None,
    }
}

/// Reads the rest of `38:5:n`, `38:2:r:g:b` and `38:2::r:g:b`.
fn extended_parts(parts: &[u16]) -> Option<Colour> {
    match *parts {
        [5, number, ..] => indexed(number),
        [2, _, red, green, blue, ..] | [2, red, green, blue] => rgb(red, green, blue),
        _ => None,
    }
}

fn indexed(number: u16) -> Option<Colour> {
    let number = u8::try_from(number).ok()?;
    Some(if number < 16 { Colour::Named(number) } else { Colour::Indexed(number) })
}

fn rgb(red: u16, green: u16, blue: u16) -> Option<Colour> {
    let byte = |part: u16| u8::try_from(part).ok();
    Some(Colour::Rgb(byte(red)?, byte(green)?, byte(blue)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(parameters: &[&[u16]]) -> Ink {
        let mut ink = Ink::default();
        ink.take(parameters.iter().copied());
        ink
    }

    #[test]
    fn colours_of_all_kinds_are_read() {
        let front = |parameters: &[&[u16]]| ink(parameters).front;
        assert_eq!(front(&[&[31]]), Some(Colour::Named(1)));
        assert_eq!(front(&[&[97]]), Some(Colour::Named(15)));
        assert_eq!(front(&[&[38], &[5], &[9]]), Some(Colour::Named(9)));
        assert_eq!(front(&[&[38], &[5], &[200]]), Some(Colour::Indexed(200)));
        assert_eq!(front(&[&[38], &[2], &[1], &[2], &[3]]), Some(Colour::Rgb(1, 2, 3)));
        assert_eq!(front(&[&[38, 2, 0, 1, 2, 3]]), Some(Colour::Rgb(1, 2, 3)));
        assert_eq!(front(&[&[38, 5, 200]]), Some(Colour::Indexed(200)));
        assert_eq!(front(&[&[31], &[38], &[5], &[999]]), Some(Colour::Named(1)));
        assert_eq!(front(&[&[31], &[39]]), None);
    }

    #[test]
    fn what_follows_a_colour_still_counts_and_zero_ends_all() {
        assert!(ink(&[&[38], &[5], &[200], &[1], &[4]]).bold);
        assert!(!ink(&[&[58], &[5], &[1]]).bold);
        assert_eq!(ink(&[&[1], &[4], &[7], &[44], &[0]]), Ink::default());
    }

    #[test]
    fn nothing_is_hidden() {
        assert_eq!(ink(&[&[8]]), Ink::default());
        assert_eq!(ink(&[&[30], &[40]]).readable(), Ink::default());
        assert_eq!(ink(&[&[30], &[41]]).readable(), ink(&[&[30], &[41]]));
    }
}
