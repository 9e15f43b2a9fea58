// A process of the simulated Windows world, and what it takes to start one.
import type { Logon } from './accounts.ts';
import type { Program } from './programs.ts';

export type Integrity = 'Low' | 'Medium' | 'High' | 'System' | 'AppContainer';

export interface Process {
  readonly guid: string;
  readonly pid: number;
  readonly program: Program;
  readonly commandLine: string;
  readonly logon: Logon;
  readonly integrity: Integrity;
  readonly startedAt: number;
}

export interface Start {
  readonly ts: number;
  readonly parent: Process;
  readonly program: Program;
  readonly commandLine: string;
  /** The parent's when absent. */
  readonly logon?: Logon;
  readonly integrity?: Integrity;
  readonly directory?: string;
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly name?: string;
}

export const PORT_NAMES: Readonly<Record<number, string>> = {
  53: 'domain',
  80: 'http',
  88: 'kerberos',
  135: 'epmap',
  389: 'ldap',
  443: 'https',
  445: 'microsoft-ds',
  3389: 'ms-wbt-server',
};

/** `2026-11-24 10:00:00.123`, the form of Sysmon's UtcTime. */
export const utcTime = (ts: number): string => new Date(ts).toISOString().replace('T', ' ').slice(0, 23);
