import { beforeEach, describe, expect, it, vi } from "vitest";
import type { HostKeycloak } from "./keycloak";
import type { SilentToken } from "./silent-login";

const hostKeycloak = vi.fn<() => HostKeycloak | undefined>();
const silentLogin = vi.fn<() => Promise<SilentToken>>();
vi.mock("./keycloak", () => ({ hostKeycloak }));
vi.mock("./silent-login", () => ({ silentLogin }));

/** The tested function. Each test loads its module again, because the module stores tokens. */
let token: (fresh?: boolean) => Promise<string>;
beforeEach(async () => {
  vi.resetModules();
  hostKeycloak.mockReset();
  silentLogin.mockReset();
  ({ token } = await import("./token"));
});

function console(updateToken: HostKeycloak["updateToken"] = () => Promise.resolve(true)): HostKeycloak {
  return { token: "the console's", subject: "alice", login: () => Promise.resolve(), updateToken };
}

function own(subject = "alice", seconds = 60): SilentToken {
  return { token: `of ${subject}`, subject, expiresAt: Date.now() + seconds * 1000 };
}

describe("the access token", () => {
  it("is that of the console", async () => {
    hostKeycloak.mockReturnValue(console());
    expect(await token()).toBe("the console's");
    expect(silentLogin).not.toHaveBeenCalled();
  });

  it("comes from a login of our own where the console's keycloak-js is not found, and is kept until it expires", async () => {
    silentLogin.mockResolvedValueOnce(own()).mockResolvedValueOnce(own("alice", 1)).mockResolvedValue(own());
    expect(await token()).toBe("of alice");
    expect(await token()).toBe("of alice");
    expect(silentLogin).toHaveBeenCalledTimes(1);
    await token(true);
    expect(silentLogin).toHaveBeenCalledTimes(2);
    await token();
    expect(silentLogin).toHaveBeenCalledTimes(3);
  });

  it("comes from a login of our own when the console cannot refresh its token, without leaving the page", async () => {
    const login = vi.fn(() => Promise.resolve());
    const failing = console(async function (this: HostKeycloak) {
      await this.login();
      throw new Error("refresh failed");
    });
    failing.login = login;
    hostKeycloak.mockReturnValue(failing);
    silentLogin.mockResolvedValue(own());
    expect(await token()).toBe("of alice");
    expect(login).not.toHaveBeenCalled();
    expect(failing.login).toBe(login);
  });

  it("comes from a login of our own when keycloak-js has none", async () => {
    const empty = console();
    delete empty.token;
    hostKeycloak.mockReturnValue(empty);
    silentLogin.mockResolvedValue(own());
    expect(await token()).toBe("of alice");
  });

  it("is never that of somebody else", async () => {
    silentLogin.mockResolvedValueOnce(own("alice", 1)).mockResolvedValue(own("bob"));
    expect(await token()).toBe("of alice");
    await expect(token()).rejects.toMatchObject({ code: "session_ended" });
    await expect(token()).rejects.toMatchObject({ code: "session_ended" });
  });

  it("cannot be had when nobody is logged in", async () => {
    silentLogin.mockRejectedValue(new Error("login_required"));
    await expect(token()).rejects.toMatchObject({ status: 401, code: "session_ended" });
  });
});
