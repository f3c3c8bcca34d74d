//! One file per part of `decide`; in it one module per command, with what works and each refusal.

mod life;
mod notes;
mod people;
mod redlines;
mod scripts;
mod stages;
mod steps;
mod taken_back;
mod times;
