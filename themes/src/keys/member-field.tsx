import { useState } from "react";
import { t } from "../host/messages";
import { FormGroup } from "../patternfly";
import { FieldError } from "../ui/field-error";
import { Typeahead } from "../ui/typeahead";
import { useSuggestions } from "../ui/use-suggestions";
import type { Member } from "./model";

interface Props {
  value: Member | undefined;
  search: (text: string) => Promise<Member[]>;
  errors: string[];
  onChange: (value: Member | undefined) => void;
}

const HELP = "key-member-help";

/** A search field for a member of the organization. */
export function MemberField({ value, search, errors, onChange }: Props) {
  const [text, setText] = useState(value?.username ?? "");
  const [open, setOpen] = useState(false);
  const { suggestions: members, failed } = useSuggestions(search, text === value?.username ? "" : text.trim());

  return (
    <FormGroup label={t("orgApiKeysMember")} isRequired fieldId="key-member">
      <Typeahead
        id="key-member"
        label={t("orgApiKeysMember")}
        placeholder={t("orgApiKeysMemberPlaceholder")}
        text={text}
        onText={(typed) => {
          setText(typed);
          onChange(undefined);
        }}
        isOpen={open}
        onOpen={setOpen}
        choices={members.map((member) => ({
          value: member.id,
          label: member.username,
          description: [member.firstName, member.lastName, member.email].filter(Boolean).join(" "),
        }))}
        selected={value?.id}
        onChoose={(id) => {
          const member = members.find((each) => each.id === id);
          onChange(member);
          setText(member?.username ?? "");
          setOpen(false);
        }}
        emptyText={t(failed ? "orgApiKeysMembersFailed" : "orgApiKeysMembersNone")}
        aria-describedby={HELP}
      />
      <FieldError id={HELP} errors={errors} help={t("orgApiKeysMemberHelp")} />
    </FormGroup>
  );
}
