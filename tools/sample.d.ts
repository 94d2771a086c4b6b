/** Types of sample.js for the tests that use it. */
export function unpackSample(): Promise<string>;
