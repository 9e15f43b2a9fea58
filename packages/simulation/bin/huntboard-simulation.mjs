#!/usr/bin/env node
// Runs the simulation from its bundle.
import { createRequire } from 'node:module';

const { main } = createRequire(import.meta.url)('../dist/command.cjs');
process.exit(await main(process.argv.slice(2)));
