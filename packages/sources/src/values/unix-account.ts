// Accounts of Unix that a sensor knows by number.

/** `uid` -1, which the kernel prints without a sign: no account was set. */
const UNSET = String(0xffff_ffff);

/** The name of an account that is known by number: 0 is root everywhere, others are called by their number; '' when none is set. */
export function unixAccount(uid: string): string {
  if (uid === '0') return 'root';
  return uid === UNSET || uid === '-1' ? '' : uid;
}
