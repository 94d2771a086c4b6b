/** Keeps blocks of any connector, with a capacity and a validity; the engine puts the same cache over costly sources by itself. */
export { wrapCache, type CacheOptions } from '../engine/index.js';
