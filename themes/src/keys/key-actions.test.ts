import { expect, it } from "vitest";
import { actionsOn } from "./key-actions";
import type { ApiKey } from "./model";
import type { Rights } from "./rights";

const everything: Rights = { create: [], mayUpdate: () => true, mayRotate: () => true, mayDelete: () => true };

it.each<[string, Partial<ApiKey>, string[]]>([
  ["an active key", { status: "active", enabled: true }, ["edit", "rotate", "disable", "delete"]],
  ["a disabled key", { status: "disabled", enabled: false }, ["edit", "rotate", "enable", "delete"]],
  ["an expired key", { status: "expired", enabled: true }, ["edit", "rotate", "disable", "delete"]],
  [
    "a leaked key",
    { status: "disabled", enabled: false, leakedAt: "2026-01-01T00:00:00Z" },
    ["edit", "rotate", "delete"],
  ],
])("offers what the server does with %s", (_, key, kinds) =>
  expect(actionsOn(key as ApiKey, everything, () => undefined).map(({ kind }) => kind)).toEqual(kinds),
);
