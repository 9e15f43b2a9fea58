// An incident as one HTML file that needs nothing else: what happened, who did what, the evidence with its hashes.
import { createHash } from 'node:crypto';
import type { WholeIncident } from './incidents';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
const time = (ms: number): string => (ms === 0 ? '' : new Date(ms).toISOString().replace('T', ' ').slice(0, 19));
const sha256 = (value: string): string => createHash('sha256').update(value, 'utf8').digest('hex');
const words = (name: string): string => text(name.replaceAll('_', ' '));

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#16181d;background:#fff}
h1{margin-bottom:.2rem}h2{margin-top:2.2rem;border-bottom:1px solid #d0d4da}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #e6e8eb}th{font-weight:600}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f5f7;padding:.6rem}code,td.hash{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
.comment{white-space:pre-wrap}.meta{color:#555b66}@media print{body{margin:0;max-width:none}}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? '<p class="meta">None.</p>'
    : `<table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`;

/**
 * The file. Its evidence is listed with SHA-256 over the UTF-8 bytes of each piece as it stands in it, and one over the list of them,
 * so that a changed piece, a missing and an added one all show.
 */
export function incidentHtml({ detail, evidence, events }: WholeIncident, by: string, now: number): string {
  const { incident, members, tasks, timeline } = detail;
  const pieces = [
    ...[...evidence].map(([id, body]) => ({ kind: 'alert', id, body })),
    ...[...events].map(([id, body]) => ({ kind: 'event', id, body })),
  ].map((piece) => ({ ...piece, hash: sha256(piece.body) }));
  const manifest = sha256(pieces.map(({ kind, id, hash }) => `${kind} ${id} ${hash}\n`).join(''));
  const facts: readonly (readonly [string, string])[] = [
    ['Incident', text(incident.id)],
    ['Status', words(incident.status)],
    ['Severity', words(incident.severity)],
    ['Owner', text(incident.owner)],
    ['Opened', `${time(incident.openedAt)} by ${text(incident.openedBy)}`],
    ['Closed', time(incident.closedAt)],
    ['Exported', `${time(now)} by ${text(by)}`],
    ['SHA-256 of the list of evidence', `<code>${manifest}</code>`],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(incident.title)}</title><style>${STYLE}</style></head><body>
<h1>${text(incident.title)}</h1><p class="meta">All times are UTC.</p>
${table(['', ''], facts)}
<h2>Alerts</h2>
${table(
  ['Time', 'Level', 'Rule', 'Host', 'User', 'What', 'State', 'In it by'],
  members.map((one) => [
    time(one.ts),
    words(one.level),
    text(one.rule),
    text(one.host),
    text(one.user),
    text(one.summary),
    `${words(one.status)} ${words(one.disposition)}`,
    words(one.grouping),
  ]),
)}
<h2>Tasks</h2>
${table(
  ['Task', 'For', 'Done'],
  tasks.map((task) => [
    text(task.title),
    text(task.assignee),
    task.done ? `${time(task.doneAt)} ${text(task.doneBy)}` : 'open',
  ]),
)}
<h2>Timeline</h2>
${table(
  ['Time', 'Who', 'What', 'Words'],
  timeline.map((entry) => [
    time(entry.ts),
    text(entry.actor),
    text(entry.text),
    `<span class="comment">${text(entry.comment)}</span>`,
  ]),
)}
<h2>Evidence</h2>
${table(
  ['Kind', 'Id', 'SHA-256'],
  pieces.map(({ kind, id, hash }) => [kind, `<code>${text(id)}</code>`, `<code>${hash}</code>`]),
)}
${pieces.map(({ kind, id, body }) => `<h3>${kind} <code>${text(id)}</code></h3><pre>${text(body)}</pre>`).join('\n')}
</body></html>
`;
}
