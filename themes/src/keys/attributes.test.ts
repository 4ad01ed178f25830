import { describe, expect, it } from "vitest";
import { Problem } from "../host/rest";
import { areTooMany, attributesOf, errorsIn, hasWrongName, rowsOf, whyWrong } from "./attributes";

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
    expect(whyWrong(rows)).toBe(reason);
  });

  it("but up to the limits, they can", () => {
    const names = Array.from({ length: 19 }, (_, index) => row("a".repeat(64 - index)));
    const values = Array.from({ length: 10 }, () => row("b"));
    expect(whyWrong([...names, ...values])).toBeUndefined();
    expect(areTooMany([...names, ...values])).toBe(false);
    expect(hasWrongName(row("x-1.y_2"))).toBe(false);
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
