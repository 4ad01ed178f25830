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

interface Props {
  apiKey: ApiKey;
  /** Whether the reason is visible text; otherwise it is in the tooltip. */
  hasReason?: boolean;
}

/** Shows the status by color, icon and text, because color alone is not accessible. */
export function StatusLabel({ apiKey: { status, leakedAt }, hasReason = false }: Props) {
  const reason =
    status === "suspended" ? t("orgApiKeysSuspendedWhy") : status === "unknown" ? t("orgApiKeysUnknownWhy") : undefined;
  return (
    <>
      <Label isCompact {...LOOKS[status]} title={hasReason ? undefined : reason} data-testid="key-status">
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
      {hasReason && reason && (
        <div>
          <small>{reason}</small>
        </div>
      )}
    </>
  );
}
