"""The one error of the kernel that doors translate (409)."""


class IllegalMove(Exception):
    """The document is not in a state from which this step can be taken; the message is for the user."""
