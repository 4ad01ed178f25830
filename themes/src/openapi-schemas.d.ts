/** Schemas of docs/openapi.json, by name. The bundle contains only the schemas that a page imports. */
declare module "openapi-schemas" {
  /** A JSON schema, as far as the pages read it. */
  export interface Schema {
    readonly type?: string | readonly string[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema;
    readonly maxProperties?: number;
    readonly items?: Schema;
    readonly maxItems?: number;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly enum?: readonly string[];
    readonly "x-unit"?: "seconds";
  }

  export const Attributes: Schema;
  export const KeyUpdate: Schema;
  export const Resource: Schema;
  export const Settings: Schema;
}
