import "./kill-switch.css";
import { useState, type ReactNode } from "react";
import type { KillSwitch as Counts, SwitchedKeys } from "openapi";
import { env } from "../host/environment";
import { t } from "../host/messages";
import { queryOf } from "../host/query";
import { get, post } from "../host/rest";
import { AlertActionLink, Button } from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Notice } from "../ui/notice";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";

type Action = "disable" | "restore";

interface Props {
  readonly realm: string;
  readonly organizationId: string;
  /** The name of the organization. */
  readonly organization: string;
  /**
   * @param revision changes when the kill switch has changed keys
   * @param onChanged must be called when a key was changed
   */
  readonly children: (revision: number, onChanged: () => void) => ReactNode;
}

/** The list of an organization's keys, with the kill switch: disable all keys, and restore them. */
export function KillSwitch({ realm, organizationId, organization, children }: Props) {
  const url = `${env.adminBaseUrl}/admin/realms/${encodeURIComponent(realm)}/api-keys/kill-switch`;
  const alerts = useAlerts();
  const counts = useLoad(() => get<Counts>(`${url}?${queryOf({ organizationId })}`), [url, organizationId]);
  const [open, setOpen] = useState<Action>();
  const [revision, setRevision] = useState(0);
  const { fallback, remember } = useFocusReturn(open !== undefined, counts.data);
  const { enabled = 0, restorable = 0 } = counts.data ?? {};

  const show = (action: Action) => {
    remember();
    setOpen(action);
  };
  const change = async (action: Action) => {
    const { count } = await post<SwitchedKeys>(url, { action, organizationId });
    alerts.success(t(`orgApiKeysKillSwitchDone.${action}`, count));
  };
  const done = () => {
    setOpen(undefined);
    setRevision(revision + 1);
    counts.reload();
  };

  return (
    <div ref={fallback} tabIndex={-1}>
      {restorable > 0 && (
        <div className="org-api-keys-kill-switch">
          <Notice
            variant="warning"
            title={t("orgApiKeysKillSwitchNotice", restorable)}
            actionLinks={
              <AlertActionLink onClick={() => show("restore")} data-testid="restore-all">
                {t("orgApiKeysKillSwitch.restore")}
              </AlertActionLink>
            }
            data-testid="killed-keys"
          />
        </div>
      )}
      {children(revision, counts.reload)}
      {enabled > 0 && (
        <div className="org-api-keys-kill-switch">
          <Button variant="secondary" isDanger onClick={() => show("disable")} data-testid="disable-all">
            {t("orgApiKeysKillSwitch.disable")}
          </Button>
        </div>
      )}
      {open && (
        <ConfirmDialog
          title={t(`orgApiKeysKillSwitchTitle.${open}`, organization)}
          confirmLabel={t(`orgApiKeysKillSwitchConfirm.${open}`)}
          isDanger={open === "disable"}
          action={() => change(open)}
          onDone={done}
          onClose={() => setOpen(undefined)}
          data-testid={`${open}-all-dialog`}
        >
          <p>
            <strong>{t("orgApiKeysKillSwitchCount", open === "disable" ? enabled : restorable)}</strong>
          </p>
          <p>{t(`orgApiKeysKillSwitchText.${open}`)}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
