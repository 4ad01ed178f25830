import type { Organization, Resource } from "openapi";
import { queryOf } from "../host/query";
import { get } from "../host/rest";
import type { Choice, FilterChoices } from "./filter-bar";
import type { MoreFilter } from "./filters";
import type { ApiKey, Member } from "./model";

/** The maximum number of suggestions. */
const MAX = 20;

/**
 * The values of filters, from the admin REST API. Remembers the names of users and organizations, because an address
 * contains only their ids. A user who was deleted is known only as the creator of a listed key.
 */
export class AdminFilterChoices implements FilterChoices {
  private readonly names = new Map<string, string>();

  /** @param rest the URL of the realm in the admin REST API */
  constructor(
    private readonly rest: string,
    readonly filters: readonly MoreFilter[],
  ) {}

  permissions = async (): Promise<readonly Choice[]> => {
    const resources = await get<Pick<Resource, "name" | "actions">[]>(`${this.rest}/api-keys/resources`);
    return resources.flatMap(({ name, actions }) =>
      actions.map((action) => ({ value: `${name}:${action}`, label: `${name}:${action}` })),
    );
  };

  search = async (filter: "organizationId" | "createdBy", text: string): Promise<readonly Choice[]> => {
    const query = queryOf({ search: text, first: 0, max: MAX, briefRepresentation: "true" });
    const choices =
      filter === "organizationId"
        ? (await get<Pick<Organization, "id" | "name">[]>(`${this.rest}/organizations?${query}`)).map(
            ({ id, name }) => ({ value: id, label: name }),
          )
        : (await get<Member[]>(`${this.rest}/users?${query}`)).map(({ id, username }) => ({
            value: id,
            label: username,
          }));
    choices.forEach(({ value, label }) => this.names.set(value, label));
    return choices;
  };

  nameOf = (_filter: MoreFilter, value: string): string | undefined => this.names.get(value);

  remember(id: string, name: string): void {
    this.names.set(id, name);
  }

  /** Remembers the creators of the keys. */
  seen(keys: readonly ApiKey[]): ApiKey[] {
    keys.forEach(({ createdBy }) => this.names.set(createdBy.id, createdBy.name));
    return [...keys];
  }
}
