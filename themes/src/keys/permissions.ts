import type { IneffectivePermission, Permissions, Resource } from "./model";

/** A permission in the form of an OAuth scope: `stats:read`. */
type PermissionName = `${string}:${string}`;

const USUAL_ORDER = ["create", "read", "update", "delete"];
const READING = new Set(["read", "list", "view", "get"]);
const WRITING = new Set(["create", "update"]);

/** The number of columns that fit into a dialog. */
const MAX_COLUMNS = 6;

/** The share of resources that must have an action so that it gets a column, if there are too many actions. */
const COMMON = 1 / 3;

/** A resource in the form of permissions. Its actions include those that the key has but the catalog no longer contains. */
export type Row = Resource & { readonly lost: readonly string[] };

/**
 * The resources whose names have the same first part, such as `billing` of `billing.invoices`. A group without a name
 * contains a single resource.
 */
export interface Group {
  readonly name?: string;
  readonly rows: readonly Row[];
}

/** Actions of a resource that can be selected in one step. */
export interface Level {
  readonly name: "none" | "read" | "write" | "all";
  readonly actions: readonly string[];
}

export const NO_PERMISSIONS: Permissions = {};

export function has(permissions: Permissions, resource: string, action: string): boolean {
  return actionsOf(permissions, resource).includes(action);
}

/** Returns the granted actions of a resource. Ignores inherited properties such as `constructor`. */
export function actionsOf(permissions: Permissions, resource: string): readonly string[] {
  return (Object.hasOwn(permissions, resource) ? permissions[resource] : undefined) ?? [];
}

/** Adds or removes a permission. Removes a resource without actions, like the REST API does. */
export function withPermission(permissions: Permissions, resource: string, action: string, on: boolean): Permissions {
  const others = actionsOf(permissions, resource).filter((other) => other !== action);
  const actions = on ? inUsualOrder([...others, action]) : others;
  const rest = Object.fromEntries(Object.entries(permissions).filter(([name]) => name !== resource));
  return actions.length > 0 ? { ...rest, [resource]: actions } : rest;
}

/** Returns the permissions of the first set that are not in the second. */
export function minus(permissions: Permissions, others: Permissions): Permissions {
  return filtered(permissions, (resource, action) => !has(others, resource, action));
}

export function isEmpty(permissions: Permissions): boolean {
  return Object.values(permissions).every((actions) => actions.length === 0);
}

export function names(permissions: Permissions): PermissionName[] {
  return Object.keys(permissions)
    .sort((one, other) => one.localeCompare(other, "en"))
    .flatMap((resource) =>
      inUsualOrder(actionsOf(permissions, resource)).map((action): PermissionName => `${resource}:${action}`),
    );
}

/** Groups the permissions by the reason why they have no effect. */
export function byReason(ineffective: readonly IneffectivePermission[]): Readonly<Record<string, Permissions>> {
  const groups: Record<string, Permissions> = {};
  for (const { resource, action, reason } of ineffective) {
    groups[reason] = withPermission(groups[reason] ?? {}, resource, action, true);
  }
  return groups;
}

/** Returns the number of permissions. */
export function count(permissions: Permissions): number {
  return Object.values(permissions).reduce((sum, actions) => sum + actions.length, 0);
}

/** Returns all permissions that the user can grant. */
export function everything(catalog: readonly Resource[]): Permissions {
  return picked(catalog, () => true);
}

/** Replaces the permissions on some resources, and keeps the others. */
export function replaced(
  permissions: Permissions,
  rows: readonly Pick<Row, "name">[],
  others: Permissions,
): Permissions {
  const kept = filtered(permissions, (resource) => !rows.some(({ name }) => name === resource));
  return { ...kept, ...others };
}

/** Returns the permissions that the form can select: the grantable ones, and those that the key already has. */
export function selectable(permissions: Permissions, rows: readonly Row[], granted: Permissions): Permissions {
  return filtered(permissions, (name, action) =>
    rows.some((row) => row.name === name && row.actions.includes(action) && isOpen(row, action, granted)),
  );
}

