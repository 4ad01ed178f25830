import type { Query } from "../host/query";
import type { ApiKey, IssuedKey, KeyChange, KeyQuery, Member, NewKey, Resource, Settings, Usage } from "./model";
import type { FilterChoices } from "./filter-bar";
import type { KeyHistory } from "./history";
import type { Rights } from "./rights";

/** The data that is loaded once for a list of keys. */
export interface Overview {
  /** The name of the organization. */
  organization: string;
  catalog: Resource[];
  settings: Settings;
  rights: Rights;
  /** The names of the attributes that the user can set; missing if they can set all attributes. */
  attributeNames?: readonly string[];
}

/** The operations on keys, through the admin REST API or the account REST API. */
export interface KeysApi {
  /** The URL of the verify endpoint, for the example that tries out a new key. */
  readonly verifyUrl: string;
  /** Whether the list has only the user's own keys. */
  readonly isOwn: boolean;
  /** Whether the user has no permission to view the keys. The user may still have permission to create keys. */
  readonly isBlind?: boolean;
  /** The part of an address that names the organization, if the address of the page does not. */
  readonly query: Query;
  /** The filters in the menu of the list; missing if the list has no such menu. */
  readonly filters?: FilterChoices;
  overview(): Promise<Overview>;
  list(query: KeyQuery): Promise<ApiKey[]>;
  read(id: string): Promise<ApiKey>;
  create(key: NewKey): Promise<IssuedKey>;
  /** Fails if the key has changed since it was read. */
  update(key: ApiKey, change: KeyChange): Promise<ApiKey>;
  enable(key: ApiKey): Promise<ApiKey>;
  disable(key: ApiKey): Promise<ApiKey>;
  /**
   * Fails if the key has changed since it was read. Without this check, the rotation could revoke a secret that another
   * rotation has just issued.
   *
   * @param expiresAt the new expiry; null for none, undefined to keep the current one
   */
  rotate(key: ApiKey, gracePeriod: number, expiresAt?: string | null): Promise<IssuedKey>;
  remove(key: ApiKey): Promise<void>;
  /** Ends the grace period of the last rotation, so that the former secret is no longer valid. */
  endFormerSecret(key: ApiKey): Promise<void>;
  usage(key: ApiKey): Promise<Usage>;
  /** Loads the recorded changes of a key, the latest first; missing if only administrators can view them. */
  history?: (key: ApiKey) => Promise<KeyHistory>;
  /** Searches the members for whom a key can be created; missing if the user can only create their own keys. */
  members?: (search: string) => Promise<Member[]>;
  /** Returns the address of a user's page; missing in a console without such a page. */
  userUrl?: (userId: string) => string;
  /** Returns the address of the list of all keys that a user has created; missing in a console without such a list. */
  createdByUrl?: (userId: string) => string;
}
