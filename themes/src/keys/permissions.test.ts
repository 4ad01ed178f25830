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
  it("adds a permission in the usual order of actions", () => {
    expect(withPermission({ domains: ["read"] }, "domains", "create", true)).toEqual({ domains: ["create", "read"] });
    expect(withPermission({}, "stats", "read", true)).toEqual({ stats: ["read"] });
  });

  it("does not add a permission twice", () => {
    expect(withPermission({ stats: ["read"] }, "stats", "read", true)).toEqual({ stats: ["read"] });
  });

  it("removes a resource with its last action", () => {
    expect(withPermission({ stats: ["read"], files: ["read"] }, "stats", "read", false)).toEqual({ files: ["read"] });
  });

  it("is not modified by a change, which returns a new set", () => {
    const before = { stats: ["read"] };
    withPermission(before, "stats", "read", false);
    expect(before).toEqual({ stats: ["read"] });
  });

  it("does not treat inherited properties as resources", () => {
    expect(has({}, "constructor", "name")).toBe(false);
    expect(withPermission({}, "constructor", "read", true)).toEqual({ constructor: ["read"] });
  });

  it("returns the permissions that another set does not have", () => {
    expect(minus({ stats: ["read"], files: ["read", "create"] }, { files: ["read"] })).toEqual({
      stats: ["read"],
      files: ["create"],
    });
    expect(minus({ stats: ["read"] }, { stats: ["read"], files: ["read"] })).toEqual({});
  });

  it("is empty if its resources have no actions", () => {
    expect(isEmpty({ stats: [] })).toBe(true);
    expect(isEmpty({ stats: ["read"] })).toBe(false);
  });

  it("is converted to sorted scopes", () => {
    expect(names({ stats: ["read"], domains: ["update", "archive", "create"] })).toEqual([
      "domains:create",
      "domains:update",
      "domains:archive",
      "stats:read",
    ]);
  });
});

describe("The catalog", () => {
  it("returns all grantable permissions, and no others", () => {
    expect(everything([stats, domains, hooks])).toEqual({ stats: ["read"], domains: ["create", "read", "update"] });
  });

  it("returns the grantable permissions that only read", () => {
    expect(readOnly([stats, domains, hooks])).toEqual({ stats: ["read"], domains: ["read"] });
  });

  it("has one column for an action of several resources", () => {
    expect(columns([stats, domains, hooks])).toEqual(["create", "read", "update", "delete", "ping"]);
  });

  it("enables the checkbox of a permission that is grantable or that the key already has", () => {
    expect(isOpen(domains, "read", {})).toBe(true);
    expect(isOpen(domains, "delete", {})).toBe(false);
    expect(isOpen(domains, "delete", { domains: ["delete"] })).toBe(true);
  });

  it("includes permissions of the key that are no longer in the catalog", () => {
    const rows = withLost([stats], { stats: ["read", "export"], gone: ["read"] });
    expect(rows.map((row) => [row.name, row.actions, row.lost])).toEqual([
      ["stats", ["read", "export"], ["export"]],
      ["gone", ["read"], ["read"]],
    ]);
    expect(rows[1]?.grantable).toEqual([]);
  });
});
