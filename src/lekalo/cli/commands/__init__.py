"""One command a file. Its name is the command's, its docstrings the help, in both languages."""
