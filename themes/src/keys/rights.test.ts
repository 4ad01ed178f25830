import { describe, expect, it } from "vitest";
import type { ApiKey } from "./model";
import { administratorRights, memberRights } from "./rights";

const key = (type: "user" | "bot", userId?: string) => ({ type, userId }) as ApiKey;

const ALL = ["create", "read", "update", "delete"];

describe("An administrator", () => {
  it("who may only look has no buttons", () => {
    const rights = administratorRights({ manage: false, impersonateSome: true });
    expect(rights.create).toEqual([]);
    expect([rights.mayUpdate, rights.mayRotate, rights.mayDelete].some((may) => may(key("bot")))).toBe(false);
  });

  it("who may not impersonate gets no secret of a user key, but may change and delete the key", () => {
    const rights = administratorRights({ manage: true, impersonateSome: false });
    expect(rights.create).toEqual(["bot"]);
    expect(rights.mayRotate(key("user", "bob"))).toBe(false);
    expect(rights.mayRotate(key("bot"))).toBe(true);
    expect(rights.mayUpdate(key("user", "bob"))).toBe(true);
    expect(rights.mayDelete(key("user", "bob"))).toBe(true);
  });

  it("who may manage and impersonate may do everything", () => {
    const rights = administratorRights({ manage: true, impersonateSome: true });
    expect(rights.create).toEqual(["user", "bot"]);
    expect(rights.mayRotate(key("user", "bob"))).toBe(true);
  });
});

describe("A member", () => {
  it("may do everything with the own key, and nothing with others", () => {
    const rights = memberRights("bob", [], ALL);
    expect(rights.create).toEqual(["user"]);
    for (const may of [rights.mayUpdate, rights.mayRotate, rights.mayDelete]) {
      expect(may(key("user", "bob"))).toBe(true);
      expect(may(key("user", "alice"))).toBe(false);
      expect(may(key("bot"))).toBe(false);
    }
  });

  it("may do to the keys of others what the entitlements say, one action each", () => {
    expect(memberRights("bob", ["create"], ALL).create).toEqual(["user", "bot"]);
    expect(memberRights("bob", ["update"], ALL).mayUpdate(key("user", "alice"))).toBe(true);
    expect(memberRights("bob", ["update"], ALL).mayDelete(key("bot"))).toBe(false);
    expect(memberRights("bob", ["delete"], ALL).mayDelete(key("bot"))).toBe(true);
  });

  it("never rotates the user key of somebody else", () => {
    const rights = memberRights("bob", ALL, ALL);
    expect(rights.mayRotate(key("user", "alice"))).toBe(false);
    expect(rights.mayRotate(key("bot"))).toBe(true);
  });

  it("who may only look at the own account has no buttons, not even for the own key", () => {
    const rights = memberRights("bob", ["read"], ["read"]);
    expect(rights.create).toEqual([]);
    expect([rights.mayUpdate, rights.mayRotate, rights.mayDelete].some((may) => may(key("user", "bob")))).toBe(false);
  });
});
