//! Draws the pictures of the README and writes its tables anew: `cargo run --example docs`.

#[path = "../tests/it/docs.rs"]
mod docs;
#[path = "../tests/it/machine.rs"]
#[expect(dead_code, reason = "nothing runs in a picture")]
mod machine;
#[path = "../tests/it/pictures.rs"]
mod pictures;
#[path = "../tests/it/stage.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod stage;
#[path = "../tests/it/team.rs"]
mod team;

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("assets")?;
    for (path, text) in docs::files() {
        std::fs::write(&path, text)?;
    }
    Ok(())
}
