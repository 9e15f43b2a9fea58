// All visual cases by name.
import type { CaseMaker } from './case';
import * as hostile from './hostile';
import * as recorded from './recorded/cases';
import * as shapes from './shapes';
import * as states from './states';
import * as stories from './stories';

const dashed = (name: string): string => name.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`);

export const cases: Readonly<Record<string, CaseMaker>> = Object.fromEntries(
  Object.entries({ ...recorded, ...stories, ...shapes, ...hostile, ...states }).map(([name, make]) => [
    dashed(name),
    make,
  ]),
);
