"""What can keep the supervisor from starting or going on; each message says what to do."""


class SupervisorError(Exception):
    """Base of the errors that end the supervisor; its text is meant for the person at the terminal."""


class DataFolderInUse(SupervisorError):
    """Another running Touchstone holds the data folder."""


class NoFreePort(SupervisorError):
    """Neither the wanted port nor any of the next ones could be listened on."""


class BrokerUnavailable(SupervisorError):
    """The embedded Valkey could not be started or reached."""


class ChildGaveUp(SupervisorError):
    """A child died again and again right after its start."""


class NotReady(SupervisorError):
    """The web server did not answer in time."""
