"""Processes that are not our children, by descriptors: an id may be somebody else's by now."""

import contextlib
import os
import select


@contextlib.contextmanager
def open_process(pid):
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def wait_for_end(descriptor, seconds):
    """pidfd_open(2): the descriptor becomes readable when the process ends."""
    readable, _, _ = select.select([descriptor], [], [], seconds)
    assert readable, f"the process does not end within {seconds} s"
