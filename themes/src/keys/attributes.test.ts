import { describe, expect, it, vi } from "vitest";
import { Problem } from "../host/rest";
import {
  areTooMany,
  attributesOf,
  errorsIn,
  hasWrongName,
  mergedRows,
  missingIn,
  rowsOf,
  whyWrong,
} from "./attributes";

vi.mock(import("../host/messages"), async (original) => ({
  ...(await original()),
  hasMessage: (key) => key === "orgApiKeysError.tooLong",
  t: (key, ...params) => [key, ...params].join(" "),
}));

const row = (name: string, value = "x") => ({ name, value });

describe("The rows of a key", () => {
  const attributes = { customer: ["4711"], region: ["eu", "us"] };
  const rows = [row("customer", "4711"), row("region", "eu"), row("region", "us")];

  it("have one value each", () => {
    expect(rowsOf(attributes, undefined)).toEqual(rows);
    expect(attributesOf(rows, {}, undefined)).toEqual(attributes);
  });

  it("are only those that the user can set, and saving keeps the others", () => {
    expect(rowsOf(attributes, ["region", "plan"])).toEqual([row("region", "eu"), row("region", "us")]);
    expect(attributesOf([row("plan", "pro")], attributes, ["region", "plan"])).toEqual({
      customer: ["4711"],
      plan: ["pro"],
    });
  });

  it("do not count while they are empty", () => {
    const empty = [row("", " "), row("plan", "pro")];
    expect(attributesOf(empty, {}, undefined)).toEqual({ plan: ["pro"] });
    expect(whyWrong(empty)).toBeUndefined();
  });

  it("remove the attributes of the key if there are none", () => {
    expect(attributesOf([], attributes, undefined)).toEqual({});
  });
});

describe("The rows cannot be saved", () => {
  it.each([
    ["without a name", [row("")], "orgApiKeysAttributeIncomplete"],
    ["without a value", [row("plan", " ")], "orgApiKeysAttributeIncomplete"],
    ["with a name that starts with a digit", [row("2nd")], "orgApiKeysAttributesWrong"],
    ["with a name that is too long", [row("a".repeat(65))], "orgApiKeysAttributesWrong"],
    ["with 21 names", Array.from({ length: 21 }, (_, index) => row(`a${index}`)), "orgApiKeysAttributesMany"],
    ["with 11 values of a name", Array.from({ length: 11 }, () => row("plan")), "orgApiKeysAttributesMany"],
  ])("%s", (_, rows, reason) => {
    expect(whyWrong(rows)?.split(" ")[0]).toBe(reason);
  });

  it("but up to the limits, they can", () => {
    const names = Array.from({ length: 19 }, (_, index) => row("a".repeat(64 - index)));
    const values = Array.from({ length: 10 }, () => row("b"));
    expect(whyWrong([...names, ...values])).toBeUndefined();
    expect(areTooMany([...names, ...values])).toBe(false);
    expect(hasWrongName(row("x-1.y_2"))).toBe(false);
  });
});

it("A row misses its name or its value, unless it is empty", () => {
  expect([row(""), row("plan", " "), row("", " "), row("plan")].map(missingIn)).toEqual([
    "name",
    "value",
    undefined,
    undefined,
  ]);
});

describe("The current rows of a key that another administrator changed", () => {
  const before = [row("customer", "1"), row("plan", "pro"), row("region", "eu"), row("region", "us")];
  const current = [row("customer", "2"), row("new"), row("plan", "free"), row("region", "eu")];

  it("replace the rows of the names that the user did not change", () => {
    const mine = [row("customer", "1"), row("plan", "trial"), row("region", "eu"), row("region", "us"), row("mine")];
    expect(mergedRows(mine, before, current)).toEqual([
      row("customer", "2"),
      row("new"),
      row("region", "eu"),
      row("plan", "trial"),
      row("mine"),
    ]);
  });

  it("keep all values of a name of which the user changed one", () => {
    const mine = [...before.slice(0, 3), row("region", "asia")];
    expect(mergedRows(mine, before, current)).toEqual([
      row("customer", "2"),
      row("new"),
      row("plan", "free"),
      row("region", "eu"),
      row("region", "asia"),
    ]);
  });

  it("stay without the names that the user removed", () => {
    expect(mergedRows(before.slice(1), before, current)).toEqual(current.slice(1));
  });

  it("replace all rows if the user changed none", () => {
    expect(mergedRows(before, before, current)).toEqual(current);
  });
});

describe("The errors of a request", () => {
  const problem = (...fields: string[]) =>
    new Problem({
      status: 400,
      code: "invalid_request",
      detail: "",
      errors: fields.map((field) => ({ field, detail: `At ${field}.`, code: "unknown", params: [] })),
    });

  it("belong to the rows with their names", () => {
    const { byName, others } = errorsIn(problem("attributes.plan", "attributes.plan.id"), [
      row("plan"),
      row("plan.id"),
    ]);
    expect(byName.get("plan")).toEqual(["At attributes.plan."]);
    expect(byName.get("plan.id")).toEqual(["At attributes.plan.id."]);
    expect(others).toEqual([]);
  });

  it("are in the language of the user, and the same error of two values is shown once", () => {
    const tooLong = { detail: "In English.", code: "tooLong", params: ["255"] };
    const fields = ["attributes.plan", "attributes.plan", "attributes", "attributes", "attributes.gone"];
    const { byName, others } = errorsIn(
      new Problem({
        status: 400,
        code: "invalid_request",
        detail: "",
        errors: fields.map((field) => ({ ...tooLong, field })),
      }),
      [row("plan")],
    );
    expect(byName.get("plan")).toEqual(["orgApiKeysError.tooLong 255"]);
    expect(others).toEqual(["orgApiKeysError.tooLong 255", "gone: orgApiKeysError.tooLong 255"]);
  });

  it("belong to a long name, which the server truncates", () => {
    const name = "abcdefghijklmnopqrstuvwx";
    expect(errorsIn(problem("attributes.abcdefghijkl..."), [row(name)]).byName.get(name)).toHaveLength(1);
    const shorter = name.slice(0, -1);
    expect(errorsIn(problem(`attributes.${shorter}`), [row(shorter)]).byName.get(shorter)).toHaveLength(1);
  });

  it("belong to no row if they are about all attributes, or about one that was removed from the form", () => {
    const { others } = errorsIn(problem("attributes", "attributes.gone", "name"), [row("plan")]);
    expect(others).toEqual(["At attributes.", "gone: At attributes.gone."]);
    expect(errorsIn(undefined, [row("plan")]).others).toEqual([]);
  });
});
