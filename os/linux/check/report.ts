/** What checks write into: findings, and what could not be looked at. */
import type { Finding, Listing } from '../../types.js';

/** A finding without the fields that all have alike. */
export type NewFinding = Omit<Finding, 'complete' | 'reason'>;

/** Gathers what the checks say. */
export class Report {
  private readonly findings: Finding[] = [];
  private readonly reasons = new Set<string>();

  /** Something suspicious was seen. */
  found(finding: NewFinding): void {
    this.findings.push({ ...finding, complete: true });
  }

  /** Something could not be looked at, and why; said once. */
  unchecked(reason: string): void {
    this.reasons.add(reason);
  }

  /** All of it. */
  listing(): Listing<Finding> {
    const { findings: items, reasons } = this;
    return reasons.size === 0
      ? { items, complete: true }
      : { items, complete: false, reason: `not checked: ${[...reasons].join('; ')}` };
  }
}

/** An address in text. */
export const hex = (address: bigint | number): string => `0x${address.toString(16)}`;
