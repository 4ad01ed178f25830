import { PageSection } from "../patternfly";

export interface OrganizationKeysProps {
  readonly realm: string;
  readonly organizationId: string;
}

/** The tab "API keys" of an organization in the admin console. */
export function OrganizationKeys({ realm, organizationId }: OrganizationKeysProps) {
  return (
    <PageSection variant="light">
      {realm} {organizationId}
    </PageSection>
  );
}
