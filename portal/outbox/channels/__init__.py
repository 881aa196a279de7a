"""The ways out. Each module has one `send(notice)` that returns when the channel took it."""


class ChannelError(Exception):
    """The channel did not take the notice.

    `permanent` means that trying again is no use, `is_down` that the channel takes nothing at all now.
    """

    def __init__(self, cause: str, *, permanent: bool = False, is_down: bool = False) -> None:
        super().__init__(cause)
        self.permanent = permanent
        self.is_down = is_down
