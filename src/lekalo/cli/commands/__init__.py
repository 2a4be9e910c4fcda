"""One command a file. The file's name is the command's, its docstrings the help, in both languages."""
