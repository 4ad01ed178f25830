/**
 * Verifies organization API keys of a Keycloak realm.
 *
 * The client keeps Keycloak's answers in memory and asks Keycloak twice per second which keys, owners and organizations
 * have changed. So most verifications need no request, and a revoked key is refused within about two seconds.
 * Without Keycloak, requests are answered with 503.
 */
export { ApiKeys, type Metrics, type Settings, type Verification } from "./client.js";
export { Caller } from "./answer.js";
export { callerOf, connectionAddress, type FastifyReplyLike, type FastifyRequestLike, type Options } from "./requests.js";
export { Refused } from "./refusal.js";
