import { formatDateTime } from "../host/dates";

interface Props {
  /** The time in ISO 8601. */
  at: string;
  /** The time in short words, such as a date or "2 days ago". */
  format: (time: string) => string;
}

/** A time in short words, with the exact time in its tooltip. */
export function Time({ at, format }: Props) {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {format(at)}
    </time>
  );
}
