import { describe, expect, it, vi } from "vitest";
import { Problem } from "../host/rest";
import { errorsOf, inWords, isRefusal, otherErrors, sentence } from "./problem";

vi.mock("../host/messages", () => ({
  currentLocale: () => "de",
  hasMessage: (key: string) => /\.(required|tooLong|expiryTooLate)$/.test(key),
  t: (key: string, ...params: string[]) => [key, ...params].join(" "),
}));

const problem = (init: Partial<Problem>) => new Problem({ status: 500, code: "unknown", detail: "", ...init });

const invalid = problem({
  status: 400,
  code: "invalid_request",
  detail: "The request has errors.",
  errors: [
    { field: "name", detail: "Is required.", code: "required", params: [] },
    { field: "permissions.stats", detail: "There is no action.", code: "newCode", params: [] },
    { field: "permissionsToo", detail: "There is no such field.", code: "unknownField", params: [] },
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
  it("are found by name", () => expect(errorsOf(invalid, "name")).toEqual(["orgApiKeysError.required"]));
  it("are found by the start of the name, up to a dot", () =>
    expect(errorsOf(invalid, "permissions")).toEqual(["There is no action."]));
  it("are shown elsewhere if no field shows them", () =>
    expect(otherErrors(invalid, ["name", "permissions"])).toEqual(["permissionsToo: There is no such field."]));
});

describe("the sentence about an error", () => {
  const error = { field: "name", detail: "In English." };

  it("is translated, with its parameters", () =>
    expect(sentence({ ...error, code: "tooLong", params: ["255"] })).toBe("orgApiKeysError.tooLong 255"));
  it("has times in the language of the user", () =>
    expect(sentence({ ...error, code: "expiryTooLate", params: ["2027-01-31T12:00:00.123Z"] })).toContain(
      "31. Januar 2027",
    ));
  it("is the English one of the server if the pages have no text for the code", () =>
    expect(sentence({ ...error, code: "notText", params: [] })).toBe("In English."));
});

it.each([
  [403, true],
  [404, true],
  [401, false],
  [503, false],
  [0, false],
])("A problem with the status %i is a refusal: %s", (status, refusal) =>
  expect(isRefusal(problem({ status }))).toBe(refusal),
);
