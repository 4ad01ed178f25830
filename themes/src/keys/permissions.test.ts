import { describe, expect, it } from "vitest";
import type { Resource } from "./model";
import {
  columns,
  everything,
  has,
  isEmpty,
  isOpen,
  minus,
  names,
  readOnly,
  withLost,
  withPermission,
} from "./permissions";

const stats: Resource = { name: "stats", actions: ["read"], grantable: ["read"], roles: {} };
const domains: Resource = {
  name: "domains",
  actions: ["create", "delete", "read", "update"],
  grantable: ["create", "read", "update"],
  roles: { delete: ["org-admin"] },
};
const hooks: Resource = { name: "hooks", actions: ["read", "ping"], grantable: [], roles: {} };

describe("A set of permissions", () => {
  it("takes a permission in, in the usual order of actions", () => {
    expect(withPermission({ domains: ["read"] }, "domains", "create", true)).toEqual({ domains: ["create", "read"] });
    expect(withPermission({}, "stats", "read", true)).toEqual({ stats: ["read"] });
  });

  it("takes none in twice", () => {
    expect(withPermission({ stats: ["read"] }, "stats", "read", true)).toEqual({ stats: ["read"] });
  });

  it("drops a resource with its last action", () => {
    expect(withPermission({ stats: ["read"], files: ["read"] }, "stats", "read", false)).toEqual({ files: ["read"] });
  });

  it("stays as it was when a changed one is made from it", () => {
    const before = { stats: ["read"] };
    withPermission(before, "stats", "read", false);
    expect(before).toEqual({ stats: ["read"] });
  });

  it("does not take a name that every object has for a resource", () => {
    expect(has({}, "constructor", "name")).toBe(false);
    expect(withPermission({}, "constructor", "read", true)).toEqual({ constructor: ["read"] });
  });

  it("tells what another set lacks", () => {
    expect(minus({ stats: ["read"], files: ["read", "create"] }, { files: ["read"] })).toEqual({
      stats: ["read"],
      files: ["create"],
    });
    expect(minus({ stats: ["read"] }, { stats: ["read"], files: ["read"] })).toEqual({});
  });

  it("is empty also with resources that have no actions", () => {
    expect(isEmpty({ stats: [] })).toBe(true);
    expect(isEmpty({ stats: ["read"] })).toBe(false);
  });

  it("is written as scopes are, sorted", () => {
    expect(names({ stats: ["read"], domains: ["update", "archive", "create"] })).toEqual([
      "domains:create",
      "domains:update",
      "domains:archive",
      "stats:read",
    ]);
  });
});

describe("The catalog", () => {
  it("gives everything that may be granted, and nothing else", () => {
    expect(everything([stats, domains, hooks])).toEqual({ stats: ["read"], domains: ["create", "read", "update"] });
  });

  it("gives what only looks", () => {
    expect(readOnly([stats, domains, hooks])).toEqual({ stats: ["read"], domains: ["read"] });
  });

  it("makes one column of an action that several resources have", () => {
    expect(columns([stats, domains, hooks])).toEqual(["create", "read", "update", "delete", "ping"]);
  });

  it("lets a permission be ticked that may be granted, or that the key has already", () => {
    expect(isOpen(domains, "read", {})).toBe(true);
    expect(isOpen(domains, "delete", {})).toBe(false);
    expect(isOpen(domains, "delete", { domains: ["delete"] })).toBe(true);
  });

  it("is shown with what the key has and the catalog has lost", () => {
    const rows = withLost([stats], { stats: ["read", "export"], gone: ["read"] });
    expect(rows.map((row) => [row.name, row.actions, row.lost])).toEqual([
      ["stats", ["read", "export"], ["export"]],
      ["gone", ["read"], ["read"]],
    ]);
    expect(rows[1]?.grantable).toEqual([]);
  });
});
