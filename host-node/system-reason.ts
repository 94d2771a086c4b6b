/** What the system says of a call that failed. */

/** The system's words without the call: "no such file or directory (ENOENT)". */
export function systemReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const match = /^([A-Z0-9]+): (.*?)(?:, \w+(?: '.*')?)?$/s.exec(text);
  if (match !== null) return `${match[2]} (${match[1]})`;
  // Those of sockets: "connect ENOENT /run/vm.qmp".
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const words = code === undefined ? undefined : SOCKET_REASONS[code];
  return words === undefined ? text : `${words} (${code})`;
}

/** By error number, for calls whose messages carry nothing else. */
const SOCKET_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the other end broke the connection off',
  EPIPE: 'the other end closed the connection',
  ENOTSOCK: 'not a socket',
};
