//! Floor 0: what a drill is. Pure; everything above may import it, it imports nothing of ours.
