"""One skill of nano a file, in both languages; found by file name through `world.SKILLS`."""
