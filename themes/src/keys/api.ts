import type { ApiKey, IssuedKey, KeyChange, KeyQuery, Member, NewKey, Resource, Settings, Usage } from "./model";
import type { Rights } from "./rights";

/** What does not change while one looks at a list of keys. */
export interface Overview {
  catalog: Resource[];
  settings: Settings;
  rights: Rights;
}

/** Where a list of keys comes from, and what can be done with it: the admin REST or the account REST. */
export interface KeysApi {
  /** Where a key can be tried out. */
  readonly verifyUrl: string;
  /** Whether there are the keys of one member only. */
  readonly isOwn: boolean;
  /** Whether one sees none of the keys, and can at most create some. */
  readonly isBlind?: boolean;
  overview(): Promise<Overview>;
  list(query: KeyQuery): Promise<ApiKey[]>;
  read(id: string): Promise<ApiKey>;
  create(key: NewKey): Promise<IssuedKey>;
  /** Refused when somebody else has changed the key since it was read. */
  update(key: ApiKey, change: KeyChange): Promise<ApiKey>;
  enable(key: ApiKey): Promise<ApiKey>;
  disable(key: ApiKey): Promise<ApiKey>;
  /**
   * Refused when somebody else has changed the key since it was read: so no secret ends unseen.
   *
   * @param expiresAt a new expiry, null for none; undefined leaves it
   */
  rotate(key: ApiKey, gracePeriod: number, expiresAt?: string | null): Promise<IssuedKey>;
  remove(key: ApiKey): Promise<void>;
  usage(key: ApiKey): Promise<Usage>;
  /** Members for whom a key can be created; missing where one creates keys of one's own only. */
  members?: (search: string) => Promise<Member[]>;
  /** The page of a user; missing where there is none. */
  userUrl?: (userId: string) => string;
}
