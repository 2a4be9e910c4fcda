"""One command a file. The file's name is the command's, its first line the help's."""
