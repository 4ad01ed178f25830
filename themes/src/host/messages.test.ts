import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadMessages, t } from "./messages";

describe("a name in a sentence", () => {
  beforeEach(async () => {
    const messages = [{ key: "orgApiKeysDelete", value: "Delete {{0}}?" }];
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json(messages)));
    await loadMessages("admin", "en");
  });

  afterEach(() => document.documentElement.removeAttribute("dir"));

  it("is isolated if it is written from right to left", () => {
    expect(t("orgApiKeysDelete", "Robot")).toBe("Delete Robot?");
    expect(t("orgApiKeysDelete", "روبوت")).toBe("Delete \u2068روبوت\u2069?");
  });

  it("is isolated if the page is written from right to left", () => {
    document.documentElement.dir = "rtl";
    expect(t("orgApiKeysDelete", "Robot")).toBe("Delete \u2068Robot\u2069?");
  });
});

type Bundle = readonly (readonly [key: string, message: string])[];

const bundles: Record<string, Bundle> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>("../../messages/messages_*.properties", { query: "?raw", import: "default", eager: true }),
  ).map(([path, text]) => [path.replace(/^.*\/messages_|\.properties$/g, "").replace("_", "-"), entries(text)]),
);

function entries(text: string): Bundle {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const);
}

const PLURAL = /^(.+)_(zero|one|two|few|many|other)$/;

const base = (key: string) => PLURAL.exec(key)?.[1] ?? key;

const form = (key: string) => PLURAL.exec(key)?.[2];

const placeholders = (message = "") => (message.match(/\{\{\d+\}\}|\{\d+\}/g) ?? []).sort();

/** Counts the numbers up to 1,000 by plural form. Larger numbers may use the form "many", such as millions in French. */
function numbersByForm(language: string): Map<string | undefined, number> {
  const rules = new Intl.PluralRules(language);
  const numbers = new Map<string | undefined, number>();
  for (let number = 0; number <= 1000; number++) {
    numbers.set(rules.select(number), (numbers.get(rules.select(number)) ?? 0) + 1);
  }
  return numbers;
}

describe.each(Object.keys(bundles))("the messages in %s", (language) => {
  const english = bundles.en ?? [];
  const translated = bundles[language] ?? [];
  const numbers = numbersByForm(language);

  // A change needs English and German. The release checks that the other languages are complete.
  it("have the keys of the English ones in the same order", () => {
    const keys = [...new Set(translated.map(([key]) => base(key)))];
    const expected = [...new Set(english.map(([key]) => base(key)))];
    expect(keys).toEqual(language === "de" ? expected : expected.filter((key) => keys.includes(key)));
    expect(new Set(translated.map(([key]) => key)).size).toBe(translated.length);
  });

  it("have the plural forms of the language", () => {
    const allowed = new Set<string | undefined>(new Intl.PluralRules(language).resolvedOptions().pluralCategories);
    const keys = new Set(translated.map(([key]) => base(key)));
    for (const plural of new Set(english.filter(([key]) => form(key)).map(([key]) => base(key)))) {
      if (!keys.has(plural)) {
        continue;
      }
      const forms = new Set(translated.filter(([key]) => base(key) === plural).map(([key]) => form(key)));
      expect(
        [...numbers.keys(), "other"].filter((each) => !forms.has(each)),
        `missing forms of ${plural}`,
      ).toEqual([]);
      expect(
        [...forms].filter((each) => !allowed.has(each)),
        `surplus forms of ${plural}`,
      ).toEqual([]);
    }
  });

  it("have the placeholders of the English ones", () => {
    const expected = new Map(english.map(([key, message]) => [base(key), placeholders(message)]));
    for (const [key, message] of translated) {
      expect(message.trim(), key).not.toBe("");
      // "two days" is one word in Arabic
      const isNumberInWords = numbers.get(form(key)) === 1 && !message.includes("{{0}}");
      expect(placeholders(message), key).toEqual(
        expected.get(base(key))?.filter((each) => !isNumberInWords || each !== "{{0}}"),
      );
    }
  });
});
