import { describe, expect, it } from "vitest";
import { splits } from "./api";
import { byRoles, cleaned, inOrder, isName, isTaken, matching, opened } from "./definition";

const resource = {
  name: "domains",
  description: "Manage custom domains",
  actions: ["verify", "delete", "read"],
  roles: { delete: ["org-admin"], verify: ["org-admin"], gone: ["x"], read: [] },
  audience: [],
};

describe("names", () => {
  it.each(["a", "short-links_2.x", "A".repeat(64)])("%s is one", (text) => expect(isName(text)).toBe(true));
  it.each(["", "1a", "a b", "ä", "a:b", "A".repeat(65)])("%j is none", (text) => expect(isName(text)).toBe(false));
  it("are taken in any case", () => expect(isTaken("Stats", ["stats"])).toBe(true));
});

it("sorts the usual actions first", () => expect(inOrder(resource.actions)).toEqual(["read", "delete", "verify"]));

it("keeps only the roles of its own actions", () =>
  expect(cleaned({ ...resource, description: "  " })).toEqual({
    name: "domains",
    actions: resource.actions,
    roles: { delete: ["org-admin"], verify: ["org-admin"] },
    audience: [],
  }));

it("groups the actions that require the same role", () =>
  expect(byRoles(resource)).toEqual([{ actions: ["delete", "verify"], roles: ["org-admin"] }]));

it("finds a resource by its description", () => expect(matching([resource], "CUSTOM")).toEqual([resource]));

it("splits a client role at every dot", () =>
  expect(splits("my.app.editor")).toEqual([
    ["my", "app.editor"],
    ["my.app", "editor"],
  ]));

describe("opened", () => {
  const closed = { name: "apiKeys", actions: ["delete", "read"], roles: { delete: ["a"], read: ["a"] }, audience: [] };
  const open = { ...closed, roles: { read: ["a"], delete: [] } };
  it("has an action without its last role", () => expect(opened(closed, open)).toEqual(["delete"]));
  it("has all actions of a new resource without roles", () =>
    expect(opened(null, { ...closed, roles: {} })).toEqual(["read", "delete"]));
  it("does not have an action that was open before", () =>
    expect(opened(open, { ...open, description: "x" })).toEqual([]));
  it("does not have a removed action", () => expect(opened(closed, { ...closed, actions: ["read"] })).toEqual([]));
  it("is empty for other resources", () => expect(opened(null, { ...open, name: "stats" })).toEqual([]));
});
