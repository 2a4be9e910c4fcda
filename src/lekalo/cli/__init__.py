"""The command line: `main` finds the command, `commands/` has one small file each."""
