// Makes figures of measured rows: rates, ratios, and whether a goal is reached.

/** Bytes that a pass moves. */
function bytesOf(row, lane, dumpBytes) {
  if (row.size === 'dump') return dumpBytes;
  return row.perPass === true ? row.size : row.size * lane.count;
}

/** A lane's figure in the row's unit. */
function valueOf(row, lane, dumpBytes) {
  if (row.unit === 'ns') return lane.least / lane.count;
  if (row.unit === 'ms') return lane.least / 1e6;
  return bytesOf(row, lane, dumpBytes) / lane.least;
}

const fastest = (lanes) => lanes.reduce((a, b) => (a === undefined || b.least < a.least ? b : a), undefined);

const DIGITS = { calls: 0, bytes: 0 };

/** A figure with as many digits as tell something. */
export function show(value, unit) {
  if (value === undefined) return '–';
  if (unit in DIGITS) return value.toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}

/** A ratio as text. */
export const ratio = (value) => (value === undefined ? '–' : `${show(value, 'x')} x`);

/** A goal as text. */
export function goalText(goal, unit) {
  if (goal.kind === 'times') return `${goal.factor} x ${goal.than}`;
  return `${goal.value.toLocaleString('en-US')} ${unit}`;
}

/**
 * @param measured what measure.js gives
 * @param {number} dumpBytes size of the dump
 * @returns one row of the table: `ours`, `floor`, `memflow` in the row's unit, how many times faster ours is, the goals
 */
export function figuresOf({ row, lanes, wrong, value }, dumpBytes) {
  const { id, group, name, unit, goals } = row;
  const base = { id, group, name, unit, wrong, lanes };
  const judged = (figures) => ({
    ...base,
    ...figures,
    goals: goals.map((goal) => {
      const got = goal.kind === 'times' ? figures.times[goal.than] : figures.ours;
      const reached =
        got === undefined ? undefined : goal.kind === 'times' ? got >= goal.factor : got <= goal.value;
      return { ...goal, text: goalText(goal, unit), got, reached };
    }),
  });
  const memflowLanes = lanes.filter(
    ({ engine, command }) => engine === 'memflow' && row.memflow.includes(command),
  );
  if (unit === 'calls' || unit === 'bytes')
    return judged({ ours: value, memflow: memflowLanes[0]?.count, times: {} });

  const best = fastest(memflowLanes);
  const ours = lanes.find(({ engine }) => engine === 'ours');
  const floor = lanes.find(({ engine }) => engine === 'floor');
  const of = (lane) => (lane === undefined ? undefined : valueOf(row, lane, dumpBytes));
  const aside = fastest(
    lanes.filter(({ engine, command }) => engine === 'memflow' && row.aside?.includes(command)),
  );
  const timesOf = (lane) => (lane === undefined || ours === undefined ? undefined : lane.least / ours.least);
  return judged({
    ours: of(ours),
    floor: of(floor),
    memflow: of(best),
    memflowBest: best?.command,
    memflowAside: of(aside),
    memflowFound: row.incomplete === undefined ? undefined : best?.count,
    found: ours?.count ?? floor?.count,
    times: { memflow: timesOf(best), floor: timesOf(floor) },
  });
}

/** yes, no, or a dash when it was not measured. */
export function reachedText(goals) {
  if (goals.some(({ reached }) => reached === undefined)) return '–';
  return goals.every(({ reached }) => reached) ? 'yes' : 'no';
}
