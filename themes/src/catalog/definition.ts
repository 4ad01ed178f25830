import { Resource as SCHEMA, type Schema } from "openapi-schemas";
import type { Resource } from "./api";

/** The actions that most resources have. */
export const USUAL_ACTIONS = ["create", "read", "update", "delete"];

/** The resource whose actions entitle members to manage keys. */
export const RESERVED = "apiKeys";

export const DESCRIPTION_LENGTH = SCHEMA.properties?.description?.maxLength;

const NAME = patternOf(SCHEMA.properties?.name);

/** Returns the pattern of a schema. */
export function patternOf(schema: Schema | undefined): RegExp {
  return new RegExp(schema?.pattern ?? "");
}

export const isName = (text: string) => NAME.test(text);

/**
 * Whether a name is taken. Ignores case, because some databases do, and names that differ only in case would confuse
 * users.
 */
export function isTaken(name: string, names: readonly string[]): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** Sorts actions: the usual ones first, in their usual order, then the others by name. */
export function inOrder(actions: readonly string[]): string[] {
  const own = actions.filter((action) => !USUAL_ACTIONS.includes(action)).sort((a, b) => a.localeCompare(b));
  return [...USUAL_ACTIONS.filter((action) => actions.includes(action)), ...own];
}

/** Returns the resource without roles of actions that it does not have, and without an empty description. */
export function cleaned(resource: Resource): Resource {
  const { name, actions, audience } = resource;
  const description = resource.description?.trim();
  const roles = Object.fromEntries(
    actions.flatMap((action) => {
      const needed = resource.roles[action] ?? [];
      return needed.length > 0 ? [[action, needed]] : [];
    }),
  );
  return { name, actions, roles, audience, ...(description ? { description } : {}) };
}

/** Returns the actions of the reserved resource that a change opens to all members, because they no longer require a role. */
export function opened(before: Resource | null, after: Resource): string[] {
  const isOpen = (resource: Resource, action: string) =>
    resource.actions.includes(action) && (resource.roles[action] ?? []).length === 0;
  return after.name === RESERVED
    ? inOrder(after.actions.filter((action) => isOpen(after, action) && !(before && isOpen(before, action))))
    : [];
}

/** Returns the resources whose name or description contains the text, ignoring case. */
export function matching(resources: readonly Resource[], text: string): Resource[] {
  const wanted = text.toLowerCase();
  return resources.filter(({ name, description = "" }) =>
    [name, description].some((each) => each.toLowerCase().includes(wanted)),
  );
}

/** Groups the actions that require the same roles. Leaves out actions without roles. */
export function byRoles(resource: Resource): { actions: string[]; roles: readonly string[] }[] {
  const groups = new Map<string, { actions: string[]; roles: readonly string[] }>();
  for (const action of inOrder(resource.actions)) {
    const roles = resource.roles[action] ?? [];
    const key = JSON.stringify(roles);
    const group = groups.get(key);
    if (group) {
      group.actions.push(action);
    } else {
      groups.set(key, { actions: [action], roles });
    }
  }
  return [...groups.values()].filter((group) => group.roles.length > 0);
}
