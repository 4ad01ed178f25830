import { expect, it } from "vitest";
import { failuresOf } from "./bulk-result";
import type { ApiKey } from "./model";

it("The failures of a bulk operation have the names of the keys and the reasons", () => {
  const keys = [
    { id: "1", name: "Backup" },
    { id: "2", name: "Deployment" },
  ] as ApiKey[];
  const failures = failuresOf(
    [
      { id: "1", status: 200 },
      { id: "2", status: 409, code: "leaked_key", title: "Leaked", detail: "Rotate it." },
      { id: "3", status: 404, code: "key_not_found", detail: "No such key." },
    ],
    keys,
  );
  expect(failures.map(({ id, name, problem }) => [id, name, problem.status, problem.code])).toEqual([
    ["2", "Deployment", 409, "leaked_key"],
    ["3", "3", 404, "key_not_found"],
  ]);
});
