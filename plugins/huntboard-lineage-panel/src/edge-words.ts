// Edges in words, read from either end.
import type { EdgeKind } from '@huntboard/lineage';

export const edgeVerbs: Readonly<Record<EdgeKind, { readonly out: string; readonly in: string }>> = {
  inject: { out: 'injected into', in: 'was injected by' },
  access: { out: 'opened', in: 'was opened by' },
  tamper: { out: 'tampered with', in: 'was tampered with by' },
  pipe: { out: 'talked by pipe to', in: 'was talked to by pipe from' },
  network: { out: 'connected to', in: 'was connected to by' },
  logon: { out: 'logged on to', in: 'was reached by logon from' },
  service: { out: 'made a service on', in: 'was started as a service by' },
  wmi: { out: 'ran by WMI', in: 'was run by WMI from' },
  other: { out: 'is linked to', in: 'is linked from' },
};
