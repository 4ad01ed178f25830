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
