import { KeyUpdate } from "openapi-schemas";
import { queryOf } from "../host/query";
import { get, Problem } from "../host/rest";
import type { ApiKey } from "./model";

/** An admin event, as far as the page reads it. */
export interface AdminEvent {
  readonly time: number;
  readonly operationType: string;
  readonly authDetails?: { readonly userId?: string };
  readonly details?: Readonly<Record<string, string>>;
  /** The key as JSON; only if the realm records representations. */
  readonly representation?: string;
}

/** A recorded change of a key. */
export interface Change {
  readonly time: number;
  /** What was done, such as "rotate". */
  readonly kind: string;
  /** The names of the changed fields; empty if they are not known. */
  readonly fields: readonly string[];
  readonly by: string;
  /** Whether `by` is the name of an API key, which can be that of a user. */
  readonly isByKey: boolean;
  /** The administrator who acted on behalf of the user `by`. */
  readonly impersonator?: string;
}

export interface KeyHistory {
  /** Whether changes are recorded, or why they are not available. */
  readonly state: "recorded" | "off" | "forbidden";
  readonly changes: readonly Change[];
  /** Whether there are older changes. */
  readonly hasMore: boolean;
}

const MAX = 20;

/** Loads the changes of a key from Keycloak's admin events. */
export async function historyOf(rest: string, key: ApiKey): Promise<KeyHistory> {
  const resourcePath = `organizations/${key.organizationId}/api-keys/${key.id}`;
  try {
    const [events, { adminEventsEnabled }] = await Promise.all([
      // one more than shown, to detect that there are older events
      get<AdminEvent[]>(`${rest}/admin-events?${queryOf({ resourcePath, max: MAX + 1 })}`),
      get<{ adminEventsEnabled?: boolean }>(`${rest}/events/config`),
    ]);
    const names = await namesOf(rest, events, key);
    return {
      state: adminEventsEnabled ? "recorded" : "off",
      changes: changesOf(events, names).slice(0, MAX),
      hasMore: events.length > MAX,
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 403) {
      return { state: "forbidden", changes: [], hasMore: false };
    }
    throw error;
  }
}

/** Returns the names of the users who made the changes, by id. Omits users who are deleted, or of another realm. */
async function namesOf(rest: string, events: readonly AdminEvent[], key: ApiKey): Promise<Map<string, string>> {
  const names = new Map([[key.createdBy.id, key.createdBy.name]]);
  const ids = new Set(
    events.flatMap(({ authDetails, details }) => (details?.actor_name ? [] : (authDetails?.userId ?? []))),
  );
  await Promise.all(
    [...ids]
      .filter((id) => !names.has(id))
      .map((id) =>
        get<{ username: string }>(`${rest}/users/${encodeURIComponent(id)}`).then(
          ({ username }) => names.set(id, username),
          () => undefined,
        ),
      ),
  );
  return names;
}

/** Converts admin events, the latest first, to changes. */
export function changesOf(events: readonly AdminEvent[], names: ReadonlyMap<string, string>): Change[] {
  const keys = events.map(({ representation }) => parsed(representation));
  return events.map(({ time, operationType, authDetails, details }, index) => {
    const action = details?.action ?? operationType.toLowerCase();
    const fields =
      action === "update"
        ? changedFields(
            keys[index],
            keys.slice(index + 1).find((key) => key),
          )
        : [];
    const isSwitched = fields.length === 1 && fields[0] === "enabled";
    const userId = authDetails?.userId ?? "";
    return {
      time,
      kind: isSwitched ? (keys[index]?.enabled ? "enable" : "disable") : action,
      fields: isSwitched ? [] : fields,
      by: details?.actor_name ?? names.get(userId) ?? userId,
      isByKey: details?.actor_type === "api_key",
      impersonator: details?.impersonator,
    };
  });
}

type KeyJson = Readonly<Record<string, unknown>>;

function parsed(json: string | undefined): KeyJson | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as KeyJson);
  } catch {
    return undefined;
  }
}

/** The fields that an update can change. */
const FIELDS = Object.keys(KeyUpdate.properties ?? {}).filter((field) => field !== "version");

function changedFields(after: KeyJson | undefined, before: KeyJson | undefined): string[] {
  if (!after || !before) {
    return [];
  }
  // fields that were too large are missing
  const unknown = [after.truncated, before.truncated].flat();
  return FIELDS.filter(
    (field) => !unknown.includes(field) && JSON.stringify(after[field]) !== JSON.stringify(before[field]),
  );
}
