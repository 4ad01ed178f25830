"""Runs the cases that all libraries share."""

import json
import unittest
from dataclasses import replace
from pathlib import Path

from orgkeys._core import Core, Instant, Requirement, Rules

CASES = Path(__file__).parents[2] / "cases"
FIELDS = {
    "pollBegins": set(),
    "pollEnds": {"status", "body"},
    "verify": {"secret", "address", "permission", "organization"},
    "answer": {"status", "body"},
    "clock": set(),
}
EXPECTED = {"since", "usage", "decision", "asks", "joins", "joined", "cached"}


def text(body):
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


class Run:
    def __init__(self, test, limits):
        self.test = test
        rules = Rules()
        for name, value in limits.items():
            rules = replace(rules, **{{"entries": "entries", "usage": "usage_ids"}[name]: value})
        self.core, self.steps = Core(rules), 0
        self.polls, self.asked, self.joined, self.needs = {}, {}, {}, {}
        self.core._check_clock(self.instant(0))

    def instant(self, at):
        return Instant(at, 1_800_000_000_000 + at + self.steps)

    def step(self, step):
        expect, now = step.get("expect", {}), self.instant(step["at"])
        kind = next((kind for kind in FIELDS if kind in step), None)
        self.test.assertLessEqual(set(step) - {"at", "expect", kind}, FIELDS.get(kind, set()))
        self.test.assertLessEqual(set(expect), EXPECTED)
        if kind == "pollBegins":
            poll = self.polls[step[kind]] = self.core.poll_begins(now)
            for name in {"since", "usage"} & set(expect):
                self.test.assertEqual(getattr(poll, name), expect[name])
        elif kind == "pollEnds":
            self.core.poll_ends(self.polls[step[kind]], step["status"], text(step.get("body", "")), now)
        elif kind == "verify":
            organization = step.get("organization")
            need = Requirement(step.get("permission"), organization is not None, organization)
            decision, ask, join = self.core.verify(step["secret"], step.get("address", ""), need, now)
            self.asked[step[kind]], self.needs[step[kind]] = ask, need
            self.test.assertEqual(bool(ask), expect.get("asks", False), "asks")
            self.test.assertEqual(decision and decision.status, expect.get("decision"), "decision")
            self.test.assertIs(join, self.asked[expect["joins"]] if "joins" in expect else None)
        elif kind == "answer":
            question = self.asked[step[kind]]
            self.core.answered(question, step["status"], text(step.get("body", "")), now)
            self.test.assertEqual(question.decide(self.needs[step[kind]]).status, expect["decision"])
            for name, status in expect.get("joined", {}).items():
                self.test.assertEqual(self.core.joined(question, self.needs[name]).status, status)
        elif kind == "clock":
            self.steps += step[kind]
        if "cached" in expect:
            self.test.assertEqual(self.core.cached(), expect["cached"], "cached")


class CasesTest(unittest.TestCase):
    def test_cases(self):
        files = sorted(CASES.glob("*.json"))
        self.assertGreater(len(files), 0)
        for file in files:
            for case in json.loads(file.read_text())["cases"]:
                self.assertLessEqual(set(case), {"name", "limits", "steps"})
                run = Run(self, case.get("limits", {}))
                for number, step in enumerate(case["steps"], 1):
                    with self.subTest(file=file.name, case=case["name"], step=number, at=step["at"]):
                        run.step(step)


if __name__ == "__main__":
    unittest.main()
