// Asks what a query will read, once the person has stopped typing.
import { useEffect, useState } from 'react';
import type { TimeRange } from '@grafana/data';
import type { HuntboardDataSource } from '../datasource';
import { toEpoch } from '../epoch-range';
import type { EpochRange } from '../epoch-range';
import type { Explanation } from '../explanation';
import { isAskable } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { QueryModel } from '../query-models';

const STILL_MS = 500;

const asQuery = (model: QueryModel): HuntboardQuery => ({ refId: 'A', ...model });

interface Asked {
  readonly model: QueryModel;
  readonly range?: EpochRange;
}

/** Of the query as it is now; undefined while it is asked for, when there is nothing to ask, and when nobody answers. */
export function useExplanation(
  datasource: HuntboardDataSource,
  model: QueryModel,
  range: TimeRange | undefined,
): Explanation | undefined {
  const asked: Asked = { model, ...(range === undefined ? {} : { range: toEpoch(range) }) };
  // What is asked as text: the objects are new ones at every refresh.
  const key = JSON.stringify(asked);
  const [found, setFound] = useState<{ readonly key: string; readonly explanation: Explanation } | null>(null);
  useEffect(() => {
    let isGone = false;
    const { model: wanted, range: within } = JSON.parse(key) as Asked;
    const query = asQuery(wanted);
    if (!isAskable(query)) return undefined;
    const timer = setTimeout(() => {
      // Without an answer there is no cost to show; the query itself will say what is wrong with the store.
      datasource.explain(query, within).then(
        (explanation) => isGone || setFound({ key, explanation }),
        () => undefined,
      );
    }, STILL_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [datasource, key]);
  return found?.key === key ? found.explanation : undefined;
}
