import { formatShortDate } from "../host/dates";
import { hasMessage, t } from "../host/messages";
import {
  BanIcon,
  CheckCircleIcon,
  ClockIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  Label,
} from "../patternfly";
import { Time } from "../ui/time";
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
export function StatusLabel({ apiKey, hasReason = false }: Props) {
  const { status, leakedAt, formerSecretExpiresAt } = apiKey;
  const reason = reasonOf(apiKey);
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
      {!hasReason && formerSecretExpiresAt && (
        <>
          {" "}
          <Label
            isCompact
            color="orange"
            icon={<ClockIcon />}
            className="org-api-keys-wrapping"
            data-testid="key-former"
          >
            <Time at={formerSecretExpiresAt} format={(at) => t("orgApiKeysFormerUntil", formatShortDate(at))} />
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

/** Returns why a key is suspended or why its status is unknown. */
function reasonOf({ status, suspensionCause }: ApiKey): string | undefined {
  if (status === "unknown") {
    return t("orgApiKeysUnknownWhy");
  }
  if (status !== "suspended") {
    return undefined;
  }
  const exact = `orgApiKeysSuspendedWhy.${suspensionCause}`;
  return t(hasMessage(exact) ? exact : "orgApiKeysSuspendedWhy");
}
