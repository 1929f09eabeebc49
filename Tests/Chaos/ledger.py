"""What the users did and what they were told: the measure of what must be there in the end."""
import collections, dataclasses, itertools, threading, time


@dataclasses.dataclass
class Deed:
    """One change that somebody asked for. `outcome` is what the answer said:

    - done: 2xx or 303. It must be there, once.
    - refused: another answer that says no. It must not be there.
    - unknown: 503, or no answer. It may be there, once.
    """
    kind: str
    marker: str
    facts: dict
    outcome: str = "unknown"


class Ledger:
    def __init__(self, seed):
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self.prefix = f"{seed % 0x10000:04x}"
        self.deeds: list[Deed] = []
        self.violations: list[str] = []
        self.answers = collections.Counter()
        self.start = time.monotonic()

    def marker(self):
        """A word that stands nowhere else, and in no other marker."""
        return f"ck{self.prefix}n{next(self.numbers):06d}z"

    def begin(self, kind, **facts):
        deed = Deed(kind, facts.pop("marker", None) or self.marker(), facts)
        with self.lock:
            self.deeds.append(deed)
        return deed

    def count(self, what):
        with self.lock:
            self.answers[what] += 1

    def violation(self, text):
        with self.lock:
            self.violations.append(f"{time.monotonic() - self.start:.1f} s: {text}")

    def of(self, kind, *outcomes):
        return [deed for deed in self.deeds if deed.kind == kind and (not outcomes or deed.outcome in outcomes)]
