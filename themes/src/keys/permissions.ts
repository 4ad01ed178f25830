import type { Permissions, Resource } from "./model";

/** A permission in the form of an OAuth scope: `stats:read`. */
type PermissionName = `${string}:${string}`;

const USUAL_ORDER = ["create", "read", "update", "delete"];
const READING = new Set(["read", "list", "view", "get"]);

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

/** Returns all permissions that the user can grant. */
export function everything(catalog: readonly Resource[]): Permissions {
  return picked(catalog, () => true);
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
export function withLost(catalog: readonly Resource[], granted: Permissions): (Resource & { lost: string[] })[] {
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

/** Returns the columns of the matrix: the actions of all resources, the usual ones first. */
export function columns(catalog: readonly Pick<Resource, "actions">[]): string[] {
  return inUsualOrder([...new Set(catalog.flatMap((resource) => resource.actions))]);
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
