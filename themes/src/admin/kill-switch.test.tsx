import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AlertProvider } from "../ui/alerts";
import { KillSwitch, type Owner } from "./kill-switch";

vi.mock("../host/token", () => ({ token: () => Promise.resolve("token"), sessionEnded: () => new Error() }));

const REST = "http://localhost:8080/admin/realms/r/api-keys/kill-switch";

let root: Root;
let requests: string[];
let answer: () => Response;

beforeEach(() => {
  const page = document.body.appendChild(document.createElement("main"));
  root = createRoot(page);
  requests = [];
  answer = () => Response.json({ enabled: 2, restorable: 0 });
  vi.stubGlobal("fetch", (url: string, { method, body }: { method: string; body: string | null }) => {
    requests.push([method, url.replace(REST, ""), body].join(" ").trim());
    return Promise.resolve(method === "POST" ? Response.json({ count: 2 }) : answer());
  });
});
afterEach(() => {
  root.unmount();
  document.body.replaceChildren();
});

const show = (owner: Owner, isOffered = true) =>
  root.render(
    <AlertProvider>
      <KillSwitch realm="r" owner={owner} name="bob" isOffered={isOffered}>
        {(revision) => <p data-testid="list">{revision}</p>}
      </KillSwitch>
    </AlertProvider>,
  );

const find = (testId: string) => document.querySelector<HTMLElement>(`[data-testid=${testId}]`);

/** Waits for the element. */
const element = (testId: string) =>
  vi.waitFor(() => {
    const found = find(testId);
    if (!found) {
      throw new Error(testId);
    }
    return found;
  });

const click = async (testId: string) => (await element(testId)).click();

it("disables and restores all keys of a user", async () => {
  show({ userId: "1" });
  await click("disable-all");
  expect((await element("disable-all-dialog")).textContent).toContain("orgApiKeysKillSwitchUserText.disable");
  expect(find("killed-keys")).toBeNull();

  answer = () => Response.json({ enabled: 0, restorable: 2 });
  await click("submit");
  await element("killed-keys");
  expect(find("disable-all")).toBeNull();
  expect(find("list")?.textContent).toBe("1");

  await click("restore-all");
  expect((await element("restore-all-dialog")).textContent).toContain("orgApiKeysKillSwitchUserText.restore");
  await click("submit");
  await vi.waitFor(() => expect(find("list")?.textContent).toBe("2"));
  expect(requests).toEqual([
    "GET ?userId=1",
    'POST  {"action":"disable","userId":"1"}',
    "GET ?userId=1",
    'POST  {"action":"restore","userId":"1"}',
    "GET ?userId=1",
  ]);
});

it("disables all keys of an organization", async () => {
  show({ organizationId: "2" });
  await click("disable-all");
  expect((await element("disable-all-dialog")).textContent).toContain("orgApiKeysKillSwitchText.disable");
  expect(requests).toEqual(["GET ?organizationId=2"]);
});

it("is missing if the user has no permission to change the keys", async () => {
  answer = () => Response.json({ code: "forbidden" }, { status: 403 });
  show({ userId: "1" });
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  // until the answer was read
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(find("failed")).toBeNull();
  expect(find("list")).not.toBeNull();
  expect(find("disable-all")).toBeNull();
});

it("offers to load the number of keys again if that failed", async () => {
  answer = () => new Response("", { status: 503 });
  show({ userId: "1" });
  await element("failed");
  expect(find("list")).not.toBeNull();
  expect(find("disable-all")).toBeNull();

  answer = () => Response.json({ enabled: 2, restorable: 0 });
  await click("retry");
  expect((await element("disable-all")).textContent).toBe("orgApiKeysKillSwitchUser.disable");
  expect(find("failed")).toBeNull();
});

it("asks the server nothing if it is not offered", async () => {
  show({ userId: "1" }, false);
  await element("list");
  expect(requests).toEqual([]);
  expect(find("disable-all")).toBeNull();
});
