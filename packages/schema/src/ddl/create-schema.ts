// The whole database as DDL, as the definitions stand now. What runs are the migrations, which hold such text frozen.
import { feeds, tables, views } from '../tables/index.ts';
import { createFeed, createTable, createView } from './create-table.ts';
import type { TargetKind } from './target.ts';

/** Statements that create every table, feed and view, in order. */
export function createSchema(target: TargetKind): readonly string[] {
  return [
    ...tables.flatMap((table) => createTable(table, target)),
    ...feeds.map((feed) => createFeed(feed, target)),
    ...views.map((view) => createView(view, target)),
  ];
}
