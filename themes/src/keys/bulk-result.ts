import { Problem } from "../host/rest";
import type { ApiKey, Bulk, BulkAction } from "./model";

export const BULK_ACTIONS: readonly BulkAction[] = ["disable", "enable", "delete"];

/** A key that a bulk operation could not change. */
export interface Failure {
  readonly id: string;
  readonly name: string;
  readonly problem: Problem;
}

/** Returns the failures among the results, with the names of the keys. */
export function failuresOf(results: Bulk["results"], keys: readonly ApiKey[]): Failure[] {
  return results
    .filter(({ status }) => status >= 400)
    .map(({ id, status, code = "unknown", title, detail = "", errors }) => ({
      id,
      name: keys.find((key) => key.id === id)?.name ?? id,
      problem: new Problem({ status, code, title, detail, errors }),
    }));
}
