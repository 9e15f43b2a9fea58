// The options by which a command selects rules.
import { Option, type Command } from 'commander';
import type { Level, Status } from '@huntboard/sigma';
import { LEVEL_ORDER, STATUSES, type Selection } from '../../rules/select-rules.ts';

export interface SelectionOptions {
  readonly level?: Level;
  readonly status?: readonly Status[];
  readonly product?: readonly string[];
  readonly tag?: readonly string[];
  readonly rule?: readonly string[];
}

/** For an option that may be given several times. */
export const repeat = (value: string, list: readonly string[] = []): readonly string[] => [...list, value];

/** For one that may be given several times, or with several values separated by commas. */
export const collect = (value: string, list: readonly string[] = []): readonly string[] => [
  ...list,
  ...value.split(','),
];

const lower = (value: string, list?: readonly string[]): readonly string[] => collect(value.toLowerCase(), list);

const statuses = (value: string, list?: readonly string[]): readonly string[] => {
  const all = lower(value, list);
  const wrong = all.find((status) => !(STATUSES as readonly string[]).includes(status));
  if (wrong !== undefined) throw new Error(`error: no status is called ${wrong}: ${STATUSES.join(', ')}`);
  return all;
};

export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--level <level>', 'only rules of at least this level').choices(LEVEL_ORDER))
    .option('--status <status>', 'only rules of this status; several with commas', statuses)
    .option('--product <product>', 'only rules for this product; several with commas', lower)
    .option('--tag <tag>', 'only rules with this tag, such as attack.t1059; several with commas', lower)
    .option('--rule <id>', 'only the rule with this id or name; several with commas', collect);
}

export function selectionOf({ level, status, product, tag, rule }: SelectionOptions): Selection {
  return {
    ...(level === undefined ? {} : { level }),
    ...(status === undefined ? {} : { statuses: status }),
    ...(product === undefined ? {} : { products: product }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(rule === undefined ? {} : { ids: rule }),
  };
}
