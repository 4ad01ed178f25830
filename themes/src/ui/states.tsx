import type { ComponentType, PropsWithChildren } from "react";
import { t } from "../host/messages";
import { signIn } from "../host/surroundings";
import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
  ExclamationCircleIcon,
  PlusCircleIcon,
  SearchIcon,
  Spinner,
} from "../patternfly";
import { useHeading, type HeadingLevel } from "./heading";
import { inWords, isSessionEnd } from "./problem";

export function Loading() {
  return (
    <Bullseye data-testid="loading">
      <Spinner aria-label={t("orgApiKeysUiLoading")} aria-valuetext={t("orgApiKeysUiLoading")} />
    </Bullseye>
  );
}

/** Replaces content that could not be loaded. */
export function Failed(props: { problem: unknown; onRetry: () => void; headingLevel?: HeadingLevel }) {
  const { title, text } = inWords(props.problem);
  const login = isSessionEnd(props.problem) ? signIn : undefined;
  const heading = useHeading(2);
  return (
    <EmptyState data-testid="failed" variant="lg" role="alert">
      <EmptyStateHeader
        titleText={title}
        headingLevel={props.headingLevel ?? heading}
        icon={<EmptyStateIcon icon={ExclamationCircleIcon} />}
      />
      <EmptyStateBody>{text}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button onClick={login ?? props.onRetry} data-testid="retry">
            {t(login ? "orgApiKeysUiSignIn" : "orgApiKeysUiRetry")}
          </Button>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}

type EmptyProps = PropsWithChildren<{
  title: string;
  headingLevel?: HeadingLevel;
  icon?: ComponentType;
  /** The label of the button; missing if the user has no permission for the action. */
  actionLabel?: string;
  onAction?: () => void;
}>;

/** Replaces an empty list. Explains the list and how to start. */
export function Empty({ title, headingLevel, icon = PlusCircleIcon, actionLabel, onAction, children }: EmptyProps) {
  const heading = useHeading(2);
  return (
    <EmptyState data-testid="empty-state" variant="lg">
      <EmptyStateHeader
        titleText={title}
        headingLevel={headingLevel ?? heading}
        icon={<EmptyStateIcon icon={icon} />}
      />
      <EmptyStateBody>{children}</EmptyStateBody>
      {actionLabel && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button onClick={onAction} data-testid="empty-action">
              {actionLabel}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** Replaces a list when the search has no results. */
export function NothingFound({ onClear }: { onClear?: () => void }) {
  return (
    <Empty
      title={t("orgApiKeysUiNothingFound")}
      icon={SearchIcon}
      actionLabel={onClear && t("orgApiKeysUiClearFilters")}
      onAction={onClear}
    >
      {t("orgApiKeysUiNothingFoundText")}
    </Empty>
  );
}
