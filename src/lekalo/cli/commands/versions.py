"""List the versions of every assistant, newest first."""


def command() -> None:
    """x"""
