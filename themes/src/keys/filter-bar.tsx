import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { formatDays, formatShortDate } from "../host/dates";
import { t } from "../host/messages";
import {
  Button,
  Chip,
  ChipGroup,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  TextInput,
  TimesIcon,
  ToolbarContent,
  ToolbarItem,
} from "../patternfly";
import { FieldError } from "../ui/field-error";
import { Typeahead } from "../ui/typeahead";
import { useSuggestions } from "../ui/use-suggestions";
import { attributeQueryOf } from "./attribute-query";
import { MOST } from "./attributes";
import { cleared, dayOf, daysOf, isFlag, isTime, moreOf, type Filters, type MoreFilter } from "./filters";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The filters that a list offers in its menu, and their possible values. */
export interface FilterChoices {
  readonly filters: readonly MoreFilter[];
  /** Returns all permissions of the catalog. */
  permissions: () => Promise<readonly Choice[]>;
  /** Returns the organizations, or the users who could have created keys, for a typed text. */
  search: (filter: "organizationId" | "createdBy", text: string) => Promise<readonly Choice[]>;
  /** Returns the name of a filter's value; undefined if it is not known. */
  nameOf: (filter: MoreFilter, value: string) => string | undefined;
}

interface MenuProps {
  choices: FilterChoices;
  onFilter: (part: Partial<Filters>) => void;
}

/** The menu that adds a filter, and the field for the value of the chosen filter. */
export function FilterMenu({ choices, onFilter }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [adding, setAdding] = useState<MoreFilter>();
  const toggle = useRef<HTMLButtonElement>(null);
  const choose = (filter: MoreFilter) => {
    setOpen(false);
    if (isFlag(filter)) {
      toggle.current?.focus();
      onFilter({ [filter]: "true" });
    } else {
      setAdding(filter);
    }
  };
  const close = () => {
    setAdding(undefined);
    toggle.current?.focus();
  };
  return (
    <>
      <ToolbarItem>
        <Dropdown
          isOpen={isOpen}
          onOpenChange={setOpen}
          shouldFocusFirstItemOnOpen
          toggle={{
            toggleRef: toggle,
            toggleNode: (
              <MenuToggle ref={toggle} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} data-testid="filter-add">
                {t("orgApiKeysFilterAdd")}
              </MenuToggle>
            ),
          }}
        >
          <DropdownList>
            {choices.filters.map((filter) => (
              <DropdownItem key={filter} onClick={() => choose(filter)} data-testid={`filter-add-${filter}`}>
                {titleOf(filter)}
              </DropdownItem>
            ))}
          </DropdownList>
        </Dropdown>
      </ToolbarItem>
      {adding && (
        <ToolbarItem data-testid="filter-value">
          <FilterValue
            key={adding}
            filter={adding}
            choices={choices}
            onValue={(value) => {
              close();
              onFilter({ [adding]: value });
            }}
            onCancel={close}
          />
        </ToolbarItem>
      )}
    </>
  );
}

const titleOf = (filter: MoreFilter) => t(`orgApiKeysFilter.${filter}`);

interface ValueProps {
  filter: MoreFilter;
  choices: FilterChoices;
  onValue: (value: string) => void;
  onCancel: () => void;
}

function FilterValue({ filter, choices, onValue, onCancel }: ValueProps) {
  const [value, setValue] = useState("");
  const [searchPermissions] = useState(() => permissionSearch(choices.permissions));
  const form = useRef<HTMLFormElement>(null);
  // the menu that had focus is closed
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const label = titleOf(filter);
  const complete = completed(filter, value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete !== undefined) {
      onValue(complete);
    }
  };
  const field = (): ReactNode => {
    if (filter === "permission") {
      return (
        <Search
          label={label}
          placeholder={t("orgApiKeysFilterSelect")}
          search={searchPermissions}
          value={PERMISSION}
          onValue={onValue}
          onText={setValue}
        />
      );
    }
    if (filter === "organizationId" || filter === "createdBy") {
      return (
        <Search
          label={label}
          placeholder={t("orgApiKeysFilterPlaceholder")}
          search={(text) => choices.search(filter, text)}
          value={ID}
          onValue={onValue}
          onText={setValue}
        />
      );
    }
    if (filter === "q") {
      return (
        <AttributeQueryInput label={label} value={value} isComplete={complete !== undefined} onChange={setValue} />
      );
    }
    return <TextInput type="date" aria-label={label} value={value} onChange={(_, text) => setValue(text)} />;
  };
  return (
    <form ref={form} onSubmit={submit} className="org-api-keys-filter-value">
      <span aria-hidden="true">{label}</span>
      {field()}
      <Button type="submit" variant="secondary" isDisabled={complete === undefined} data-testid="filter-apply">
        {t("orgApiKeysFilterApply")}
      </Button>
      <Button variant="plain" aria-label={t("orgApiKeysUiCancel")} onClick={onCancel} data-testid="filter-cancel">
        <TimesIcon />
      </Button>
    </form>
  );
}

