import { useState } from "react";
import { t } from "../host/messages";
import {
  Button,
  Label,
  LabelGroup,
  PageSection,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
  Tr,
} from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { Clamped } from "../ui/clamped";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { RowActions } from "../ui/row-actions";
import { SearchField } from "../ui/search-field";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";
import type { Catalog, Resource } from "./api";
import { byRoles, inOrder, matching, RESERVED } from "./definition";
import { ResourceDialog } from "./resource-dialog";

interface Props {
  readonly catalog: Catalog;
  readonly mayManage: boolean;
}

/** The list of all resources of a realm. Not paged, because a catalog is small. */
export function CatalogPanel({ catalog, mayManage }: Props) {
  const { data: resources, problem, reload } = useLoad(() => catalog.list(), [catalog]);
  const [search, setSearch] = useState("");
  /** The resource in the edit dialog; null for a new resource, undefined if the dialog is closed. */
  const [edited, setEdited] = useState<Resource | null>();
  const [deleted, setDeleted] = useState<Resource>();
  const returnFocus = useFocusReturn(edited !== undefined || deleted !== undefined, resources);
  const alerts = useAlerts();

  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  if (!resources) {
    return <Loading />;
  }
  const found = matching(resources, search);
  const done = (message: string) => {
    setEdited(undefined);
    setDeleted(undefined);
    alerts.success(message);
    reload();
  };

  return (
    <div data-testid="catalog" ref={returnFocus.fallback} tabIndex={-1}>
      {resources.length === 0 ? (
        <Empty
          title={t("orgApiKeysCatalogEmpty")}
          actionLabel={mayManage ? t("orgApiKeysCatalogCreate") : undefined}
          onAction={() => setEdited(null)}
        >
          {t("orgApiKeysCatalogIntro")}
        </Empty>
      ) : (
        <>
          <PageSection variant="light" style={{ paddingBlockEnd: 0 }}>
            <p>{t("orgApiKeysCatalogIntro")}</p>
          </PageSection>
          <Toolbar>
            <ToolbarContent>
              <ToolbarItem>
                <SearchField placeholder={t("orgApiKeysCatalogSearch")} value={search} onSearch={setSearch} />
              </ToolbarItem>
              {mayManage && (
                <ToolbarItem>
                  <Button onClick={() => setEdited(null)} data-testid="create-resource">
                    {t("orgApiKeysCatalogCreate")}
                  </Button>
                </ToolbarItem>
              )}
            </ToolbarContent>
          </Toolbar>
          {found.length === 0 ? (
            <NothingFound onClear={() => setSearch("")} />
          ) : (
            <Resources
              resources={found}
              onEdit={mayManage ? setEdited : undefined}
              onDelete={mayManage ? setDeleted : undefined}
            />
          )}
        </>
      )}
      {edited !== undefined && (
        <ResourceDialog
          catalog={catalog}
          resource={edited}
          names={resources.map((resource) => resource.name)}
          onSaved={(name) => done(t(edited ? "orgApiKeysCatalogUpdated" : "orgApiKeysCatalogCreated", name))}
          onClose={() => setEdited(undefined)}
        />
      )}
      {deleted && (
        <ConfirmDialog
          title={t("orgApiKeysCatalogDeleteTitle", deleted.name)}
          confirmLabel={t("orgApiKeysUiDelete")}
          isDanger
          action={() => catalog.remove(deleted.name)}
          onDone={() => done(t("orgApiKeysCatalogDeleted", deleted.name))}
          onClose={() => setDeleted(undefined)}
        >
          <p>{t("orgApiKeysCatalogDeleteText")}</p>
          {deleted.name === RESERVED && <p>{t("orgApiKeysCatalogDeleteReserved")}</p>}
        </ConfirmDialog>
      )}
    </div>
  );
}

interface ResourcesProps {
  readonly resources: readonly Resource[];
  readonly onEdit?: ((resource: Resource) => void) | undefined;
  readonly onDelete?: ((resource: Resource) => void) | undefined;
}

function Resources({ resources, onEdit, onDelete }: ResourcesProps) {
  const columns = ["Name", "Description", "Actions", "Roles", "Audience"].map((each) => t(`orgApiKeysCatalog${each}`));
  const [name, description, actions, roles, audience] = columns;
  return (
    <Table variant="compact" aria-label={t("orgApiKeysCatalog")}>
      <Thead>
        <Tr>
          {columns.map((column) => (
            // wide enough for the four usual actions
            <Th key={column} modifier="nowrap" width={column === actions ? 25 : undefined}>
              {column}
            </Th>
          ))}
          {onEdit && <Th screenReaderText={t("orgApiKeysCatalogRowActions")} />}
        </Tr>
      </Thead>
      <Tbody>
        {resources.map((resource) => (
          <Tr key={resource.name} data-testid={`resource-${resource.name}`}>
            <Td dataLabel={name}>
              {onEdit ? (
                <Button variant="link" isInline onClick={() => onEdit(resource)}>
                  {resource.name}
                </Button>
              ) : (
                resource.name
              )}
            </Td>
            <Td dataLabel={description}>
              {resource.description && <Clamped text={resource.description} />}
              {resource.name === RESERVED && (
                <div>
                  <small>{t("orgApiKeysCatalogReserved")}</small>
                </div>
              )}
            </Td>
            <Td dataLabel={actions}>
              <Labels texts={inOrder(resource.actions)} />
            </Td>
            <Td dataLabel={roles}>
              {byRoles(resource).map((group) => (
                <div key={group.actions.join()}>
                  <bdi>{group.actions.join(", ")}</bdi>: {group.roles.join(` ${t("orgApiKeysCatalogOr")} `)}
                </div>
              ))}
              {Object.keys(resource.roles).length === 0 && t("orgApiKeysCatalogNoRoles")}
            </Td>
            <Td dataLabel={audience}>
              {resource.audience.length > 0 ? <Labels texts={resource.audience} /> : t("orgApiKeysCatalogAllClients")}
            </Td>
            {onEdit && onDelete && (
              <Td isActionCell>
                <RowActions
                  label={t("orgApiKeysCatalogActionsFor", resource.name)}
                  actions={[
                    { title: t("orgApiKeysUiEdit"), onClick: () => onEdit(resource), "data-testid": "action-edit" },
                    {
                      title: t("orgApiKeysUiDelete"),
                      onClick: () => onDelete(resource),
                      isDanger: true,
                      "data-testid": "action-delete",
                    },
                  ]}
                />
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Labels({ texts }: { texts: readonly string[] }) {
  return (
    <LabelGroup numLabels={8}>
      {texts.map((text) => (
        <Label key={text} isCompact dir="ltr">
          {text}
        </Label>
      ))}
    </LabelGroup>
  );
}
