import { describe, expect, it } from "vitest";
import type { Resource } from "./model";
import {
  byReason,
  columns,
  count,
  everything,
  groupsOf,
  has,
  isEmpty,
  isOpen,
  levelOf,
  levelsOf,
  matching,
  minus,
  names,
  readOnly,
  replaced,
  selectable,
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

describe("The form of permissions", () => {
  const rows = withLost([stats, domains, hooks], {});
  const resource = (name: string, ...actions: string[]) => ({ name, actions, grantable: actions, roles: {}, lost: [] });

  it("has columns only for the actions of several resources if there are many actions", () => {
    const many = ["one", "two", "three", "four", "five", "six"].map((name) => resource(name, "read", "delete", name));
    expect(columns(many)).toEqual(["read", "delete"]);
    expect(columns(many.slice(0, 2))).toEqual(["read", "delete", "one", "two"]);
  });

  it("offers the levels of a resource that differ, without actions that cannot be selected", () => {
    const named = (...of: Parameters<typeof levelsOf>) => levelsOf(...of).map(({ name, actions }) => [name, actions]);
    expect(named(resource("files", "create", "read", "update", "delete"), {})).toEqual([
      ["none", []],
      ["read", ["read"]],
      ["write", ["create", "read", "update"]],
      ["all", ["create", "read", "update", "delete"]],
    ]);
    expect(named({ ...domains, lost: [] }, {})).toEqual([
      ["none", []],
      ["read", ["read"]],
      ["all", ["create", "read", "update"]],
    ]);
    expect(named({ ...domains, lost: [] }, { domains: ["delete"] }).at(-1)?.[1]).toContain("delete");
    expect(named({ ...stats, lost: [] }, {})).toEqual([
      ["none", []],
      ["all", ["read"]],
    ]);
  });

  it("recognizes a level in any order of its actions", () => {
    const levels = levelsOf(resource("files", "create", "read", "update", "delete"), {});
    expect(levelOf(levels, ["update", "read", "create"])?.name).toBe("write");
    expect(levelOf(levels, ["delete"])).toBeUndefined();
  });

  it("finds resources by all words, in names, descriptions and actions", () => {
    const found = (text: string) => matching([...rows, { ...resource("files"), description: "Stored PDFs" }], text);
    expect(found("STAT").map(({ name }) => name)).toEqual(["stats"]);
    expect(found("domains:delete").map(({ name }) => name)).toEqual(["domains"]);
    expect(found("pdf stored").map(({ name }) => name)).toEqual(["files"]);
    expect(found("stats delete")).toEqual([]);
    expect(found(" ")).toHaveLength(4);
  });

  it("groups resources by the first part of their names, if several have it", () => {
    const named = (...names: string[]) =>
      groupsOf(names.map((name) => resource(name))).map((group) => [group.name, group.rows.map(({ name }) => name)]);
    expect(named("billing.invoices", "stats", "billing.payments", "mail-lists", "files")).toEqual([
      ["billing", ["billing.invoices", "billing.payments"]],
      [undefined, ["stats"]],
      [undefined, ["mail-lists"]],
      [undefined, ["files"]],
    ]);
    expect(named("mail", "mail_lists")).toEqual([["mail", ["mail", "mail_lists"]]]);
  });

  it("replaces the permissions of some resources only", () => {
    expect(replaced({ stats: ["read"], domains: ["read"] }, [stats], {})).toEqual({ domains: ["read"] });
    expect(replaced({ domains: ["read"] }, [stats], { stats: ["read"] })).toEqual({
      domains: ["read"],
      stats: ["read"],
    });
  });

  it("takes from other permissions only what can be selected", () => {
    const others = { stats: ["read"], domains: ["read", "delete"], hooks: ["ping"], gone: ["read"] };
    expect(selectable(others, rows, {})).toEqual({ stats: ["read"], domains: ["read"] });
  });

  it("counts permissions", () => {
    expect(count({})).toBe(0);
    expect(count({ stats: ["read"], domains: ["read", "delete"] })).toBe(3);
  });
});

it("Ineffective permissions are grouped by their reason", () => {
  expect(
    byReason([
      { resource: "stats", action: "read", reason: "role_missing" },
      { resource: "files", action: "read", reason: "not_in_catalog" },
      { resource: "stats", action: "create", reason: "role_missing" },
    ]),
  ).toEqual({ role_missing: { stats: ["create", "read"] }, not_in_catalog: { files: ["read"] } });
});
