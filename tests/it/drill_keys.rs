//! The drill, by keys.

use crate::stage::{SIZES, Stage};

#[test]
fn look() {
    let mut stage = Stage::drill("production");
    stage.wait(5);
    stage.press("Space");
    stage.wait(250);
    stage.press("Space");
    stage.wait(60);
    stage.press("n");
    stage.write("! dump was in the old bucket");
    stage.press("Enter");
    stage.wait(400);
    for size in SIZES {
        println!("{}", stage.frame(size));
    }
    stage.press("w");
    for size in SIZES {
        println!("{}", stage.frame(size));
    }
    panic!();
}
