/** Which machines of the lab the tests look at: those that PAGEWALK_LAB_MACHINES names, else all whose dump is there. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A machine of test/dumps/machines.json, as far as tests look at it. */
export interface LabMachine {
  readonly name: string;
  readonly formats: readonly string[];
  readonly arch?: string;
  /** MiB. */
  readonly memory: number;
}

const cache = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');
const folder = process.env['PAGEWALK_LAB'] ?? join(cache, 'dumps');

/** The machines that were named; undefined when none was. */
export const NAMED: readonly string[] | undefined = process.env['PAGEWALK_LAB_MACHINES']?.split(',');

/** All machines that the lab can make. */
export const MACHINES = JSON.parse(
  readFileSync(join(import.meta.dirname, '../dumps/machines.json'), 'utf8'),
) as readonly LabMachine[];

/** A file of a machine. */
export const labFile = (machine: string, file = 'ram.raw'): string => join(folder, machine, file);

/** Whether a machine's dump has been made. */
export const isMade = (machine: string): boolean => existsSync(labFile(machine));

/** Whether a machine is to be looked at. */
export const isChosen = (machine: string): boolean => NAMED?.includes(machine) ?? isMade(machine);
