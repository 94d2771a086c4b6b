/** Runs the checks of connectors as tests; a connector's test calls it with a source of known content. */
import { describe, it } from 'vitest';
import { CHECKS, type ConnectorCase } from '../connectors/conformance/checks.js';

/** Runs the suite. */
export function connectorConformance(subject: ConnectorCase & { readonly name: string }): void {
  describe(`${subject.name}: conformance`, () => {
    for (const [name, check] of Object.entries(CHECKS)) it(name, () => check(subject));
  });
}
