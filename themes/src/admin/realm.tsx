import { PageSection } from "../patternfly";

export interface RealmResourcesProps {
  readonly realm: string;
}

/** The tab "API resources" of the realm settings in the admin console. */
export function RealmResources({ realm }: RealmResourcesProps) {
  return <PageSection variant="light">{realm}</PageSection>;
}
