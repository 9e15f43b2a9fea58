// Fields that hold several values, one a line: a test on such a field holds when it holds for one of the values.
import type { Pattern } from '../model/pattern.ts';
import { ANY_RUN, toPattern } from '../model/pattern.ts';
import { anyOf } from './event-test.ts';
import type { EventExpr } from './event-test.ts';

const LINE = '\n';

/** The expression over any of the lines; what asks for the whole value, or for a part of a line anyway, stays as it is. */
export function overLines(expr: EventExpr): EventExpr {
  switch (expr.kind) {
    case 'text':
      return anyOf(linePatterns(expr.pattern).map((pattern) => ({ ...expr, pattern })));
    case 'textList': {
      const { literals } = expr;
      switch (expr.position) {
        case 'contains':
          return expr;
        case 'startswith':
          return anyOf([expr, { ...expr, position: 'contains', literals: literals.map((text) => LINE + text) }]);
        case 'endswith':
          return anyOf([expr, { ...expr, position: 'contains', literals: literals.map((text) => text + LINE) }]);
        case 'equals': {
          const filled = literals.filter((text) => text !== '');
          if (filled.length === 0) return expr;
          return anyOf([
            expr,
            { ...expr, position: 'startswith', literals: filled.map((text) => text + LINE) },
            { ...expr, position: 'endswith', literals: filled.map((text) => LINE + text) },
            { ...expr, position: 'contains', literals: filled.map((text) => LINE + text + LINE) },
          ]);
        }
      }
      return expr;
    }
    case 'regex':
      return expr.flags.includes('m')
        ? expr
        : {
            ...expr,
            flags: [...expr.flags.filter((flag) => flag === 'i'), 'm', ...expr.flags.filter((flag) => flag === 's')],
          };
    default:
      return expr;
  }
}

function linePatterns(pattern: Pattern): readonly Pattern[] {
  if (pattern.length === 0) return [pattern];
  const isOpen = pattern[0] === ANY_RUN;
  const isOpenEnded = pattern[pattern.length - 1] === ANY_RUN;
  const starts: readonly Pattern[] = isOpen ? [[]] : [[], [ANY_RUN, LINE]];
  const ends: readonly Pattern[] = isOpenEnded ? [[]] : [[], [LINE, ANY_RUN]];
  return starts.flatMap((start) => ends.map((end) => toPattern([...start, ...pattern, ...end])));
}
