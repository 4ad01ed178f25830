import { t } from "../host/messages";
import {
  BanIcon,
  CheckCircleIcon,
  ClockIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  Label,
} from "../patternfly";
import type { ApiKey } from "./model";

const LOOKS = {
  active: { color: "green", icon: <CheckCircleIcon /> },
  expired: { color: "orange", icon: <ClockIcon /> },
  disabled: { color: "grey", icon: <BanIcon /> },
  suspended: { color: "red", icon: <ExclamationTriangleIcon /> },
  unknown: { color: "orange", icon: <ExclamationTriangleIcon /> },
} as const;

/** Shows the status by color, icon and text, because color alone is not accessible. */
export function StatusLabel({ apiKey: { status, leakedAt } }: { apiKey: ApiKey }) {
  return (
    <>
      <Label isCompact {...LOOKS[status]} data-testid="key-status">
        {t(`orgApiKeysStatus.${status}`)}
      </Label>
      {leakedAt && (
        <>
          {" "}
          <Label isCompact color="red" icon={<ExclamationCircleIcon />} data-testid="key-leaked">
            {t("orgApiKeysLeaked")}
          </Label>
        </>
      )}
      {(status === "suspended" || status === "unknown") && (
        <div>
          <small>{t(status === "suspended" ? "orgApiKeysSuspendedWhy" : "orgApiKeysUnknownWhy")}</small>
        </div>
      )}
    </>
  );
}
