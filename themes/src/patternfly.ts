// By deep import, because the packages' own index would bring everything along
export { PageSection } from "@patternfly/react-core/dist/esm/components/Page";
