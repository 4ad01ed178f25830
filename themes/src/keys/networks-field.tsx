import { useState } from "react";
import { t } from "../host/messages";
import { FormGroup } from "../patternfly";
import { FieldError } from "../ui/field-error";
import { errorsOf } from "../ui/problem";
import { TagsInput } from "../ui/tags-input";
import { isNetwork } from "./networks";

const FIELD = "allowedNetworks";

interface Props {
  value: readonly string[];
  /** Whether the realm requires networks for keys of this type. */
  isRequired: boolean;
  problem: unknown;
  onChange: (value: string[]) => void;
}

/** The allowed networks of a key. */
export function NetworksField({ value, isRequired, problem, onChange }: Props) {
  // the index in a field error refers to the networks that were sent, and not to the current value
  const [sent, setSent] = useState({ problem, networks: value });
  if (sent.problem !== problem) {
    setSent({ problem, networks: value });
  }
  const single = sent.networks.map((network, index) => ({ network, errors: errorsOf(problem, `${FIELD}.${index}`) }));
  const refused = single.some((each) => each.errors.length > 0)
    ? single.flatMap(({ network, errors }) => errors.map((error) => `${network}: ${error}`))
    : errorsOf(problem, FIELD);
  const wrong = value.filter((network) => !isNetwork(network)).map((network) => t("orgApiKeysNetworkWrong", network));
  const errors = [...refused, ...wrong];
  return (
    <FormGroup label={t("orgApiKeysNetworks")} isRequired={isRequired} fieldId="key-networks">
      <TagsInput
        id="key-networks"
        label={t("orgApiKeysNetworks")}
        placeholder={isRequired ? undefined : t("orgApiKeysNetworksAnywhere")}
        value={value}
        onChange={onChange}
        isInvalid={errors.length > 0}
        aria-describedby="key-networks-help"
      />
      <FieldError
        id="key-networks-help"
        errors={errors}
        help={t(isRequired ? "orgApiKeysNetworksRequired" : "orgApiKeysNetworksHelp")}
      />
    </FormGroup>
  );
}
