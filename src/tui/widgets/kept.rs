//! Sections that are put together once, not with every key that moves about in them.

use crate::present::page::Section;
use std::cell::RefCell;
use std::rc::Rc;

/// The sections of a page as they were put together last, and for which view of it.
#[derive(Debug, Default)]
pub struct Kept<View>(RefCell<Option<(View, Rc<[Section]>)>>);

impl<View: PartialEq> Kept<View> {
    /// Returns the sections; they are made where there are none, or none for this view.
    pub fn or_make(&self, view: View, make: impl FnOnce() -> Vec<Section>) -> Rc<[Section]> {
        self.or_turn(view, |_| None, make)
    }

    /// The same where those of another view may be `turned` into those of this one.
    pub fn or_turn(
        &self,
        view: View,
        turned: impl FnOnce((View, Rc<[Section]>)) -> Option<Rc<[Section]>>,
        make: impl FnOnce() -> Vec<Section>,
    ) -> Rc<[Section]> {
        let mut kept = self.0.borrow_mut();
        match &*kept {
            Some((of, sections)) if *of == view => Rc::clone(sections),
            _ => {
                let sections = kept.take().and_then(turned).unwrap_or_else(|| make().into());
                Rc::clone(&kept.insert((view, sections)).1)
            }
        }
    }

    /// Forgets them: what they tell has changed.
    pub fn forget(&mut self) {
        self.0.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn sections_are_made_once_for_each_view_and_again_when_they_were_forgotten() {
        let (mut kept, times) = (Kept::default(), Cell::new(0));
        let make = || {
            times.set(times.get() + 1);
            vec![Section::new("title", Vec::new())]
        };
        assert_eq!(kept.or_make((80, 0), make).len(), 1);
        assert_eq!((kept.or_make((80, 0), make).len(), times.get()), (1, 1));
        kept.or_make((60, 20), make);
        assert_eq!(times.get(), 2);
        kept.forget();
        kept.or_make((60, 20), make);
        assert_eq!(times.get(), 3);
    }
}
