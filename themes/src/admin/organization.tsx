import { useMemo } from "react";
import { adminKeysApi } from "../keys/admin-api";
import { KeyPage } from "../keys/key-page";
import { KeysPanel, WithOverview } from "../keys/panel";
import { PageSection } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { useOpenKey } from "../keys/use-open-key";
import { KillSwitch } from "./kill-switch";

interface OrganizationKeysProps {
  readonly realm: string;
  readonly organizationId: string;
}

/** The tab "API keys" of an organization in the admin console: the list, or the page of one key. */
export function OrganizationKeys({ realm, organizationId }: OrganizationKeysProps) {
  const api = useMemo(() => adminKeysApi(realm, organizationId), [realm, organizationId]);
  const { open, left } = useOpenKey();
  return (
    // the table of the list fills the width, as in the console's own tabs
    <PageSection variant="light" padding={{ default: open ? "padding" : "noPadding" }}>
      <AlertProvider>
        <WithOverview api={api}>
          {(overview) =>
            open ? (
              <KeyPage key={open} api={api} overview={overview} id={open} level={2} />
            ) : (
              <KillSwitch
                realm={realm}
                owner={{ organizationId }}
                name={overview.organization}
                isOffered={overview.rights.create.length > 0}
              >
                {(revision, onChanged) => (
                  <KeysPanel api={api} overview={overview} left={left} revision={revision} onChanged={onChanged} />
                )}
              </KillSwitch>
            )
          }
        </WithOverview>
      </AlertProvider>
    </PageSection>
  );
}
