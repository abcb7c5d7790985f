"""The mix: each client does one thing after the other, chosen by its own random numbers."""

import random
import threading
import time

import client
import loads
import others
import rows

# How often, of all that is done.
WEIGHTS = {
    "read": 20, "read_loads": 8, "refused": 12, "report": 10,
    "upload": 14, "upload_wide": 3, "upload_form": 5, "bulk": 14, "first_load": 0.5,
    "promise": 4, "once": 5, "undo": 3, "cancel": 1, "vanish_early": 3, "vanish_late": 3,
    "backup": 2, "backup_all": 0.5, "vanish_in_backup": 0.5, "restore": 1, "restore_as": 0.5, "restore_dry": 0.5,
}
# Between two of them, so that clients of one machine leave something of it to the service.
MEAN_PAUSE_SECONDS = 0.05


class Gate:
    """Lets clients work, or has them rest."""

    def __init__(self):
        self._condition = threading.Condition()
        self._is_open, self._inside, self.is_over = True, 0, False

    def enter(self):
        """Waits until it is open; false when it is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._is_open or self.is_over)
            self._inside += not self.is_over
            return not self.is_over

    def leave(self):
        with self._condition:
            self._inside -= 1
            self._condition.notify_all()

    def close(self, seconds):
        """Waits for those inside; false where they do not come out in time."""
        with self._condition:
            self._is_open = False
            return self._condition.wait_for(lambda: self._inside == 0, seconds)

    def open(self):
        with self._condition:
            self._is_open = True
            self._condition.notify_all()

    def end(self):
        with self._condition:
            self.is_over = True
            self._condition.notify_all()


class Mix(loads.Loads, others.Others, client.Client):
    """One client and what it knows of its rows."""

    parcels = threading.Lock()  # the table that is restored: one client at a time

    def __init__(self, number, seed, gate, database, watch, *address):
        super().__init__(*address, watch)
        self.number, self.seed, self.database = number, seed, database
        self.random = random.Random(f"{seed}/{number}")
        self.blocks = rows.make_blocks(number)
        self.tags, self.keys = {}, []
        self._gate, self._count = gate, 0

    def run(self):
        """Until the gate says that it is over."""
        names, weights = list(WEIGHTS), list(WEIGHTS.values())
        while self._gate.enter():
            name = self.random.choices(names, weights)[0]
            try:
                getattr(self, name)()
            except (client.Away, client.TurnedAway):
                time.sleep(client.RETRY_SECONDS)
            except Exception as error:  # whatever it is, it is a failure of the run, and the client goes on
                self.watch.fail(f"{name}: {type(error).__name__}: {error}")
            finally:
                self._gate.leave()
            time.sleep(self.random.expovariate(1 / MEAN_PAUSE_SECONDS))

    # --- what comes next ------------------------------------------------------------------------------------------

    def next_number(self):
        self._count += 1
        return self._count

    def next_stamp(self):
        return f"soak {self.number}.{self.next_number()}"

    def block(self):
        return self.small_block() if self.random.random() < 0.8 else self.wide_block()

    def small_block(self, table=None):
        table = table or self.random.choice((*rows.COLUMNS, "hired_employees"))
        return self._certain([block for block in self.blocks[table] if not block.is_wide])

    def wide_block(self):
        return self._certain([block for block in self.blocks["hired_employees"] if block.is_wide])

    def _certain(self, blocks):
        """One of which it is known what is in the table."""
        known = [block for block in blocks if not block.doubts]
        if not known:
            raise client.TurnedAway
        return self.random.choice(known)
