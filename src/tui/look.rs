//! What a tone looks like: the terminal's own sixteen colours and no background, or no colour at all.

use crate::present::ascii;
use crate::present::ink::{Colour, Ink};
use crate::present::safe::Charset;
use crate::present::tone::Tone;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// Colours and characters of all screens.
#[derive(Debug, Clone)]
pub struct Look {
    /// Which characters the tool draws with.
    pub charset: Charset,
    colour: bool,
    changed: Vec<(Tone, Color)>,
}

/// Plain ASCII frames.
const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Look {
    /// Makes the usual look.
    pub fn new(charset: Charset, colour: bool) -> Self {
        Self { charset, colour, changed: Vec::new() }
    }

    /// Gives a tone another colour.
    pub fn recolour(&mut self, tone: Tone, colour: Color) {
        self.changed.push((tone, colour));
    }

    /// Returns the style of a tone. Without colour, weight and reverse still tell the strong tones apart.
    pub fn style(&self, tone: Tone) -> Style {
        let (colour, modifier) = ink(tone);
        let style = Style::new().add_modifier(modifier);
        let changed = self.changed.iter().rev().find(|(it, _)| *it == tone).map(|(_, colour)| *colour);
        match changed.or(colour) {
            Some(colour) if self.colour => style.fg(colour),
            _ => style,
        }
    }

    /// Returns the style of a piece of a script's output.
    pub fn ink(&self, ink: Ink) -> Style {
        let weights = [
            (ink.bold, Modifier::BOLD),
            (ink.dim, Modifier::DIM),
            (ink.italic, Modifier::ITALIC),
            (ink.underlined, Modifier::UNDERLINED),
            (ink.reversed, Modifier::REVERSED),
        ];
        let weights = weights.into_iter().filter(|(on, _)| *on).map(|(_, weight)| weight);
        let mut style = Style::new().add_modifier(weights.collect());
        if self.colour {
            style.fg = ink.front.map(colour);
            style.bg = ink.back.map(colour);
        }
        style
    }

    /// Returns the frame of boxes.
    pub fn borders(&self) -> border::Set<'static> {
        match self.charset {
            Charset::Unicode => border::ROUNDED,
            Charset::Ascii => ASCII,
        }
    }

    /// Replaces what is left of the tool's own signs in a frame where ASCII is asked for: the sign of a cut, a dot in a
    /// hint. Foreign letters stay as they are.
    pub fn plain(&self, buf: &mut Buffer) {
        if self.charset == Charset::Unicode {
            return;
        }
        for cell in buf.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
            let mut signs = cell.symbol().chars();
            if let (Some(twin), None) = (signs.next().and_then(ascii::twin), signs.next()) {
                cell.set_char(twin);
            }
        }
    }

    /// Picks between a sign and its ASCII twin.
    pub fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.charset {
            Charset::Unicode => unicode,
            Charset::Ascii => ascii,
        }
    }
}

/// The colours that every terminal has a place for.
const SIXTEEN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The nearest colour that can be relied on: a terminal that knows only 256 makes nonsense of finer ones.
fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Named(number) => SIXTEEN[usize::from(number % 16)],
        Colour::Indexed(number) => Color::Indexed(number),
        Colour::Rgb(red, green, blue) => {
            let level = |part: u8| u8::try_from((u16::from(part) * 5 + 127) / 255).unwrap_or(5);
            Color::Indexed(16 + 36 * level(red) + 6 * level(green) + level(blue))
        }
    }
}

/// The colour and the weight of a tone on a terminal whose background is unknown: nothing relies on pale colours.
const fn ink(tone: Tone) -> (Option<Color>, Modifier) {
    match tone {
        Tone::Plain => (None, Modifier::empty()),
        Tone::Muted => (None, Modifier::DIM),
        Tone::Strong => (None, Modifier::BOLD),
        Tone::Accent | Tone::Running => (Some(Color::Cyan), Modifier::BOLD),
        Tone::Environment => (Some(Color::Green), Modifier::BOLD.union(Modifier::REVERSED)),
        Tone::Protected => (Some(Color::Red), Modifier::BOLD.union(Modifier::REVERSED)),
        Tone::Done | Tone::Ahead => (Some(Color::Green), Modifier::empty()),
        Tone::Best => (Some(Color::Green), Modifier::BOLD),
        Tone::Behind | Tone::Failed => (Some(Color::Red), Modifier::BOLD),
        Tone::Held | Tone::Warned => (Some(Color::Yellow), Modifier::BOLD),
        Tone::Automated => (Some(Color::Magenta), Modifier::empty()),
    }
}
