import { formatDate } from "../host/dates";
import { formatNumber, hasMessage, t } from "../host/messages";
import { Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import { useHeading } from "../ui/heading";
import { Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";
import type { KeysApi } from "./api";
import type { ApiKey, UsagePoint } from "./model";
import { bars, HEIGHT, reasons, WIDTH } from "./usage";

/** The daily usage of a key, as a bar chart and as a table. */
export function UsageChart({ api, apiKey }: { api: KeysApi; apiKey: ApiKey }) {
  const heading = useHeading(3);
  const { data: usage, problem, reload } = useLoad(() => api.usage(apiKey), [api, apiKey.id]);
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} headingLevel={heading} />;
  }
  if (!usage) {
    return <Loading />;
  }
  const summary = t("orgApiKeysUsageSummary", formatNumber(usage.allowed), formatNumber(usage.refused));
  if (usage.allowed + usage.refused === 0) {
    return <p data-testid="usage-summary">{t("orgApiKeysUsageNone")}</p>;
  }
  const day = (start: string) => formatDate(start);
  return (
    <figure>
      <figcaption data-testid="usage-summary">
        <bdi>{summary}</bdi>
      </figcaption>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        preserveAspectRatio="none"
        className="org-api-keys-chart"
      >
        {bars(usage.series).map((bar) => (
          <g key={bar.point.start}>
            <title>
              {[
                t(
                  "orgApiKeysUsageDay",
                  day(bar.point.start),
                  formatNumber(bar.point.allowed),
                  formatNumber(bar.point.refused),
                ),
                ...reasonTexts(bar.point),
              ].join("\n")}
            </title>
            <rect
              className="org-api-keys-allowed"
              x={bar.x}
              width={bar.width}
              y={bar.allowed.y}
              height={bar.allowed.height}
            />
            <rect
              className="org-api-keys-refused"
              x={bar.x}
              width={bar.width}
              y={bar.refused.y}
              height={bar.refused.height}
            />
          </g>
        ))}
        <line className="org-api-keys-axis" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <Scale series={usage.series} />
      {usage.refused > 0 && (
        <>
          <p id={REASONS}>
            <strong>{t("orgApiKeysRefusedBy")}</strong>
          </p>
          <ul aria-labelledby={REASONS} className="org-api-keys-reasons" data-testid="refused-by">
            {reasonTexts(usage).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      <details>
        <summary>{t("orgApiKeysUsageTable")}</summary>
        <Table variant="compact" aria-label={t("orgApiKeysUsage")} data-testid="usage-table">
          <Thead>
            <Tr>
              <Th>{t("orgApiKeysDay")}</Th>
              <Th>{t("orgApiKeysAllowed")}</Th>
              <Th>{t("orgApiKeysRefused")}</Th>
              <Th>{t("orgApiKeysRefusedBy")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {usage.series
              .filter((point) => point.allowed + point.refused > 0)
              .map((point) => (
                <Tr key={point.start}>
                  <Td dataLabel={t("orgApiKeysDay")}>{day(point.start)}</Td>
                  <Td dataLabel={t("orgApiKeysAllowed")}>{formatNumber(point.allowed)}</Td>
                  <Td dataLabel={t("orgApiKeysRefused")}>{formatNumber(point.refused)}</Td>
                  <Td dataLabel={t("orgApiKeysRefusedBy")}>{reasonTexts(point).join(", ")}</Td>
                </Tr>
              ))}
          </Tbody>
        </Table>
      </details>
    </figure>
  );
}

/** The first and the last day below the bars, and the legend. */
function Scale({ series }: { series: readonly UsagePoint[] }) {
  const ends = [series[0], series.at(-1)].map((point) => point && formatDate(point.start));
  return (
    <div className="org-api-keys-note org-api-keys-scale" aria-hidden>
      <span>{ends[0]}</span>
      <span className="org-api-keys-legend">
        <span>
          <svg viewBox="0 0 10 10" className="org-api-keys-swatch">
            <rect className="org-api-keys-allowed" width="10" height="10" />
          </svg>
          <bdi>{t("orgApiKeysAllowed")}</bdi>
        </span>
        <span>
          <svg viewBox="0 0 10 10" className="org-api-keys-swatch">
            <rect className="org-api-keys-refused" width="10" height="10" />
          </svg>
          <bdi>{t("orgApiKeysRefused")}</bdi>
        </span>
      </span>
      <span>{ends[1]}</span>
    </div>
  );
}

const REASONS = "org-api-keys-reasons";

/** Returns the refusals in words, such as "Missing permission: 3", the most frequent first. */
function reasonTexts(counts: Pick<UsagePoint, "refused" | "refusedBy">): string[] {
  return reasons(counts).map(([code, count]) => {
    const key = `orgApiKeysRefusal.${code}`;
    return `${hasMessage(key) ? t(key) : code}: ${formatNumber(count)}`;
  });
}
