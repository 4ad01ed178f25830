/** The stylesheets of PatternFly in the directory of our scripts: see patternfly-styles.ts. */
declare module "patternfly-styles" {
  /** The path of each stylesheet, a class, and custom properties that the stylesheet defines for elements of this class. */
  export const STYLES: readonly (readonly [file: string, className: string, ...properties: string[]])[];
}