const PERMISSION = /^[\w.-]+:[\w.-]+$/;
/** The id of a user, key or organization. They can be deleted, and then have no suggestion. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Returns the value of the filter for the entered text; undefined if the text is not complete. */
function completed(filter: MoreFilter, text: string): string | undefined {
  if (filter === "q") {
    return attributeQueryOf(text);
  }
  if (filter === "permission") {
    return PERMISSION.test(text) ? text : undefined;
  }
  return (isTime(filter) ? dayOf(text) !== undefined : text !== "") ? text : undefined;
}

interface AttributeQueryProps {
  label: string;
  value: string;
  isComplete: boolean;
  onChange: (value: string) => void;
}

/** The input of attributes. Explains their format while the text is not complete. */
function AttributeQueryInput({ label, value, isComplete, onChange }: AttributeQueryProps) {
  const format = isComplete || value.trim() === "" ? undefined : t("orgApiKeysError.invalidAttributeQuery", MOST);
  return (
    <>
      <TextInput
        dir="ltr"
        aria-label={label}
        aria-describedby="key-filter-help"
        placeholder="plan:pro"
        value={value}
        onChange={(_, text) => onChange(text)}
      />
      <FieldError id="key-filter-help" errors={[]} help={format} />
    </>
  );
}

/** Returns a search for permissions of the catalog, which is loaded once. */
function permissionSearch(load: () => Promise<readonly Choice[]>) {
  let all: Promise<readonly Choice[]> | undefined;
  return async (text: string) => {
    all ??= load();
    try {
      return (await all).filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
    } catch (problem) {
      all = undefined;
      throw problem;
    }
  };
}

interface SearchProps {
  label: string;
  placeholder: string;
  search: (text: string) => Promise<readonly Choice[]>;
  /** The form of a text that is a value, also without a suggestion. */
  value: RegExp;
  /** Called with the value of a suggestion, or with a typed value. */
  onValue: (value: string) => void;
  /** Called with the typed text, which can be an id. */
  onText: (text: string) => void;
}

function Search({ label, placeholder, search, value, onValue, onText }: SearchProps) {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const { suggestions, failed } = useSuggestions(search, text.trim());
  const enter = () => {
    const typed = text.trim().toLowerCase();
    // the suggestions can still be those of an earlier text
    const matching = suggestions.filter((choice) => choice.label.toLowerCase().includes(typed));
    const exact = matching.find((choice) => choice.label.toLowerCase() === typed);
    const chosen = exact ?? (matching.length === 1 ? matching[0] : undefined);
    if (typed !== "" && chosen) {
      onValue(chosen.value);
    } else if (value.test(text.trim())) {
      onValue(text.trim());
    }
  };
  return (
    <Typeahead
      id="key-filter-value"
      label={label}
      placeholder={placeholder}
      text={text}
      onText={(typed) => {
        setText(typed);
        onText(typed.trim());
      }}
      isOpen={isOpen}
      onOpen={setOpen}
      choices={suggestions}
      onChoose={onValue}
      onEnter={enter}
      emptyText={t(failed ? "orgApiKeysUiTypeaheadFailed" : "orgApiKeysUiTypeaheadNone")}
    />
  );
}

interface ChipsProps {
  filters: Filters;
  choices: FilterChoices;
  onFilter: (part: Partial<Filters>) => void;
}

/** The filters in use. Each can be removed. */
export function FilterChips({ filters, choices, onFilter }: ChipsProps) {
  const chips = [
    ...(filters.status ? [["status", t(`orgApiKeysStatus.${filters.status}`)] as const] : []),
    ...(filters.type ? [["type", t(`orgApiKeysType.${filters.type}`)] as const] : []),
    ...moreOf(filters).map(([name, value]) => [name, valueOf(name, value, choices)] as const),
  ];
  if (chips.length === 0) {
    return null;
  }
  return (
    <ToolbarContent>
      {chips.map(([name, text]) => (
        <ToolbarItem key={name} variant="chip-group" data-testid={`chip-${name}`}>
          <ChipGroup categoryName={t(`orgApiKeysFilter.${name}`)}>
            <Chip
              onClick={() => onFilter({ [name]: "" })}
              closeBtnAriaLabel={t("orgApiKeysFilterRemove", t(`orgApiKeysFilter.${name}`))}
            >
              <bdi>{text}</bdi>
            </Chip>
          </ChipGroup>
        </ToolbarItem>
      ))}
      <ToolbarItem alignSelf="center">
        <Button variant="link" isInline onClick={() => onFilter(cleared(filters))} data-testid="filter-clear">
          {t("orgApiKeysUiClearFilters")}
        </Button>
      </ToolbarItem>
    </ToolbarContent>
  );
}

function valueOf(name: MoreFilter, value: string, choices: FilterChoices): string {
  if (isFlag(name)) {
    return t(value === "true" ? "orgApiKeysYes" : "orgApiKeysNo");
  }
  if (isTime(name)) {
    const days = daysOf(value);
    return days === undefined ? formatShortDate(dayOf(value) ?? new Date(0)) : formatDays(days);
  }
  return choices.nameOf(name, value) ?? value;
}
