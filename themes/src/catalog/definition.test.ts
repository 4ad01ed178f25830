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
  it("are taken in whatever case", () => expect(isTaken("Stats", ["stats"])).toBe(true));
});

it("has the usual actions first", () => expect(inOrder(resource.actions)).toEqual(["read", "delete", "verify"]));

it("keeps roles of its own actions only", () =>
  expect(cleaned({ ...resource, description: "  " })).toEqual({
    name: "domains",
    actions: resource.actions,
    roles: { delete: ["org-admin"], verify: ["org-admin"] },
    audience: [],
  }));

it("says once which role several actions need", () =>
  expect(byRoles(resource)).toEqual([{ actions: ["delete", "verify"], roles: ["org-admin"] }]));

it("is found by its description", () => expect(matching([resource], "CUSTOM")).toEqual([resource]));

it("takes a client's role apart at every dot", () =>
  expect(splits("my.app.editor")).toEqual([
    ["my", "app.editor"],
    ["my.app", "editor"],
  ]));

describe("opening the reserved resource", () => {
  const closed = { name: "apiKeys", actions: ["delete", "read"], roles: { delete: ["a"], read: ["a"] }, audience: [] };
  const open = { ...closed, roles: { read: ["a"], delete: [] } };
  it("is to take the last role of an action", () => expect(opened(closed, open)).toEqual(["delete"]));
  it("is to create it without roles", () => expect(opened(null, { ...closed, roles: {} })).toEqual(["read", "delete"]));
  it("is not to leave it open", () => expect(opened(open, { ...open, description: "x" })).toEqual([]));
  it("is not to remove an action", () => expect(opened(closed, { ...closed, actions: ["read"] })).toEqual([]));
  it("concerns no other resource", () => expect(opened(null, { ...open, name: "stats" })).toEqual([]));
});
