// The suite of this source, from its samples.
import { cell, decode, describeSource } from '@huntboard/testing';

describeSource(__dirname);

const called = (syscall: string, more: object, at = '1795197600.101:1'): string =>
  JSON.stringify({
    ID: at,
    NODE: 'web1',
    SYSCALL: { SYSCALL: syscall, success: 'yes', pid: 901, ppid: 900, uid: 0, exe: '/usr/bin/env', ...more },
  });

test('a program that was looked for in vain was not started: who looked is what it was', () => {
  const { rows } = decode(`${called('execve', { success: 'no', exit: -2 })}\n${called('execve', {})}`);
  expect(rows.map((row) => [cell(row, 'category'), cell(row, 'action')])).toEqual([['linux', 'audit'], ['process', 'start']]); // prettier-ignore
});

test('a program that takes the place of another in the same second is a process of its own, also when it is told twice', () => {
  const story = ['/usr/bin/dash', '/usr/bin/curl'].map((exe) => called('execve', { exe })).join('\n');
  const { rows } = decode(`${story}\n${story}\n${called('exit_group', { exe: '/usr/bin/curl' }, '1795197609.000:9')}`);
  const [shell, curl, ...again] = rows.map((row) => cell(row, 'proc_guid'));
  expect(shell).not.toBe(curl);
  expect(again).toEqual([shell, curl, curl]);
  expect(rows.map((row) => cell(row, 'action'))).toEqual(['start', 'start', 'start', 'start', 'end']);
});

test('an account that is known by its number alone is called by it, but for root', () => {
  const { rows } = decode([0, 33, 4294967295].map((uid) => called('execve', { uid })).join('\n'));
  expect(rows.map((row) => cell(row, 'User'))).toEqual(['root', '33', '']);
});
