import { expect, it, vi } from "vitest";
import { draftOf, errorsIn, FIELDS, settingsOf } from "./settings";

vi.mock("../host/messages", () => ({
  plural: (key: string, count: number) => `${count} ${key.replace(/.*\./, "")}`,
  t: (key: string, ...params: readonly (string | number)[]) => [key.replace(/.*\./, ""), ...params].join(" "),
}));

const settings = {
  prefix: "h0p",
  userKeysPerMember: 1,
  botKeysPerOrganization: 100,
  defaultLifetime: { user: null, bot: 86400 },
  maximumLifetime: { user: null, bot: 31536000 },
  maximumGracePeriod: 604800,
  networksRequired: { user: false, bot: true },
  memberAttributes: ["externalId"],
  importedPrefixes: ["sk_live_"],
  leakedKeys: "delete" as const,
  leakReporters: [
    { id: "scanner:1", publicKey: "-----BEGIN PUBLIC KEY-----\nMFkw+/E=\n-----END PUBLIC KEY-----\n" },
    { id: "scanner:2", publicKey: "-----BEGIN PUBLIC KEY-----\r\nMFkw\r\n-----END PUBLIC KEY-----" },
  ],
  expiryNotices: false,
  maximumIdleTime: { user: 86400, bot: null },
};
const draft = draftOf(settings);

it("converts settings to a draft and back without changes", () => expect(settingsOf(draft)).toEqual(settings));

it("finds no errors in valid settings", () => expect(errorsIn(draft)).toEqual({}));

it("has a field for every setting, in the order of the OpenAPI document", () => {
  const fields = FIELDS.map(({ name, kind }) => `${name}: ${kind}`);
  expect(fields[0]).toBe("prefix: text");
  expect(fields).toEqual(
    expect.arrayContaining([
      "userKeysPerMember: number",
      "defaultLifetime.user: duration",
      "defaultLifetime.bot: duration",
      "maximumGracePeriod: duration",
      "expiryNotices: flag",
      "networksRequired.bot: flag",
      "importedPrefixes: texts",
      "leakedKeys: choice",
      "leakReporters: reporters",
    ]),
  );
});

it("finds all errors at once, with the bounds", () => {
  expect(
    errorsIn({
      prefix: "K",
      userKeysPerMember: "-1",
      botKeysPerOrganization: "100001",
      "defaultLifetime.user": 59,
      "maximumLifetime.user": undefined,
      "defaultLifetime.bot": 120,
      "maximumLifetime.bot": 60,
      "maximumIdleTime.user": 86399,
      "maximumIdleTime.bot": undefined,
      maximumGracePeriod: 31536001,
      "networksRequired.user": true,
      "networksRequired.bot": true,
      memberAttributes: ["plan", "2nd"],
      importedPrefixes: ["sk_live_", "eyJhbGciOi"],
      leakedKeys: "disable",
      leakReporters: [{ id: "", publicKey: "" }],
      expiryNotices: true,
    }),
  ).toEqual({
    prefix: "prefix",
    userKeysPerMember: "number 0 100000",
    botKeysPerOrganization: "number 0 100000",
    "defaultLifetime.user": "duration 1 minute 36500 day",
    "maximumLifetime.user": "duration 1 minute 36500 day",
    "defaultLifetime.bot": "tooLong",
    "maximumIdleTime.user": "duration 1 day 36500 day",
    "maximumIdleTime.bot": "duration 1 day 36500 day",
    maximumGracePeriod: "duration 0 second 365 day",
    memberAttributes: "memberAttributes 100",
    importedPrefixes: "importedPrefixes 20",
    leakReporters: "leakReporters 20",
  });
});

it.each([
  ["h0p", true],
  ["k", false],
  ["Kc", false],
  ["abcdefghijklm", false],
])("%s as a prefix: %s", (prefix, valid) =>
  expect(Object.keys(errorsIn({ ...draft, prefix })).length === 0).toBe(valid),
);

const [reporter] = settings.leakReporters;
it.each([
  ["two of one id", [reporter, reporter]],
  ["an id with a space", [{ ...reporter, id: "scanner 1" }]],
  ["a private key", [{ ...reporter, publicKey: "-----BEGIN PRIVATE KEY-----\nMFkw\n-----END PRIVATE KEY-----" }]],
  ["a key without its frame", [{ ...reporter, publicKey: "MFkw" }]],
  ["too many", Array.from({ length: 21 }, (_, index) => ({ ...reporter, id: `scanner:${index}` }))],
])("refuses %s", (_, leakReporters) =>
  expect(errorsIn({ ...draft, leakReporters } as typeof draft)).toHaveProperty("leakReporters"),
);
