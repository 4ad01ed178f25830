// Deep imports, because the index of a package would add all its modules to the bundle
export {
  Alert,
  AlertActionCloseButton,
  AlertActionLink,
  AlertGroup,
} from "@patternfly/react-core/dist/esm/components/Alert";
export { Button } from "@patternfly/react-core/dist/esm/components/Button";
export { Checkbox } from "@patternfly/react-core/dist/esm/components/Checkbox";
export { Chip, ChipGroup } from "@patternfly/react-core/dist/esm/components/Chip";
export { ClipboardCopy } from "@patternfly/react-core/dist/esm/components/ClipboardCopy";
export {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core/dist/esm/components/DescriptionList";
export { Dropdown, DropdownItem, DropdownList } from "@patternfly/react-core/dist/esm/components/Dropdown";
export {
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
} from "@patternfly/react-core/dist/esm/components/EmptyState";
export { ActionGroup, Form, FormGroup, FormHelperText } from "@patternfly/react-core/dist/esm/components/Form";
export { FormSelect, FormSelectOption } from "@patternfly/react-core/dist/esm/components/FormSelect";
export { HelperText, HelperTextItem } from "@patternfly/react-core/dist/esm/components/HelperText";
export { Label, LabelGroup } from "@patternfly/react-core/dist/esm/components/Label";
export { MenuToggle } from "@patternfly/react-core/dist/esm/components/MenuToggle";
export { Modal } from "@patternfly/react-core/dist/esm/components/Modal";
export { PageSection } from "@patternfly/react-core/dist/esm/components/Page";
export { Pagination } from "@patternfly/react-core/dist/esm/components/Pagination";
export { Radio } from "@patternfly/react-core/dist/esm/components/Radio";
export { SearchInput } from "@patternfly/react-core/dist/esm/components/SearchInput";
export { Select, SelectList, SelectOption } from "@patternfly/react-core/dist/esm/components/Select";
export { Spinner } from "@patternfly/react-core/dist/esm/components/Spinner";
export { TextArea } from "@patternfly/react-core/dist/esm/components/TextArea";
export { TextInput } from "@patternfly/react-core/dist/esm/components/TextInput";
export {
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from "@patternfly/react-core/dist/esm/components/TextInputGroup";
export { Title } from "@patternfly/react-core/dist/esm/components/Title";
export { Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core/dist/esm/components/Toolbar";
export { Bullseye } from "@patternfly/react-core/dist/esm/layouts/Bullseye";
export { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table/dist/esm/components/Table";
export { default as AngleDownIcon } from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
export { default as AngleLeftIcon } from "@patternfly/react-icons/dist/esm/icons/angle-left-icon";
export { default as AngleRightIcon } from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
export { default as BanIcon } from "@patternfly/react-icons/dist/esm/icons/ban-icon";
export { default as CheckCircleIcon } from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
export { default as ClockIcon } from "@patternfly/react-icons/dist/esm/icons/clock-icon";
export { default as EllipsisVIcon } from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
export { default as ExclamationCircleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
export { default as ExclamationTriangleIcon } from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
export { default as PlusCircleIcon } from "@patternfly/react-icons/dist/esm/icons/plus-circle-icon";
export { default as SearchIcon } from "@patternfly/react-icons/dist/esm/icons/search-icon";
export { default as SyncAltIcon } from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
export { default as TimesIcon } from "@patternfly/react-icons/dist/esm/icons/times-icon";
