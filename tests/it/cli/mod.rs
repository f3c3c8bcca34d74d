//! The program from outside: arguments in; standard output, standard error, exit code and files out.

mod checks;
mod compare;
mod damage;
mod deeds;
mod files;
mod firedrill;
mod full;
mod headless;
mod hostile;
mod lists;
mod manual;
mod no_terminal;
mod plain;
mod processes;
mod published;
mod redlines;
mod report;
mod sample;
mod sessions;
mod terminal;
mod trust;
