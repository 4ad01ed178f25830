import { expect, it } from "vitest";
import { draftOf, errorsIn, settingsOf } from "./settings";

const settings = {
  prefix: "h0p",
  userKeysPerMember: 1,
  botKeysPerOrganization: 100,
  defaultLifetime: { user: null, bot: 86400 },
  maximumLifetime: { user: null, bot: 31536000 },
  maximumGracePeriod: 604800,
  importedPrefixes: ["sk_live_"],
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
        maximumGracePeriod: 31536001,
      },
      importedPrefixes: ["sk_live_", "eyJhbGciOi"],
    }),
  ).toEqual({
    prefix: "prefix",
    userKeysPerMember: "limit",
    botKeysPerOrganization: "limit",
    "defaultLifetime.user": "duration",
    "maximumLifetime.user": "duration",
    "defaultLifetime.bot": "tooLong",
    maximumGracePeriod: "duration",
    importedPrefixes: "prefixes",
  }));
