import type { UsagePoint } from "./model";

export const WIDTH = 600;
export const HEIGHT = 120;
const GAP = 0.2;
/** The minimum height of a bar, so that a single use is visible next to thousands. */
const LEAST = 2;

interface Bar {
  point: UsagePoint;
  x: number;
  width: number;
  allowed: { y: number; height: number };
  refused: { y: number; height: number };
}

/** Returns a bar for each point, with refused on top of allowed uses. The highest bar has the full height. */
export function bars(series: readonly UsagePoint[]): Bar[] {
  const step = WIDTH / Math.max(1, series.length);
  const most = Math.max(1, ...series.map((point) => point.allowed + point.refused));
  const scale = (count: number) => (count === 0 ? 0 : Math.max(LEAST, (count / most) * (HEIGHT - LEAST)));
  return series.map((point, index) => {
    const allowed = scale(point.allowed);
    const refused = Math.min(scale(point.refused), HEIGHT - allowed);
    return {
      point,
      x: index * step + (step * GAP) / 2,
      width: step * (1 - GAP),
      allowed: { y: HEIGHT - allowed, height: allowed },
      refused: { y: HEIGHT - allowed - refused, height: refused },
    };
  });
}

/** The refusals whose reason was not counted, because an older version counted them. */
const UNKNOWN = "unknown";

/** Returns the number of refusals for each reason, the most frequent reason first. */
export function reasons({ refused, refusedBy }: Pick<UsagePoint, "refused" | "refusedBy">): [string, number][] {
  const known = Object.entries(refusedBy).filter(([, count]) => count > 0);
  const others = refused - known.reduce((sum, [, count]) => sum + count, 0);
  known.sort(([, one], [, other]) => other - one);
  return others > 0 ? [...known, [UNKNOWN, others]] : known;
}
