import { expect, it } from "vitest";
import { draftOf, errorsIn, settingsOf } from "./settings";

const settings = {
  prefix: "h0p",
  userKeysPerMember: 1,
  botKeysPerOrganization: 100,
  defaultLifetime: { user: null, bot: 86400 },
  maximumLifetime: { user: null, bot: 31536000 },
  maximumGracePeriod: 604800,
  networksRequired: { user: false, bot: true },
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

it("comes out of the form as it went in", () => expect(settingsOf(draft)).toEqual(settings));

it("finds nothing wrong with good settings", () => expect(errorsIn(draft)).toEqual({}));

it("finds everything that is wrong at once", () =>
  expect(
    errorsIn({
      prefix: "K",
      userKeysPerMember: "-1",
      botKeysPerOrganization: "100001",
      durations: {
        "defaultLifetime.user": 59,
        "maximumLifetime.user": undefined,
        "defaultLifetime.bot": 120,
        "maximumLifetime.bot": 60,
        "maximumIdleTime.user": 86399,
        "maximumIdleTime.bot": undefined,
        maximumGracePeriod: 31536001,
      },
      networksRequired: { user: true, bot: true },
      importedPrefixes: ["sk_live_", "eyJhbGciOi"],
      leakedKeys: "disable",
      leakReporters: [{ id: "", publicKey: "" }],
      expiryNotices: true,
    }),
  ).toEqual({
    prefix: "prefix",
    userKeysPerMember: "limit",
    botKeysPerOrganization: "limit",
    "defaultLifetime.user": "duration",
    "maximumLifetime.user": "duration",
    "defaultLifetime.bot": "tooLong",
    "maximumIdleTime.user": "idle",
    "maximumIdleTime.bot": "idle",
    maximumGracePeriod: "duration",
    importedPrefixes: "prefixes",
    leakReporters: "reporters",
  }));

const [reporter] = settings.leakReporters;
it.each([
  ["two of one id", [reporter, reporter]],
  ["an id with a space", [{ ...reporter, id: "scanner 1" }]],
  ["a private key", [{ ...reporter, publicKey: "-----BEGIN PRIVATE KEY-----\nMFkw\n-----END PRIVATE KEY-----" }]],
  ["a key without its frame", [{ ...reporter, publicKey: "MFkw" }]],
  ["too many", Array.from({ length: 21 }, (_, index) => ({ ...reporter, id: `scanner:${index}` }))],
])("refuses %s", (_, leakReporters) =>
  expect(errorsIn({ ...draft, leakReporters } as typeof draft)).toEqual({ leakReporters: "reporters" }),
);
