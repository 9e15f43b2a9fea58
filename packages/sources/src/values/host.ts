// Host names: as sent in Computer, and one canonical form per machine in host.

const MEMO_SIZE = 50_000;

/** Canonicaliser of host names with a bounded memory: lower case, and the short name unless the fully qualified form is wanted. */
export function createHostCanonicaliser(form: 'short' | 'fqdn'): (name: string) => string {
  const memo = new Map<string, string>();
  return (name) => {
    const known = memo.get(name);
    if (known !== undefined) return known;
    const canonical = canonicalHost(name, form);
    if (memo.size >= MEMO_SIZE) memo.clear();
    memo.set(name, canonical);
    return canonical;
  };
}

/** `WORKSTATION5.corp.example` → `workstation5`; an address stays whole, because its dots separate no domain. */
export function canonicalHost(name: string, form: 'short' | 'fqdn'): string {
  const lower = name.trim().toLowerCase();
  if (form === 'fqdn') return lower.endsWith('.') ? lower.slice(0, -1) : lower;
  const dot = lower.indexOf('.');
  if (dot <= 0 || isAddress(lower)) return lower;
  return lower.slice(0, dot);
}

function isAddress(text: string): boolean {
  return text.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}
