/**
 * What the centre counts about itself, for Prometheus: how much came, what was refused and why, how long receipts took.
 *
 * No label names a station, a key or an address.
 * Spec: spec/transmission.md, section 9.
 * @module
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = {
  readonly registry: Registry;
  submission(outcome: string): void;
  refusal(rule: string): void;
  receipt(seconds: number): void;
};

/** Read when somebody asks for the metrics. */
export type MetricSources = Readonly<Record<string, { readonly help: string; readonly read: () => number }>>;

const RECEIPT_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const submissions = new Counter({
    name: "triplicate_submissions_total",
    help: "Submissions by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const refusals = new Counter({
    name: "triplicate_refusals_total",
    help: "Refused submissions by rule",
    labelNames: ["rule"],
    registers,
  });
  const receipts = new Histogram({
    name: "triplicate_receipt_seconds",
    help: "From submission to receipt",
    buckets: RECEIPT_BUCKETS,
    registers,
  });
  for (const [name, { help, read }] of Object.entries(sources)) {
    new Gauge({
      name: `triplicate_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  return {
    registry,
    submission: (outcome) => submissions.inc({ outcome }),
    refusal: (rule) => refusals.inc({ rule }),
    receipt: (seconds) => receipts.observe(seconds),
  };
}
