// `huntboard rules …`: what can be done with Sigma rules without events coming in.
import type { Command } from 'commander';
import { registerCheck } from './check.ts';
import { registerExplain } from './explain.ts';
import { registerSql } from './print-sql.ts';
import { registerTest } from './test.ts';

export function registerRules(program: Command): void {
  const rules = program.command('rules').description('check, test and explain Sigma rules');
  for (const register of [registerCheck, registerSql, registerTest, registerExplain]) register(rules);
}
