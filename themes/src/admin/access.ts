import { env } from "../host/environment";
import { loadMessages } from "../host/messages";
import { getOnce, Problem } from "../host/rest";
import { whoAmI } from "../host/who-am-i";

let messages: Promise<void> | undefined;

/** Loads the messages in the language of the user, which the admin console does not pass to its scripts. */
async function loadMessagesOnce(): Promise<void> {
  const { locale } = await whoAmI(env.realm);
  await loadMessages("admin", locale ?? "en");
}

/** For each URL of an access check: whether the user has permission to see our page. */
const allowed = new Map<string, boolean>();
const requested = new Set<string>();

/** How long we wait before we repeat a failed access check, in milliseconds. */
const RETRY = 5000;

/**
 * Returns whether the server answers the URL with success, which means that the user has permission to see our page.
 * Returns undefined until the server has answered.
 *
 * @param onAnswer called when the result of this function can have changed
 */
export function maySee(address: string, onAnswer: () => void): boolean | undefined {
  if (!allowed.has(address) && !requested.has(address)) {
    requested.add(address);
    messages ??= loadMessagesOnce();
    Promise.all([getOnce(address), messages]).then(
      () => {
        allowed.set(address, true);
        onAnswer();
      },
      (reason: unknown) => {
        messages = undefined;
        if (isRefusal(reason)) {
          // Hide our page, as Keycloak does with its own pages. The check is repeated when the user returns to the page,
          // because permissions can change.
          allowed.set(address, false);
          onAnswer();
          return;
        }
        setTimeout(() => {
          requested.delete(address);
          onAnswer();
        }, RETRY);
      },
    );
  }
  return allowed.get(address);
}

/** Repeats the checks that the server refused, because permissions can have changed. */
export function forgetRefusals(): void {
  for (const [address, may] of allowed) {
    if (!may) {
      allowed.delete(address);
      requested.delete(address);
    }
  }
}

/**
 * Whether the server refused the request. Errors of the network or the server are not refusals, because they are
 * temporary.
 */
function isRefusal(reason: unknown): boolean {
  return reason instanceof Problem && reason.status > 0 && reason.status < 500;
}
