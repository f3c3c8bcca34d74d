//! What a person expects of a file after it took redlines in.
