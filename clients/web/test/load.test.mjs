import assert from "node:assert/strict";
import { test } from "node:test";
import { loadWith } from "../dist/load.js";

test("the script is loaded once from the realm", async () => {
  const loaded = [];
  const load = async (address) => loaded.push(address);
  await Promise.all([
    loadWith(load, "https://sso.example.com/realms/once"),
    loadWith(load, "https://sso.example.com/realms/once/"),
  ]);
  assert.deepEqual(loaded, ["https://sso.example.com/realms/once/api-keys/embed.js"]);
});

test("a call after a failure tries again", async () => {
  let attempts = 0;
  const load = async () => {
    attempts++;
    if (attempts === 1) {
      throw new TypeError("unreachable");
    }
  };
  await assert.rejects(loadWith(load, "https://sso.example.com/realms/again"), TypeError);
  await loadWith(load, "https://sso.example.com/realms/again");
  assert.equal(attempts, 2);
});
