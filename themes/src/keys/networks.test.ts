import { expect, it } from "vitest";
import { isNetwork } from "./networks";

it.each(["192.0.2.1", "192.0.2.0/24", "0.0.0.0/0", "2001:db8::1", "2001:DB8::/32", "::1/128", "::ffff:192.0.2.0/120"])(
  "accepts %s",
  (text) => expect(isNetwork(text)).toBe(true),
);

it.each([
  "",
  "10.0.0.0/33",
  "::/129",
  "10.0.0",
  "256.0.0.1",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "example.org",
  "2001:db8:::1",
])("refuses %s", (text) => expect(isNetwork(text)).toBe(false));

it("leaves the other rules to the server", () => {
  expect(isNetwork("127.0.0.1/8")).toBe(true);
});
