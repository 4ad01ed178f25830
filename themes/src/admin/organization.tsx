import { useMemo } from "react";
import { adminKeysApi } from "../keys/admin-api";
import { KeysPanel } from "../keys/panel";
import { PageSection } from "../patternfly";
import { AlertProvider } from "../ui/alerts";

interface OrganizationKeysProps {
  readonly realm: string;
  readonly organizationId: string;
}

/** The tab "API keys" of an organization in the admin console. */
export function OrganizationKeys({ realm, organizationId }: OrganizationKeysProps) {
  const api = useMemo(() => adminKeysApi(realm, organizationId), [realm, organizationId]);
  return (
    <PageSection variant="light" padding={{ default: "noPadding" }}>
      <AlertProvider>
        <KeysPanel api={api} />
      </AlertProvider>
    </PageSection>
  );
}
