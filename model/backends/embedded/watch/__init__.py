"""Questions about clips, answered from what was measured: shots, text, motion, light, colour."""