/** Returns the levels of a resource. Omits a level that would select the same actions as another level. */
export function levelsOf(row: Row, granted: Permissions): Level[] {
  const open = inUsualOrder(row.actions.filter((action) => isOpen(row, action, granted)));
  const read = open.filter((action) => READING.has(action));
  const write = open.filter((action) => READING.has(action) || WRITING.has(action));
  const levels: Level[] = [
    { name: "none", actions: [] },
    { name: "all", actions: open },
    { name: "read", actions: read },
    { name: "write", actions: write },
  ];
  const distinct = levels.filter(
    ({ actions }, index) => !levels.slice(0, index).some((other) => isSame(other.actions, actions)),
  );
  return LEVELS.flatMap((name) => distinct.filter((level) => level.name === name));
}

const LEVELS = ["none", "read", "write", "all"] as const;

/** Returns the level that selects exactly these actions. */
export function levelOf(levels: readonly Level[], actions: readonly string[]): Level | undefined {
  return levels.find((level) => isSame(level.actions, actions));
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((action) => others.includes(action));
}

/** Returns all permissions that the user can grant and that only read. */
export function readOnly(catalog: readonly Resource[]): Permissions {
  return picked(catalog, (action) => READING.has(action));
}

/**
 * Whether the checkbox of a permission is enabled. The user must be able to grant the permission, or the key must
 * already have it. So the user can check a permission again that was unchecked by mistake.
 */
export function isOpen(resource: Resource, action: string, granted: Permissions): boolean {
  return resource.grantable.includes(action) || has(granted, resource.name, action);
}

/**
 * Adds the granted permissions that are no longer in the catalog, so that the user can see and remove them.
 */
export function withLost(catalog: readonly Resource[], granted: Permissions): Row[] {
  const rows = catalog.map((resource) => {
    const lost = actionsOf(granted, resource.name).filter((action) => !resource.actions.includes(action));
    return { ...resource, actions: [...resource.actions, ...lost], lost };
  });
  const removed = Object.keys(granted)
    .filter((name) => !catalog.some((resource) => resource.name === name))
    .sort()
    .map((name) => {
      const lost = [...actionsOf(granted, name)];
      return { name, actions: lost, grantable: [], roles: {}, lost };
    });
  return [...rows, ...removed];
}

/**
 * Returns the columns of the matrix, with the usual actions first. If there are too many actions, returns only those that
 * several resources have.
 */
export function columns(catalog: readonly Pick<Resource, "actions">[]): string[] {
  const all = inUsualOrder([...new Set(catalog.flatMap((resource) => resource.actions))]);
  if (all.length <= MAX_COLUMNS) {
    return all;
  }
  const share = (action: string) =>
    catalog.filter(({ actions }) => actions.includes(action)).length / Math.max(1, catalog.length);
  return all.filter((action) => share(action) >= COMMON).slice(0, MAX_COLUMNS - 1);
}

/** Returns the resources that contain each word of the text in their name, their description or one of their actions. */
export function matching(rows: readonly Row[], text: string): Row[] {
  const words = text
    .toLowerCase()
    .split(/[\s:]+/)
    .filter(Boolean);
  return rows.filter(({ name, description = "", actions }) => {
    const texts = [name, description, ...actions].map((each) => each.toLowerCase());
    return words.every((word) => texts.some((each) => each.includes(word)));
  });
}

/** Groups the resources by the first part of their names. A resource whose first part is unique has a group without a name. */
export function groupsOf(rows: readonly Row[]): Group[] {
  const first = ({ name }: Row) => /^[^._-]+(?=[._-])/.exec(name)?.[0] ?? name;
  const byName = new Map<string, Row[]>();
  for (const row of rows) {
    byName.set(first(row), [...(byName.get(first(row)) ?? []), row]);
  }
  return [...byName].map(([name, members]) => (members.length > 1 ? { name, rows: members } : { rows: members }));
}

export function inUsualOrder(actions: readonly string[]): string[] {
  const rank = (action: string) => {
    const at = USUAL_ORDER.indexOf(action);
    return at < 0 ? USUAL_ORDER.length : at;
  };
  return [...actions].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other, "en"));
}

function picked(catalog: readonly Resource[], wanted: (action: string) => boolean): Permissions {
  return Object.fromEntries(
    catalog
      .map((resource) => [resource.name, inUsualOrder(resource.grantable.filter(wanted))] as const)
      .filter(([, actions]) => actions.length > 0),
  );
}

function filtered(permissions: Permissions, wanted: (resource: string, action: string) => boolean): Permissions {
  return Object.fromEntries(
    Object.entries(permissions)
      .map(([resource, actions]) => [resource, actions.filter((action) => wanted(resource, action))] as const)
      .filter(([, actions]) => actions.length > 0),
  );
}
