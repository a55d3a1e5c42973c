"""For clouds of tests: what a test has told them to do with some requests."""


class Rules:
    """Each rule has a number, by which it is dropped again."""

    def __init__(self):
        self.rules, self.last = {}, 0

    def add(self, rule):
        self.last += 1
        self.rules[str(self.last)] = rule
        return {"id": str(self.last)}

    def drop(self, number):
        return self.rules.pop(number, {})

    def every(self):
        """Those of this moment: others may come and go meanwhile."""
        return list(self.rules.values())
