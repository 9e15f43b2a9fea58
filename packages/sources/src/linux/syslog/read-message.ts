// What the messages of the programs that rules ask for say: who, from where, with what end.

interface MessageFields {
  readonly user?: string;
  readonly address?: string;
  /** Fields under the names that the program writes. */
  readonly named: Readonly<Record<string, string>>;
}

const SSH = /\b(?:Failed|Accepted) \S+ for (?:invalid user )?(\S+) from (\S+)/;

/** Fields of a message; sudo writes `alice : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/bin/id`. */
export function messageFields(program: string, message: string): MessageFields {
  if (program.startsWith('sshd')) {
    const [, user, address] = SSH.exec(message) ?? [];
    return { named: {}, ...(user === undefined ? {} : { user }), ...(address === undefined ? {} : { address }) };
  }
  if (program !== 'sudo') return { named: {} };
  const user = /^\s*(\S+) : /.exec(message)?.[1];
  const named: Record<string, string> = {};
  for (const part of message.split(' ; ')) {
    const match = /(?:^|\s)(TTY|PWD|USER|GROUP|COMMAND)=(.*)$/s.exec(part);
    if (match !== null) named[match[1]!] = match[2]!;
  }
  return { named, ...(user === undefined ? {} : { user }) };
}

/** Category and action of a message; linux.log for one that is no kind of its own. */
export function messageKind(program: string, message: string): readonly [category: string, action: string] {
  if (program.startsWith('sshd')) {
    if (/\bAccepted \S+ for /.test(message)) return ['auth', 'success'];
    if (/\bFailed \S+ for /.test(message)) return ['auth', 'fail'];
  }
  if (program === 'sudo') return ['auth', 'command'];
  return ['linux', 'log'];
}
