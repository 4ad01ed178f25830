import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { useLoad, type Loaded } from "./use-load";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let shown: Loaded<string>;
beforeEach(() => {
  root = createRoot(document.createElement("div"));
});
afterEach(() => act(() => root.unmount()));

function Probe({ of, answers }: { of: string; answers: Map<string, Promise<string>> }) {
  shown = useLoad(() => answers.get(of) ?? Promise.reject(new Error("unexpected")), [of]);
  return null;
}

/** Runs an action and waits until React has applied all updates. */
const step = (does: () => void) =>
  act(async () => {
    does();
    await Promise.resolve();
  });

/** Returns the promise of a response, and the functions with which the test resolves or rejects the promise. */
function later() {
  let resolve: (answer: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

it("uses the response to the latest request, in whatever order they arrive", async () => {
  const slow = later();
  const answers = new Map([
    ["old", slow.promise],
    ["new", Promise.resolve("new answer")],
  ]);
  await step(() => root.render(<Probe of="old" answers={answers} />));
  await step(() => root.render(<Probe of="new" answers={answers} />));
  await step(() => slow.resolve("old answer"));
  expect(shown).toMatchObject({ data: "new answer", loading: false });
});

it("keeps the data while it reloads, and returns the error", async () => {
  const answers = new Map([["it", Promise.resolve("answer")]]);
  await step(() => root.render(<Probe of="it" answers={answers} />));
  const failure = later();
  answers.set("it", failure.promise);
  await step(() => shown.reload());
  expect(shown).toMatchObject({ data: "answer", loading: true });
  const problem = new Error("down");
  await step(() => failure.reject(problem));
  expect(shown).toMatchObject({ problem, loading: false });
});
