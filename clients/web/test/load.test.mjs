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
  const loaded = [];
  const load = async (address) => {
    loaded.push(address);
    if (loaded.length < 3) {
      throw new TypeError("unreachable");
    }
  };
  const issuer = "https://sso.example.com/realms/again";
  await assert.rejects(loadWith(load, issuer), TypeError);
  await assert.rejects(loadWith(load, issuer), TypeError);
  await loadWith(load, issuer);
  await loadWith(load, issuer);
  // a browser may never load again what it could not load
  const address = `${issuer}/api-keys/embed.js`;
  assert.deepEqual(loaded, [address, `${address}#1`, `${address}#2`]);
});
