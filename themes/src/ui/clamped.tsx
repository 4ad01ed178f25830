import "./clamped.css";
import { Fragment } from "react";

/**
 * A text of at most two lines. The tooltip has the complete text. A name such as `alice.adams@example.com` wraps after a
 * punctuation mark rather than inside a word.
 */
export function Clamped({ text }: { text: string }) {
  return (
    <span dir="auto" className="org-api-keys-clamped" title={text}>
      {(text.match(/[^._@]*[._@]*/g) ?? []).map((part, index) => (
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
