import { describe, expect, it, vi } from "vitest";
import { Problem } from "../host/rest";
import { errorsOf, inWords, otherErrors } from "./problem";

vi.mock("../host/messages", () => ({ t: (key: string, ...params: string[]) => [key, ...params].join(" ") }));

const problem = (init: Partial<Problem>) => new Problem({ status: 500, code: "unknown", detail: "", ...init });

const invalid = problem({
  status: 400,
  code: "invalid_request",
  detail: "The request has errors.",
  errors: [
    { field: "name", detail: "Is required." },
    { field: "permissions.stats", detail: "There is no action." },
    { field: "permissionsToo", detail: "There is no such field." },
  ],
});

describe("inWords", () => {
  it("has a translated message for a known code", () =>
    expect(inWords(problem({ status: 409, code: "limit_reached", detail: "2 of 2" })).title).toBe(
      "orgApiKeysUiProblemLimitReached",
    ));
  it("explains what to do about a leaked key", () =>
    expect(inWords(problem({ status: 409, code: "leaked_key" })).text).toBe("orgApiKeysUiProblemLeakedKeyText"));
  it("keeps the server's detail for other errors", () =>
    expect(inWords(problem({ status: 409, code: "conflict", detail: "There is a resource “stats”." })).text).toBe(
      "There is a resource “stats”.",
    ));
  it.each([
    [0, "Network"],
    [401, "Session"],
    [403, "Forbidden"],
    [412, "Stale"],
  ])("knows status %i without a code", (status, key) =>
    expect(inWords(problem({ status })).title).toBe(`orgApiKeysUiProblem${key}`),
  );
  it("always has a text", () => expect(inWords(problem({ status: 500 })).text).toContain("500"));
});

describe("the errors of a field", () => {
  it("are found by name", () => expect(errorsOf(invalid, "name")).toEqual(["Is required."]));
  it("are found by the start of the name, up to a dot", () =>
    expect(errorsOf(invalid, "permissions")).toEqual(["There is no action."]));
  it("are shown elsewhere if no field shows them", () =>
    expect(otherErrors(invalid, ["name", "permissions"])).toEqual(["permissionsToo: There is no such field."]));
});
