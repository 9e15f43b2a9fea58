// Accounts and logon sessions as Windows names them.
import type { Company, Employee } from '../company/types.ts';

export interface Account {
  readonly domain: string;
  readonly name: string;
  readonly sid: string;
}

export interface Logon {
  /** Locally unique id of the session, hex. */
  readonly id: string;
  readonly guid: string;
  /** Terminal session: 0 for services, 1 and up for people. */
  readonly session: number;
  readonly account: Account;
}

export const SYSTEM: Account = { domain: 'NT AUTHORITY', name: 'SYSTEM', sid: 'S-1-5-18' };
export const LOCAL_SERVICE: Account = { domain: 'NT AUTHORITY', name: 'LOCAL SERVICE', sid: 'S-1-5-19' };
export const NETWORK_SERVICE: Account = { domain: 'NT AUTHORITY', name: 'NETWORK SERVICE', sid: 'S-1-5-20' };

export const serviceLogon = (account: Account, machineId: string): Logon => {
  const number = account === SYSTEM ? 0x3e7 : account === LOCAL_SERVICE ? 0x3e5 : 0x3e4;
  const swapped = `${(number & 0xff).toString(16).padStart(2, '0')}${(number >> 8).toString(16).padStart(2, '0')}`;
  return {
    id: `0x${number.toString(16)}`,
    guid: `{${machineId}-0000-0000-${swapped}-000000000000}`,
    session: 0,
    account,
  };
};

export const domainAccount = (company: Company, employee: Employee): Account => ({
  domain: company.domain,
  name: employee.name,
  sid: employee.sid,
});

/** `DOMAIN\name`. */
export const accountName = (account: Account): string => `${account.domain}\\${account.name}`;
