import { PageSection } from "../patternfly";
import { t } from "../host/messages";

/** The page "API keys" of the account console. */
export function AccountPage() {
  return <PageSection variant="light">{t("orgApiKeysMenu")}</PageSection>;
}
