import { describe, expect, it } from "vitest";
import type { ApiKey } from "./model";
import { administratorRights, memberRights } from "./rights";

const key = (type: "user" | "bot", userId?: string) => ({ type, userId }) as ApiKey;

const ALL = ["create", "read", "update", "delete"];

describe("An administrator", () => {
  it("with read access has no buttons", () => {
    const rights = administratorRights({ manage: false, impersonateSome: true });
    expect(rights.create).toEqual([]);
    expect([rights.mayUpdate, rights.mayRotate, rights.mayDelete].some((may) => may(key("bot")))).toBe(false);
  });

  it("without impersonation cannot get the secret of a user key, but can update and delete the key", () => {
    const rights = administratorRights({ manage: true, impersonateSome: false });
    expect(rights.create).toEqual(["bot"]);
    expect(rights.mayRotate(key("user", "bob"))).toBe(false);
    expect(rights.mayRotate(key("bot"))).toBe(true);
    expect(rights.mayUpdate(key("user", "bob"))).toBe(true);
    expect(rights.mayDelete(key("user", "bob"))).toBe(true);
  });

  it("with access to manage and impersonate can do everything", () => {
    const rights = administratorRights({ manage: true, impersonateSome: true });
    expect(rights.create).toEqual(["user", "bot"]);
    expect(rights.mayRotate(key("user", "bob"))).toBe(true);
  });
});

describe("A member", () => {
  it("can do everything with their own key, and nothing with others", () => {
    const rights = memberRights("bob", [], ALL);
    expect(rights.create).toEqual(["user"]);
    for (const may of [rights.mayUpdate, rights.mayRotate, rights.mayDelete]) {
      expect(may(key("user", "bob"))).toBe(true);
      expect(may(key("user", "alice"))).toBe(false);
      expect(may(key("bot"))).toBe(false);
    }
  });

  it("can do with the keys of others only the entitled actions", () => {
    expect(memberRights("bob", ["create"], ALL).create).toEqual(["user", "bot"]);
    expect(memberRights("bob", ["update"], ALL).mayUpdate(key("user", "alice"))).toBe(true);
    expect(memberRights("bob", ["update"], ALL).mayDelete(key("bot"))).toBe(false);
    expect(memberRights("bob", ["delete"], ALL).mayDelete(key("bot"))).toBe(true);
  });

  it("cannot rotate a user key of someone else", () => {
    const rights = memberRights("bob", ALL, ALL);
    expect(rights.mayRotate(key("user", "alice"))).toBe(false);
    expect(rights.mayRotate(key("bot"))).toBe(true);
  });

  it("with read access to their account has no buttons, not even for their own key", () => {
    const rights = memberRights("bob", ["read"], ["read"]);
    expect(rights.create).toEqual([]);
    expect([rights.mayUpdate, rights.mayRotate, rights.mayDelete].some((may) => may(key("user", "bob")))).toBe(false);
  });
});
