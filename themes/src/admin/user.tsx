import { useMemo, type ReactNode } from "react";
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
  const list = (revision?: number, onChanged?: () => void) => (
    <RealmKeysPanel
      key={part}
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
  );
  const content = () => {
    if (open) {
      return <RealmKey key={open} realm={realm} api={api} id={open} level={2} />;
    }
    if (part === "created") {
      return list();
    }
    // the kill switch changes only the keys that the user owns
    return (
      <UserKillSwitch realm={realm} userId={userId}>
        {list}
      </UserKillSwitch>
    );
  };
  return (
    <PageSection variant="light" padding={{ default: open ? "padding" : "noPadding" }}>
      <AlertProvider>{content()}</AlertProvider>
    </PageSection>
  );
}

interface KillSwitchProps {
  realm: string;
  userId: string;
  children: (revision: number, onChanged: () => void) => ReactNode;
}

function UserKillSwitch({ realm, userId, children }: KillSwitchProps) {
  const user = useLoad(() => get<{ username: string }>(userUrl(realm, userId)), [realm, userId]);
  return (
    <KillSwitch realm={realm} owner={{ userId }} name={user.data?.username ?? userId} isOffered={!user.loading}>
      {children}
    </KillSwitch>
  );
}

function userUrl(realm: string, userId: string): string {
  return `${env.adminBaseUrl}/admin/realms/${encodeURIComponent(realm)}/users/${encodeURIComponent(userId)}`;
}
