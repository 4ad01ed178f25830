/**
 * Checks that the modules of this directory that replace others fit their importers: see embed.config.ts.
 *
 * @template Original the module that is replaced
 * @template Ours the module in its place, with everything that the page imports from the original
 */
type Replacing<Original, Ours extends Partial<Original>> = Ours;

export type Environment = Replacing<typeof import("../host/environment"), typeof import("./host/environment")>;
export type Query = Replacing<typeof import("../host/query"), typeof import("./host/query")>;
export type Surroundings = Replacing<typeof import("../host/surroundings"), typeof import("./host/surroundings")>;
export type Token = Replacing<typeof import("../host/token"), typeof import("./host/token")>;
export type HiddenSiblings = Replacing<
  typeof import("../ui/use-hidden-siblings"),
  typeof import("./ui/use-hidden-siblings")
>;
export type LeaveGuard = Replacing<typeof import("../ui/use-leave-guard"), typeof import("./ui/use-leave-guard")>;
