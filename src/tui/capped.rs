//! What frames are drawn into, with a size that stays within reason whatever the terminal says.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// The largest area that is drawn: more than any screen shows. A window of 65535×65535, which anybody may claim to have,
/// would take hundreds of gigabytes.
pub const LARGEST: Size = Size { width: 1_000, height: 500 };

/// A backend whose size is at most [`LARGEST`]; the rest of a larger window stays empty.
#[derive(Debug)]
pub struct Capped<B>(pub B);

impl<B: Backend> Backend for Capped<B> {
    type Error = B::Error;

    fn size(&self) -> Result<Size, B::Error> {
        let size = self.0.size()?;
        Ok(Size { width: size.width.min(LARGEST.width), height: size.height.min(LARGEST.height) })
    }

    fn draw<'a, I>(&mut self, content: I) -> Result<(), B::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.0.draw(content)
    }

    fn append_lines(&mut self, lines: u16) -> Result<(), B::Error> {
        self.0.append_lines(lines)
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> Result<(), B::Error> {
        self.0.clear_region(region)
    }

    fn window_size(&mut self) -> Result<WindowSize, B::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), B::Error> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::TestBackend;

    #[test]
    fn a_terminal_is_as_large_as_it_says_up_to_a_limit() {
        let size = |width, height| {
            let size = Capped(TestBackend::new(width, height)).size().unwrap();
            (size.width, size.height)
        };
        assert_eq!(size(200, 60), (200, 60));
        assert_eq!(size(1_001, 2), (1_000, 2));
        assert_eq!(size(2, 65_535), (2, 500));
    }
}
