/** Counters in the text format of Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats/ */

/** Upper bounds in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export interface Metrics {
  /** One answered request. `route` is a pattern, never a path. */
  request(route: string, status: number, seconds: number): void;
  /** All of it, with what is only known when somebody asks. */
  text(gauges: Readonly<Record<string, number>>): string;
}

export function createMetrics(): Metrics {
  const counts = new Map<string, number>();
  const buckets = bounds.map(() => 0);
  let sum = 0;
  let total = 0;

  return {
    request(route, status, seconds) {
      const labels = `route="${route}",status="${status}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
      for (const [index, bound] of bounds.entries()) if (seconds <= bound) buckets[index] = (buckets[index] ?? 0) + 1;
      sum += seconds;
      total += 1;
    },
    text(gauges) {
      const lines = [
        '# HELP holdpoint_relay_requests_total Answered requests.',
        '# TYPE holdpoint_relay_requests_total counter',
        ...[...counts].map(([labels, count]) => `holdpoint_relay_requests_total{${labels}} ${count}`),
        '# HELP holdpoint_relay_request_seconds How long answers took.',
        '# TYPE holdpoint_relay_request_seconds histogram',
        ...bounds.map((bound, index) => `holdpoint_relay_request_seconds_bucket{le="${bound}"} ${buckets[index]}`),
        `holdpoint_relay_request_seconds_bucket{le="+Inf"} ${total}`,
        `holdpoint_relay_request_seconds_sum ${sum}`,
        `holdpoint_relay_request_seconds_count ${total}`,
        ...Object.entries(gauges).flatMap(([name, value]) => [
          `# TYPE holdpoint_relay_${name} gauge`,
          `holdpoint_relay_${name} ${value}`,
        ]),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}
