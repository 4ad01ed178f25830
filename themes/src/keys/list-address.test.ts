import { describe, expect, it } from "vitest";
import { BY_NAME, queryOfList, sortParameter, stateOf, withoutList } from "./list-address";

const DEFAULTS = {
  filters: { search: "", type: "", status: "" },
  page: { first: 0, max: 10 },
  sort: BY_NAME,
};

describe("The address of a list", () => {
  it("without parameters shows the first page of all keys, by name", () => {
    expect(stateOf({}, "")).toEqual(DEFAULTS);
  });

  it("contains the filters, the page and the order", () => {
    const query = { search: "ci", type: "bot", status: "expired", page: "3", size: "20", sort: "-lastUsedAt" };
    const state = stateOf(query, "");
    expect(state).toEqual({
      filters: { search: "ci", type: "bot", status: "expired" },
      page: { first: 40, max: 20 },
      sort: { by: "lastUsedAt", isDescending: true },
    });
    expect(queryOfList(state, "")).toEqual({ ...query, page: 3, size: 20 });
  });

  it("does not contain defaults", () => {
    expect(
      Object.values(queryOfList(stateOf({}, ""), "")).filter((value) => value !== "" && value !== undefined),
    ).toEqual([]);
  });

  it.each([
    { type: "robot", status: "asleep", page: "0", size: "-1", sort: "secret" },
    { page: "1e3", size: "ten", sort: "--name" },
    { page: "1.5", size: "", sort: "-" },
  ])("ignores values that a list cannot have: %j", (query) => {
    expect(stateOf(query, "")).toEqual(DEFAULTS);
  });

  it("limits the size of a page and the number of the page", () => {
    expect(stateOf({ size: "1000", page: "2" }, "").page).toEqual({ first: 100, max: 100 });
    expect(stateOf({ page: "999999999" }, "").page).toEqual({ first: 9_999_990, max: 10 });
  });

  it("keeps the parameters of two lists apart", () => {
    const query = { page: "2", "own-page": "3" };
    expect(stateOf(query, "").page.first).toBe(10);
    expect(stateOf(query, "own-").page.first).toBe(20);
    expect(queryOfList(stateOf(query, "own-"), "own-")).toMatchObject({ "own-page": 3 });
    expect(withoutList({ ...query, organization: "acme" }, "")).toEqual({ "own-page": "3", organization: "acme" });
  });
});

it("The order by name is the default of the server and is not sent", () => {
  expect(sortParameter({ by: "name", isDescending: false })).toBeUndefined();
  expect(sortParameter({ by: "name", isDescending: true })).toBe("-name");
  expect(sortParameter({ by: "expiresAt", isDescending: false })).toBe("expiresAt");
});
