import { useMemo } from "react";
import { env } from "../host/environment";
import { t } from "../host/messages";
import { get } from "../host/rest";
import { MORE_FILTERS } from "../keys/filters";
import { realmKeysApi } from "../keys/realm-api";
import { RealmKey } from "../keys/realm-key";
import { RealmKeysPanel } from "../keys/realm-panel";
import { useOpenKey } from "../keys/use-open-key";
import { PageSection } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { useLoad } from "../ui/use-load";
import { useQuery } from "../ui/use-query";
import { KillSwitch } from "./kill-switch";

const PARTS = ["own", "created"] as const;
const FILTERS = MORE_FILTERS.filter((name) => name !== "createdBy");

/** The tab "API keys" of a user: the keys of which the user is the owner, or the keys that the user has created. */
export function UserKeys({ realm, userId }: { realm: string; userId: string }) {
  const { show } = useQuery();
  const part = PARTS.find((each) => each === show) ?? "own";
  const api = useMemo(
    () => realmKeysApi(realm, FILTERS, part === "own" ? { userId } : { createdBy: userId }),
    [realm, userId, part],
  );
  const { open, left } = useOpenKey();
  const user = useLoad(() => get<{ username: string }>(userUrl(realm, userId)), [realm, userId]);
  return (
    <PageSection variant="light" padding={{ default: open ? "padding" : "noPadding" }}>
      <AlertProvider>
        {open ? (
          <RealmKey key={open} realm={realm} api={api} id={open} level={2} />
        ) : (
          <KillSwitch
            key={part}
            realm={realm}
            owner={{ userId }}
            name={user.data?.username ?? userId}
            // it changes only keys of which the user is the owner
            isOffered={part === "own"}
          >
            {(revision, onChanged) => (
              <RealmKeysPanel
                api={api}
                views={() =>
                  PARTS.map((each) => ({
                    name: each,
                    title: t(`orgApiKeysOfUser.${each}`),
                    query: { show: each === "own" ? undefined : each },
                    isCurrent: each === part,
                  }))
                }
                emptyTitle={t(`orgApiKeysOfUserEmpty.${part}`)}
                emptyText={t(`orgApiKeysOfUserEmptyText.${part}`)}
                left={left}
                revision={revision}
                onChanged={onChanged}
              />
            )}
          </KillSwitch>
        )}
      </AlertProvider>
    </PageSection>
  );
}

function userUrl(realm: string, userId: string): string {
  return `${env.adminBaseUrl}/admin/realms/${encodeURIComponent(realm)}/users/${encodeURIComponent(userId)}`;
}
