import "./clamped.css";

/** A text of at most two lines. The tooltip has the complete text. */
export function Clamped({ text }: { text: string }) {
  return (
    <span dir="auto" className="org-api-keys-clamped" title={text}>
      {text}
    </span>
  );
}
