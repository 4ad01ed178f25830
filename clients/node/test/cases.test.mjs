// Runs the cases that all libraries share.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Core, RULES } from "../dist/core.js";

const CASES = new URL("../../cases/", import.meta.url);
const LIMITS = { entries: "entries", usage: "usageIds" };
const FIELDS = {
  pollBegins: [],
  pollEnds: ["status", "body"],
  verify: ["secret", "address", "permission", "organization"],
  answer: ["status", "body"],
  clock: [],
};
const EXPECTED = ["since", "usage", "decision", "asks", "joins", "joined", "cached"];

const text = (body) => (typeof body === "string" ? body : JSON.stringify(body ?? ""));

function assertKnown(names, known) {
  assert.deepEqual(Object.keys(names).filter((name) => !known.includes(name)), []);
}

function run({ limits = {}, steps }) {
  const changed = Object.entries(limits).map(([name, value]) => [LIMITS[name] ?? assert.fail(name), value]);
  const core = new Core({ ...RULES, ...Object.fromEntries(changed) });
  const polls = {};
  const asked = {};
  const needs = {};
  let clock = 1_800_000_000_000;
  core.checkClock({ mono: 0, wall: clock });
  steps.forEach((step, index) => {
    const { at, expect = {}, ...others } = step;
    const kind = Object.keys(FIELDS).find((name) => name in step);
    assertKnown(others, [kind, ...(FIELDS[kind] ?? [])]);
    assertKnown(expect, EXPECTED);
    const now = { mono: at, wall: clock + at };
    const equal = (actual, wanted, what) => assert.deepEqual(actual, wanted, `step ${index + 1} at ${at}: ${what}`);
    const name = step[kind];
    if (kind === "pollBegins") {
      const poll = (polls[name] = core.pollBegins(now));
      ["since", "usage"].filter((field) => field in expect).forEach((field) => equal(poll[field], expect[field], field));
    } else if (kind === "pollEnds") {
      core.pollEnds(polls[name], step.status, text(step.body), now);
    } else if (kind === "verify") {
      needs[name] = { permission: step.permission ?? null, ..."organization" in step && { organization: step.organization } };
      const verdict = core.verify(step.secret, step.address ?? "", needs[name], now);
      asked[name] = verdict.ask;
      equal("ask" in verdict, expect.asks ?? false, "asks");
      equal(verdict.decision?.status, expect.decision, "decision");
      assert.equal(verdict.join, "joins" in expect ? asked[expect.joins] : undefined);
    } else if (kind === "answer") {
      core.answered(asked[name], step.status, text(step.body), now);
      equal(asked[name].decide(needs[name]).status, expect.decision, "decision");
      for (const [joined, status] of Object.entries(expect.joined ?? {})) {
        equal(core.joined(asked[name], needs[joined]).status, status, joined);
      }
    } else if (kind === "clock") {
      clock += step.clock;
    }
    if ("cached" in expect) {
      equal(core.cached, expect.cached, "cached");
    }
  });
}

const files = readdirSync(CASES).filter((file) => file.endsWith(".json"));
assert.ok(files.length > 0);
for (const file of files) {
  test(file, () => {
    for (const each of JSON.parse(readFileSync(new URL(file, CASES), "utf8")).cases) {
      assertKnown(each, ["name", "limits", "steps"]);
      try {
        run(each);
      } catch (error) {
        error.message = `${each.name}: ${error.message}`;
        throw error;
      }
    }
  });
}
