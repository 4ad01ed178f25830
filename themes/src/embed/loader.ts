import { OrgApiKeysElement } from "./element";

const NAME = "org-api-keys";

// a page can load this file from several realms
if (!customElements.get(NAME)) {
  customElements.define(NAME, OrgApiKeysElement);
}
