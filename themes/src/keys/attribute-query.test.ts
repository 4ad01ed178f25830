import { expect, it } from "vitest";
import { attributeQueryOf, isAttributeQuery } from "./attribute-query";

const attributes = (count: number) => Array.from({ length: count }, (_, index) => `a${index}:v`).join(" ");

it.each([
  "plan:pro",
  '  plan:pro   region:"eu west" "a":b ',
  'url:https://example.com?a=b note:"a:b c:d"',
  String.raw`quote:"say \"hi\"" path:c:\temp size:5"`,
  "name:Grüße鍵😀 percent:100% Plan:a plan:b",
  attributes(20),
])("The server accepts the query %j", (query) => {
  expect(isAttributeQuery(query)).toBe(true);
});

it.each([
  "",
  "plan",
  "plan:",
  ":pro",
  'plan:""',
  "plan: pro",
  "plan:pro region",
  'plan:"pro',
  'plan:"pro"x',
  "plan:pro plan:free",
  'plan:pro "plan":free',
  '"plan:pro',
  "1:pro",
  "pl an:pro",
  `${"a".repeat(65)}:pro`,
  String.raw`plan:a\\b`,
  "plan:a\\",
  "plan:a\\ ",
  'plan:"a\\',
  String.raw`plan:"a\"`,
  "plan:a\nb",
  "plan:a\u0085b",
  "plan:\ud800",
  attributes(21),
])("The server refuses the query %j", (query) => {
  expect(isAttributeQuery(query)).toBe(false);
  expect(attributeQueryOf(query)).not.toBe(query);
});

it.each<[string, string | undefined]>([
  ["plan:pro", "plan:pro"],
  [" plan:pro  region:eu ", "plan:pro  region:eu"],
  ['note:"two words"', 'note:"two words"'],
  ['"plan":pro', '"plan":pro'],
  ["note: two words", 'note:"two words"'],
  ['note:a "b" c', String.raw`note:"a \"b\" c"`],
  ["link:https://example.com/a b", 'link:"https://example.com/a b"'],
  ["plan:pro note:two words", undefined],
  ['plan:two words "note":x', undefined],
  ["plan:pro plan:eu", undefined],
  ['note:"two words', undefined],
  ['note: "two words"', undefined],
  [String.raw`note:two words\\`, undefined],
  ["note:two words\\", undefined],
  ["pro", undefined],
  ["plan:", undefined],
  ["1plan:pro", undefined],
  ["", undefined],
])("The text %j filters by the attributes %j", (text, query) => {
  expect(attributeQueryOf(text)).toBe(query);
});
