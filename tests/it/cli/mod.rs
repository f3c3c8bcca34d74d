//! The program from outside: arguments in; standard output, standard error, exit code and files out.

mod checks;
mod compare;
mod damage;
mod deeds;
mod files;
pub mod firedrill;
mod full;
mod headless;
mod hostile;
mod lists;
mod manual;
mod no_terminal;
mod plain;
mod processes;
mod proof;
mod published;
mod redlines;
mod report;
mod runbook;
mod sample;
mod secrets;
mod sessions;
mod terminal;
mod trust;
