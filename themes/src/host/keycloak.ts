/** The part of the console's keycloak-js that we use. */
export interface HostKeycloak {
  token?: string;
  subject?: string;
  idTokenParsed?: { sub?: string };
  login: () => Promise<void>;
  updateToken(minValidity: number): Promise<boolean>;
}

/** The part of React's internal data that we use. It is not a public API, so every property is optional. */
interface Fiber {
  memoizedProps?: { value?: { keycloak?: Partial<HostKeycloak> } | null } | null;
  child?: Fiber | null;
  /** The fiber of the other tree: React has two trees, and swaps them after each rendering. */
  alternate?: Fiber | null;
  sibling?: Fiber | null;
}

const MOST_FIBERS = 20_000;

let found: HostKeycloak | undefined;

/**
 * Finds the console's own keycloak-js instance. The console does not export it, but it is the value of a React context near
 * the root of the tree in #app. Returns undefined if the console is built differently.
 */
export function hostKeycloak(): HostKeycloak | undefined {
  return (found ??= search(document.getElementById("app")));
}

export function search(app: Element | null): HostKeycloak | undefined {
  const key = Object.keys(app ?? {}).find((name) => name.startsWith("__reactContainer$"));
  const root = (app as unknown as Record<string, Fiber | undefined> | null)?.[key ?? ""];
  const fibers = [root?.alternate, root];
  for (let seen = 0; seen < MOST_FIBERS; seen++) {
    const fiber = fibers.pop();
    if (!fiber) {
      return undefined;
    }
    const keycloak = fiber.memoizedProps?.value?.keycloak;
    if (keycloak && typeof keycloak.updateToken === "function" && "token" in keycloak) {
      return keycloak as HostKeycloak;
    }
    if (fiber.sibling) {
      fibers.push(fiber.sibling);
    }
    if (fiber.child) {
      fibers.push(fiber.child);
    }
  }
  return undefined;
}
