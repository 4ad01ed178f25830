/** What we use of the console's own keycloak-js. */
export interface HostKeycloak {
  token?: string;
  subject?: string;
  idTokenParsed?: { sub?: string };
  login: () => Promise<void>;
  updateToken(minValidity: number): Promise<boolean>;
}

/** What we use of React's own data: it is nobody's interface, so nothing of it is taken for granted. */
interface Fiber {
  memoizedProps?: { value?: { keycloak?: Partial<HostKeycloak> } | null } | null;
  child?: Fiber | null;
  /** The same in another state: React has two trees, and changes sides whenever it has rendered. */
  alternate?: Fiber | null;
  sibling?: Fiber | null;
}

const MOST_FIBERS = 20_000;

let found: HostKeycloak | undefined;

/**
 * The console's own keycloak-js, which the console hands over to nobody: it is the value of a React context near the root
 * of the tree in #app. Undefined where the console is built in another way.
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
