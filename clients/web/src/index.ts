/**
 * Loads the custom element `<org-api-keys>` from Keycloak, and describes it.
 *
 * The code of the element is a part of Keycloak's provider, and not of this package. So the element always fits the
 * server, and an upgrade of the server needs no new version of this package.
 */
export { loadOrgApiKeys } from "./load.js";
export type {
  ApiKey,
  ColorScheme,
  GetToken,
  KeyEvent,
  LoadErrorEvent,
  OrgApiKeysElement,
  OrgApiKeysEventMap,
  SessionEndedEvent,
} from "./element.js";
