// What an audit event means: category and action by the types of its records, its system call and its paths.

const BY_TYPE: ReadonlyMap<string, readonly [category: string, action: string]> = new Map([
  ['USER_AUTH', ['auth', 'authenticate']],
  ['USER_ACCT', ['auth', 'account_check']],
  ['CRED_ACQ', ['auth', 'credential']],
  ['CRED_DISP', ['auth', 'credential']],
  ['USER_START', ['session', 'start']],
  ['USER_END', ['session', 'end']],
  ['USER_CMD', ['auth', 'command']],
  ['ADD_USER', ['account', 'create']],
  ['DEL_USER', ['account', 'delete']],
  ['USER_CHAUTHTOK', ['account', 'password_change']],
  ['ADD_GROUP', ['group', 'create']],
  ['DEL_GROUP', ['group', 'delete']],
  ['SERVICE_START', ['service', 'start']],
  ['SERVICE_STOP', ['service', 'stop']],
  ['DAEMON_START', ['log', 'started']],
  ['DAEMON_END', ['log', 'stopped']],
]);

const BY_CALL: ReadonlyMap<string, readonly [category: string, action: string]> = new Map([
  ['connect', ['network', 'connect']],
  ['accept', ['network', 'accept']],
  ['accept4', ['network', 'accept']],
  ['bind', ['network', 'bind']],
  ['init_module', ['driver', 'load']],
  ['finit_module', ['driver', 'load']],
  ['ptrace', ['process', 'access']],
  ['exit_group', ['process', 'end']],
]);

/** Category and action of an event; linux.audit for one that is no kind of its own. */
export function auditKind(
  types: readonly string[],
  fields: Readonly<Record<string, string | undefined>>,
): readonly [category: string, action: string] {
  const call = fields['SYSCALL'] ?? '';
  // Who looks for a program along PATH fails several times, and is still the program that it was.
  const isExec = types.includes('EXECVE') || call === 'execve' || call === 'execveat';
  if (isExec) return /^(no|fail)$/.test(fields['success'] ?? '') ? ['linux', 'audit'] : ['process', 'start'];
  if (types.includes('USER_LOGIN'))
    return ['auth', /^(success|1|yes)$/.test(fields['res'] ?? fields['success'] ?? '') ? 'success' : 'fail'];
  for (const type of types) if (BY_TYPE.has(type)) return BY_TYPE.get(type)!;
  if (BY_CALL.has(call)) return BY_CALL.get(call)!;
  const names = (fields['nametype'] ?? '').split('\n');
  const isNew = names.includes('CREATE');
  if (names.includes('DELETE')) return ['file', isNew ? 'rename' : 'delete'];
  return isNew ? ['file', 'create'] : ['linux', 'audit'];
}

/** The file that was created, renamed to or deleted, as an absolute path. */
export function auditedFile(fields: Readonly<Record<string, string | undefined>>): string {
  const names = (fields['name'] ?? '').split('\n');
  const types = (fields['nametype'] ?? '').split('\n');
  const created = types.indexOf('CREATE');
  const name = names[created >= 0 ? created : types.indexOf('DELETE')] ?? '';
  return name === '' || name.startsWith('/') ? name : `${(fields['cwd'] ?? '').replace(/\/$/, '')}/${name}`;
}
