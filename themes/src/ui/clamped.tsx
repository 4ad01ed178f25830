import "./clamped.css";

/** A text of at most two lines. The tooltip has the complete text. */
export function Clamped({ text }: { text: string }) {
  return (
    // the outer element keeps the alignment of the page, whatever the direction of the text
    <span className="org-api-keys-clamped" title={text}>
      <bdi>{text}</bdi>
    </span>
  );
}
