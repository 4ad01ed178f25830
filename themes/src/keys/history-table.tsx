import { formatDateTime } from "../host/dates";
import { hasMessage, t } from "../host/messages";
import { Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import { Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";
import type { Change, KeyHistory } from "./history";
import type { ApiKey } from "./model";

interface Props {
  load: (key: ApiKey) => Promise<KeyHistory>;
  apiKey: ApiKey;
}

/** The recorded changes of a key. Without any, says why. */
export function HistoryTable({ load, apiKey }: Props) {
  // a new version means that there is another change
  const { data, problem, reload } = useLoad(() => load(apiKey), [load, apiKey]);
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} headingLevel="h3" />;
  }
  if (!data) {
    return <Loading />;
  }
  const { state, changes, hasMore } = data;
  if (state === "forbidden" || changes.length === 0) {
    return <p data-testid="history-none">{t(`orgApiKeysHistory.${state}`)}</p>;
  }
  return (
    <>
      {state === "off" && <p data-testid="history-off">{t("orgApiKeysHistory.off")}</p>}
      <Table variant="compact" aria-label={t("orgApiKeysHistory")} data-testid="key-history">
        <Thead>
          <Tr>
            <Th>{t("orgApiKeysHistoryTime")}</Th>
            <Th>{t("orgApiKeysHistoryChange")}</Th>
            <Th>{t("orgApiKeysHistoryBy")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {changes.map((change, index) => (
            <Tr key={index}>
              <Td dataLabel={t("orgApiKeysHistoryTime")}>{formatDateTime(new Date(change.time))}</Td>
              <Td dataLabel={t("orgApiKeysHistoryChange")}>{inWords(change)}</Td>
              <Td dataLabel={t("orgApiKeysHistoryBy")} modifier="breakWord">
                <bdi>{who(change)}</bdi>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {hasMore && <p className="org-api-keys-note">{t("orgApiKeysHistoryMore", changes.length)}</p>}
    </>
  );
}

function who({ by, isByKey, impersonator }: Change): string {
  if (isByKey) {
    return t("orgApiKeysHistoryByKey", by);
  }
  return impersonator ? t("orgApiKeysHistoryByAs", impersonator, by) : by;
}

/** The titles of the fields that are not named after the field. */
const TITLES: Readonly<Record<string, string>> = {
  allowedNetworks: "orgApiKeysNetworks",
  enabled: "orgApiKeysStatus",
  expiresAt: "orgApiKeysExpires",
};

/** Returns the title of a field in the forms. */
function titleOf(field: string): string {
  return t(TITLES[field] ?? `orgApiKeys${field.charAt(0).toUpperCase()}${field.slice(1)}`);
}

function inWords({ kind, fields }: Change): string {
  const key = `orgApiKeysHistoryKind.${kind}`;
  const what = hasMessage(key) ? t(key) : kind;
  return fields.length === 0 ? what : `${what}: ${fields.map(titleOf).join(", ")}`;
}
