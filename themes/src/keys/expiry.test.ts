import { describe, expect, it } from "vitest";
import {
  boundsOf,
  choicesForExisting,
  choicesForNew,
  dateError,
  dayOf,
  expiresAt,
  initialExpiry,
  isSoon,
  type Expiry,
  type ExpiryBounds,
} from "./expiry";
import type { Settings } from "./model";

const DAY = 86_400;
const now = new Date(2026, 10, 25, 11, 0, 0).getTime();
const free: ExpiryBounds = { defaultLifetime: null, latest: null };
const ninetyDays: ExpiryBounds = { defaultLifetime: 30 * DAY, latest: now + 90 * DAY * 1000 };

const settings: Settings = {
  prefix: "h0p",
  userKeysPerMember: 1,
  botKeysPerOrganization: 100,
  defaultLifetime: { user: 30 * DAY, bot: null },
  maximumLifetime: { user: null, bot: 90 * DAY },
  networksRequired: { user: false, bot: false },
  memberAttributes: [],
  maximumGracePeriod: 7 * DAY,
};

const kinds = (choices: Expiry[]) =>
  choices.map((choice) => (choice.kind === "days" ? `${choice.days} days` : choice.kind));

describe("The bounds of the lifetime", () => {
  it("are those of its type", () => {
    expect(boundsOf(settings, "user", now)).toEqual({ defaultLifetime: 30 * DAY, latest: null });
  });

  it("have the maximum as the default if the realm has no default", () => {
    expect(boundsOf(settings, "bot", now)).toEqual({ defaultLifetime: 90 * DAY, latest: now + 90 * DAY * 1000 });
  });

  it("start when the secret was issued", () => {
    expect(boundsOf(settings, "bot", now - 10 * DAY * 1000).latest).toBe(now + 80 * DAY * 1000);
  });
});

describe("For a new key", () => {
  it("all choices are available without a maximum", () => {
    expect(kinds(choicesForNew(free, now))).toEqual(["default", "30 days", "60 days", "90 days", "365 days", "date"]);
  });

  it("no choice is beyond the maximum, and the default is not repeated", () => {
    expect(kinds(choicesForNew(ninetyDays, now))).toEqual(["default", "60 days", "90 days", "date"]);
  });
});

describe("The initial choice for a new key", () => {
  it("is the realm's default", () => {
    expect(initialExpiry(ninetyDays, "bot")).toEqual({ kind: "default" });
  });

  it("is limited if the realm has no default, and the form offers it", () => {
    expect(initialExpiry(free, "user")).toEqual({ kind: "days", days: 90 });
    expect(choicesForNew(free, now)).toContainEqual(initialExpiry(free, "user"));
    expect(choicesForNew(free, now)).toContainEqual(initialExpiry(free, "bot"));
  });
});

describe("For an existing key", () => {
  it("'never' is available without a maximum", () => {
    expect(kinds(choicesForExisting(free, now, "2026-12-24T00:00:00Z"))).toContain("none");
    expect(kinds(choicesForExisting(ninetyDays, now, "2026-12-24T00:00:00Z"))).not.toContain("none");
  });

  it("no change is the first choice", () => {
    expect(kinds(choicesForExisting(free, now, undefined))).toEqual([
      "keep",
      "30 days",
      "60 days",
      "90 days",
      "365 days",
      "date",
    ]);
  });
});

describe("A choice", () => {
  it("of the default is omitted, and of none is null", () => {
    expect(expiresAt({ kind: "default" }, free, now)).toBeUndefined();
    expect(expiresAt({ kind: "keep" }, free, now)).toBeUndefined();
    expect(expiresAt({ kind: "none" }, free, now)).toBeNull();
  });

  it("of days counts from now", () => {
    expect(expiresAt({ kind: "days", days: 30 }, free, now)).toBe(new Date(now + 30 * DAY * 1000).toISOString());
  });

  it("of the whole maximum stays a minute below it", () => {
    expect(expiresAt({ kind: "days", days: 90 }, ninetyDays, now)).toBe(
      new Date(now + 90 * DAY * 1000 - 60_000).toISOString(),
    );
  });

  it("of a date lasts to the end of that day", () => {
    expect(expiresAt({ kind: "date", date: "2026-12-24" }, free, now)).toBe(
      new Date(2026, 11, 24, 23, 59, 59).toISOString(),
    );
  });

  it("of the last possible day ends at the limit", () => {
    const latest = now + 90 * DAY * 1000;
    expect(expiresAt({ kind: "date", date: dayOf(latest) }, ninetyDays, now)).toBe(
      new Date(latest - 60_000).toISOString(),
    );
  });
});

describe("A day", () => {
  it("is required", () => {
    expect(dateError("", free, now)).toBe("missing");
    expect(dateError("24.12.2026", free, now)).toBe("missing");
  });

  it("must not be in the past", () => {
    expect(dateError("2026-11-24", free, now)).toBe("past");
    expect(dateError("2026-11-25", free, now)).toBeUndefined();
  });

  it("must not be later than the realm allows", () => {
    const latest = now + 90 * DAY * 1000;
    expect(dateError(dayOf(latest), ninetyDays, now)).toBeUndefined();
    expect(dateError(dayOf(latest + DAY * 1000), ninetyDays, now)).toBe("late");
  });
});

describe("isSoon", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");

  it.each([
    ["2026-11-25T12:00:01Z", true],
    ["2026-12-02T11:59:59Z", true],
    ["2026-12-02T12:00:00Z", false],
    ["2026-11-25T12:00:00Z", false],
    ["2026-11-24T12:00:00Z", false],
  ])("at %s is %s", (at, expected) => {
    expect(isSoon(at, now)).toBe(expected);
  });
});
