import { describe, expect, it } from "vitest";
import { filtersOf, isFiltering, isOfView, moreOf, NO_FILTERS, selectionOf, VIEWS, type Filters } from "./filters";

const NOW = new Date("2026-11-30T12:00:00Z").getTime();

const read = (query: Record<string, string>) => filtersOf((name) => query[name] ?? "");

describe("The filters of an address", () => {
  it("are those of the REST API", () => {
    const query = {
      search: "ci",
      type: "bot",
      status: "active",
      organizationId: "acme",
      permission: "stats:read",
      createdBy: "f:1:alice",
      q: 'plan:pro note:"two words"',
      expiresBefore: "2027-01-31",
      unused: "true",
      leaked: "false",
    };
    expect(read(query)).toEqual(query);
    expect(isFiltering(read(query))).toBe(true);
    expect(isFiltering(read({}))).toBe(false);
    expect(isFiltering(read({ leaked: "true" }))).toBe(true);
  });

  it.each<Record<string, string>>([
    { expiresBefore: "tomorrow" },
    { expiresBefore: "2027-02-30" },
    { expiresAfter: "1e3d" },
    { lastUsedBefore: "2027-1-1" },
    { createdAfter: "0000-01-01" },
    { unused: "yes" },
    { leaked: "" },
    { q: "pro" },
    { q: "plan:two words" },
    { q: "plan:pro plan:eu" },
  ])("ignore values that a filter cannot have: %j", (query) => {
    expect(read(query)).toEqual(NO_FILTERS);
  });

  it("are listed in a fixed order", () => {
    expect(moreOf(read({ leaked: "true", organizationId: "acme", search: "ci" }))).toEqual([
      ["organizationId", "acme"],
      ["leaked", "true"],
    ]);
  });
});

describe("The request for a list", () => {
  it("contains times relative to now", () => {
    const selection = selectionOf({ ...NO_FILTERS, expiresBefore: "30d", lastUsedBefore: "-90d" }, NOW);
    expect(selection).toEqual({
      expiresBefore: "2026-12-30T12:00:00.000Z",
      lastUsedBefore: "2026-09-01T12:00:00.000Z",
    });
  });

  it("begins a day at midnight of the user", () => {
    const { expiresAfter } = selectionOf({ ...NO_FILTERS, expiresAfter: "2027-01-31" }, NOW);
    expect(expiresAfter).toBe(new Date(2027, 0, 31).toISOString());
  });

  it("searches names that contain the text", () => {
    expect(selectionOf({ ...NO_FILTERS, search: "ci", type: "bot" }, NOW)).toEqual({ search: "*ci*", type: "bot" });
  });
});

describe("A saved view", () => {
  const filtersOfView = (index: number): Filters => ({ ...NO_FILTERS, ...VIEWS[index]?.filters });

  it.each(VIEWS.map((view, index) => [view.name, index] as const))("is the only current one: %s", (name, index) => {
    const current = VIEWS.filter((view) => isOfView(filtersOfView(index), view));
    expect(current.map((view) => view.name)).toEqual([name]);
  });

  it("is not current with another filter", () => {
    expect(VIEWS.some((view) => isOfView({ ...filtersOfView(1), type: "bot" }, view))).toBe(false);
  });

  it("has valid filters, which are in the address", () => {
    for (const view of VIEWS) {
      expect(read(view.filters as Record<string, string>)).toEqual({ ...NO_FILTERS, ...view.filters });
    }
  });
});
