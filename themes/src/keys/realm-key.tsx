import { useMemo } from "react";
import { useLoad } from "../ui/use-load";
import { adminKeysApi } from "./admin-api";
import { KeyFrame, KeyPage } from "./key-page";
import { WithOverview } from "./panel";
import type { RealmKeysApi } from "./realm-api";

interface Props {
  realm: string;
  api: RealmKeysApi;
  id: string;
  /** The level of the heading with the name of the key. */
  level: 1 | 2;
}

/** The page of a key of any organization. */
export function RealmKey({ realm, api, id, level }: Props) {
  const found = useLoad(() => api.read(id), [api, id]);
  const organizationId = found.data?.organizationId;
  const ofOrganization = useMemo(
    () => (organizationId === undefined ? undefined : adminKeysApi(realm, organizationId)),
    [realm, organizationId],
  );
  return ofOrganization && found.problem === undefined ? (
    <WithOverview api={ofOrganization}>
      {(overview) => <KeyPage api={ofOrganization} overview={overview} id={id} level={level} />}
    </WithOverview>
  ) : (
    <KeyFrame loaded={found} level={level} />
  );
}
