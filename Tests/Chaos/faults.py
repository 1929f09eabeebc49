"""What goes wrong, in an order that a seed decides: each kind once, shuffled, then again."""
import collections, random, threading, time

from services import MailServer, Relay


class Faults(threading.Thread):
    def __init__(self, scene, postgres, moto, mail, seed, pace):
        super().__init__(name="faults", daemon=True)
        self.scene, self.fleet, self.ledger = scene, scene.fleet, scene.ledger
        self.postgres, self.moto, self.mail = postgres, moto, mail
        self.random, self.pace = random.Random(f"{seed}/faults"), pace
        self.done = collections.Counter()
        # Seconds from the moment PostgreSQL took connections again until every web that lives was ready.
        self.recoveries = []

    def decks(self):
        """Every fault there is: its name and what does it. Those that matter most come first, and more often."""
        relays = [(name, relay, mood) for name, relay in (("S3", self.moto.s3), ("SQS", self.moto.sqs)) for mood in Relay.MOODS]
        first = [
            ("web killed", lambda: self.kill(self.fleet.webs)),
            ("worker killed", lambda: self.kill(self.fleet.workers)),
            ("workers killed during a copy", self.kill_during_copy),
            ("PostgreSQL restarted", lambda: self.restart("fast")),
            ("PostgreSQL crashed", lambda: self.restart("immediate")),
            ("messages delivered again", self.deliver_again),
        ]
        rest = [
            *first[:3],
            *first[-1:],
            ("web killed", lambda: self.kill(self.fleet.webs)),
            ("web stopped by SIGTERM", lambda: self.stop(self.fleet.webs)),
            ("worker stopped by SIGTERM", lambda: self.stop(self.fleet.workers)),
            ("web frozen", lambda: self.freeze(self.fleet.webs)),
            ("worker frozen", lambda: self.freeze(self.fleet.workers)),
            *[(f"{name}: {mood}", lambda relay=relay, mood=mood: self.spoil(relay, mood)) for name, relay, mood in relays],
            *[(f"SMTP: {mood}", lambda mood=mood: self.spoil(self.mail, mood)) for mood in MailServer.MOODS],
        ]
        for deck in (first, rest):
            self.random.shuffle(deck)
        # The last of a list comes first.
        return rest + first

    def run(self):
        deck = []
        while not self.scene.over.wait(self.random.uniform(*self.pace)):
            deck = deck or self.decks()
            name, fault = deck.pop()
            try:
                fault()
                self.done[name] += 1
            except Exception as error:  # A fault that could not be made is no excuse to stop making others.
                self.ledger.violation(f"the fault “{name}” could not be made: {error!r}")
            for member in self.fleet.members:
                member.look()

    def wait(self, low, high):
        time.sleep(self.random.uniform(low, high))

    def kill(self, members):
        member = self.random.choice(members)
        member.kill()
        self.wait(0, 2)
        member.start()

    def kill_during_copy(self):
        """Both workers, while one of them carries out a copy to many panels, if one begins soon."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if self.postgres.rows("SELECT 1 FROM job WHERE state = 'running' AND kind LIKE 'panels.background_copy%'"):
                self.done["a copy was cut off"] += 1
                break
            time.sleep(0.02)
        for worker in self.fleet.workers:
            worker.kill()
        self.wait(0, 2)
        for worker in self.fleet.workers:
            worker.start()

    def stop(self, members):
        member = self.random.choice(members)
        member.stop()
        member.start()

    def freeze(self, members):
        """A machine that stands still for a moment and goes on as if nothing had been."""
        member = self.random.choice(members)
        member.freeze(True)
        self.wait(1, 3)
        member.freeze(False)

    def restart(self, mode):
        self.postgres.stop(mode)
        self.wait(0, 2)
        self.postgres.start()
        begin = time.monotonic()
        while not all(web.is_ready() for web in self.fleet.webs):
            for member in self.fleet.members:
                member.look()
            if time.monotonic() - begin > 60:
                self.ledger.violation("O63: a minute after PostgreSQL came back a web is not ready")
                return
            time.sleep(0.05)
        self.recoveries.append(time.monotonic() - begin)

    def spoil(self, service, mood):
        service.mood = mood
        self.wait(2, 6)
        service.mood = "pass"

    def deliver_again(self):
        """Old messages and new ones, whether their jobs are done, run or wait."""
        known = list(self.moto.sqs.messages)
        chosen = self.random.sample(known, min(len(known), 5)) + known[-3:]
        self.moto.deliver_again(chosen)
        self.done["messages in all"] += len(chosen)
