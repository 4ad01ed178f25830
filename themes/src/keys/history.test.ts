import { expect, it } from "vitest";
import { changesOf, type AdminEvent } from "./history";

const NAMES = new Map([["1", "alice"]]);

function event(operationType: string, key?: object, details?: Record<string, string>): AdminEvent {
  const representation = key && JSON.stringify(key);
  return { time: 1_000, operationType, authDetails: { userId: "1" }, details, representation };
}

const kinds = (...events: AdminEvent[]) => changesOf(events, NAMES).map(({ kind }) => kind);

it("names the operation, or the action in the details", () => {
  expect(kinds(event("ACTION", {}, { action: "rotate" }), event("CREATE"), event("UPDATE"))).toEqual([
    "rotate",
    "create",
    "update",
  ]);
});

it("names the fields that an update has changed", () => {
  const [change] = changesOf(
    [
      event("UPDATE", { name: "New", permissions: { stats: ["read"] }, enabled: true, version: 3 }),
      event("UPDATE"),
      event("CREATE", { name: "Old", permissions: {}, enabled: true, version: 1 }),
    ],
    NAMES,
  );
  expect(change).toMatchObject({ kind: "update", fields: ["name", "permissions"] });
});

it("calls an update of only the switch by its effect", () => {
  const on = { name: "Key", enabled: true };
  const off = { name: "Key", enabled: false };
  expect(kinds(event("UPDATE", on), event("UPDATE", off), event("CREATE", on))).toEqual([
    "enable",
    "disable",
    "create",
  ]);
});

it("names no fields without representations, or if they were too large to be recorded", () => {
  const truncated = { name: "Key", truncated: ["permissions"] };
  const whole = { name: "Key", permissions: { stats: ["read"] } };
  expect(changesOf([event("UPDATE", truncated), event("UPDATE", whole)], NAMES)[0]?.fields).toEqual([]);
  expect(changesOf([event("UPDATE"), event("CREATE", whole)], NAMES)[0]?.fields).toEqual([]);
});

it("names who made a change: a user, a program or an administrator who impersonates a user", () => {
  const changes = changesOf(
    [
      event("UPDATE"),
      event("ACTION", undefined, { actor_type: "api_key", actor_name: "alice" }),
      event("UPDATE", undefined, { impersonator: "admin" }),
      { time: 1, operationType: "UPDATE", authDetails: { userId: "deleted" } },
    ],
    NAMES,
  );
  expect(changes.map(({ by, isByKey, impersonator }) => [by, isByKey, impersonator])).toEqual([
    ["alice", false, undefined],
    ["alice", true, undefined],
    ["alice", false, "admin"],
    ["deleted", false, undefined],
  ]);
});
