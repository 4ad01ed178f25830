import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { t } from "../host/messages";
import {
  FormGroup,
  MenuToggle,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
} from "../patternfly";
import { FieldError } from "../ui/field-error";
import type { Member } from "./model";

/** How long typing has to pause before the server is asked, in milliseconds. */
const PAUSE = 250;

interface Props {
  value: Member | undefined;
  search: (text: string) => Promise<Member[]>;
  errors: string[];
  onChange: (value: Member | undefined) => void;
}

const LIST = "key-member-list";
const HELP = "key-member-help";
const optionId = (index: number) => `${LIST}-${index}`;

/** One of the organization's members, found by typing. */
export function MemberField({ value, search, errors, onChange }: Props) {
  const [text, setText] = useState(value?.username ?? "");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [found, setFound] = useState<{ members: Member[]; failed: boolean }>({ members: [], failed: false });
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(search);
  asked.current = search;
  const wanted = text === value?.username ? "" : text.trim();

  useEffect(() => {
    let stale = false;
    const show = (members: Member[], failed: boolean) => {
      if (!stale) {
        setFound({ members, failed });
      }
    };
    const timer = setTimeout(() => {
      asked.current(wanted).then(
        (members) => show(members, false),
        () => show([], true),
      );
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [wanted]);

  // PatternFly would put these at the element around the input
  useEffect(() => {
    input.current?.setAttribute("aria-describedby", HELP);
    input.current?.setAttribute("autocomplete", "off");
  }, []);

  const { members, failed } = found;
  const choose = (member: Member | undefined) => {
    if (member) {
      onChange(member);
      setText(member.username);
      setOpen(false);
      setActive(-1);
      input.current?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const start = active < 0 && step < 0 ? 0 : active;
      setActive(members.length === 0 ? -1 : (start + step + members.length) % members.length);
    } else if (event.key === "Enter" && open) {
      // never submits the form around it
      event.preventDefault();
      choose(members[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Tab") {
      setOpen(false);
    }
  };
  return (
    <FormGroup label={t("orgApiKeysMember")} isRequired fieldId="key-member">
      <Select
        id={LIST}
        isOpen={open}
        onOpenChange={setOpen}
        selected={value?.id}
        onSelect={(_, id) => choose(members.find((member) => member.id === id))}
        isScrollable
        toggle={(toggleRef) => (
          <MenuToggle
            ref={toggleRef}
            variant="typeahead"
            isFullWidth
            isExpanded={open}
            aria-label={t("orgApiKeysMember")}
            onClick={() => {
              setOpen(!open);
              input.current?.focus();
            }}
          >
            <TextInputGroup isPlain>
              <TextInputGroupMain
                inputId="key-member"
                innerRef={input}
                value={text}
                placeholder={t("orgApiKeysMemberPlaceholder")}
                role="combobox"
                isExpanded={open}
                aria-controls={LIST}
                aria-activedescendant={active >= 0 ? optionId(active) : undefined}
                onClick={() => setOpen(true)}
                onChange={(_, typed) => {
                  setText(typed);
                  setActive(-1);
                  setOpen(true);
                  onChange(undefined);
                }}
                onKeyDown={onKeyDown}
              />
            </TextInputGroup>
          </MenuToggle>
        )}
      >
        <SelectList id={LIST} aria-label={t("orgApiKeysMember")}>
          {members.map((member, index) => (
            <SelectOption
              key={member.id}
              id={optionId(index)}
              value={member.id}
              isFocused={index === active}
              description={[member.firstName, member.lastName, member.email].filter(Boolean).join(" ")}
            >
              {member.username}
            </SelectOption>
          ))}
          {members.length === 0 && (
            <SelectOption isDisabled>{t(failed ? "orgApiKeysMembersFailed" : "orgApiKeysMembersNone")}</SelectOption>
          )}
        </SelectList>
      </Select>
      <FieldError id={HELP} errors={errors} help={t("orgApiKeysMemberHelp")} />
    </FormGroup>
  );
}
