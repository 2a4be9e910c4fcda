"""One scorer, one file; the registry finds them by name.

exact      the answer is this text
contains   the answer holds these phrases and none of those
regex      the answer matches a pattern
sections   the answer has these blocks, in order
numeric    the answer's number is this one
fact       the answer states this fact, however it is written
"""
