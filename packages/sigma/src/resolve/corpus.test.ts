// All rules of SigmaHQ: each resolves and compiles both ways, and those of other products find the samples of our sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Params } from '@huntboard/query';
import { decode, describeCorpus, readSigmaRules } from '@huntboard/testing';
import { compileMatcher } from '../matcher/matcher.ts';
import type { ResolvedRule, RuleProblem, SigmaRule } from '../model/rule.ts';
import { parseRules } from '../parse/parse-rules.ts';
import { conditionSql } from '../sql/condition-sql.ts';
import { resolveRule } from './resolve-rule.ts';

const samples = join(__dirname, '../../../sources/src');
/** A value for every placeholder that rules ask for. */
const placeholders = new Proxy<Record<string, readonly string[]>>(
  {},
  { get: () => ['placeholder-value'], has: () => true, getOwnPropertyDescriptor: () => ({ configurable: true }) },
);

function resolveAll(): { rules: ResolvedRule[]; problems: RuleProblem[] } {
  const rules: ResolvedRule[] = [];
  const problems: RuleProblem[] = [];
  for (const { path, text } of readSigmaRules()) {
    const parsed = parseRules(text, path, { placeholders });
    problems.push(...parsed.problems.filter(({ severity }) => severity !== 'warning'));
    for (const rule of parsed.documents as SigmaRule[]) {
      const resolved = resolveRule(rule);
      if (!resolved.ok) problems.push(resolved.problem);
      else {
        rules.push(resolved.value);
        problems.push(...(resolved.value.warnings ?? []));
      }
    }
  }
  return { rules, problems };
}

describeCorpus('rules of SigmaHQ on our events', () => {
  const { rules, problems } = resolveAll();

  test('every rule resolves, none to a log source that nobody knows', () => {
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(3780);
  });

  test('every rule compiles to SQL and into the matcher', () => {
    for (const { logsource, expr } of rules)
      expect(conditionSql({ kind: 'and', items: [logsource, expr] }, new Params())).not.toBe('');
    expect(() => compileMatcher(rules)).not.toThrow();
  });

  describe('rules of other products find the samples', () => {
    const matcher = compileMatcher(rules);

    const cases: readonly (readonly [file: string, ...titles: (readonly string[])[]])[] = [
      [
        'cloud/aws-cloudtrail/samples/events.jsonl',
        ['AWS ECS Task Definition That Queries The Credential Endpoint', 'AWS STS AssumeRole Misuse'],
        ['AWS CloudTrail Important Change'],
      ],
      [
        'cloud/azure-monitor/samples/diagnostic-settings.json',
        ['Account Lockout', 'Applications That Are Using ROPC Authentication Flow'],
        ['End User Consent'],
        ['Azure DNS Zone Modified or Deleted'],
      ],
      [
        'cloud/azure-monitor/samples/tables-and-graph.jsonl',
        ['Sign-ins from Non-Compliant Devices'],
        ['Multi Factor Authentication Disabled For User Account'],
        ['Azure Active Directory Hybrid Health AD FS Service Delete'],
        ['Impossible Travel'],
        ['Stale Accounts In A Privileged Role'],
        ['Account Created And Deleted Within A Close Time Frame'],
      ],
      [
        'cloud/gcp-audit/samples/entries.jsonl',
        ['Google Cloud Storage Buckets Modified or Deleted'],
        ['GCP Access Policy Deleted'],
        ['Suspicious Login Activity Classified By Google'],
      ],
      ['cloud/google-workspace/samples/activities.jsonl', ['Google Workspace Application Access Level Modified']],
      [
        'cloud/okta/samples/system-log.jsonl',
        ['Okta User Session Start Via An Anonymising Proxy Service'],
        ['Okta New Admin Console Behaviours'],
      ],
      [
        'cloud/m365/samples/unified-audit.jsonl',
        ['Mail Forwarding/Redirecting Activity In O365', 'Inbox Rules Creation Or Update Activity in O365'],
        ['Azure Login Bypassing Conditional Access Policies'],
        ['PST Export Alert Using eDiscovery Alert'],
      ],
      ['cloud/github-audit/samples/entries.jsonl', ['Github Delete Action Invoked']],
      [
        'cloud/kubernetes-audit/samples/events.jsonl',
        ['Potential Remote Command Execution In Pod Container'],
        [
          'Container With A hostPath Mount Created',
          'Creation Of Pod In System Namespace',
          'Privileged Container Deployed',
          'Kubernetes Unauthorized or Unauthenticated Access',
        ],
      ],
      [
        'linux/syslog/samples/messages.jsonl',
        [],
        ['Sudo Privilege Escalation CVE-2019-14287 - Builtin'],
        ['Disabling Security Tools - Builtin'],
      ],
      ['network/zeek/samples/logs.jsonl', ['DNS Events Related To Mining Pools']],
      [
        'other/declared/samples/events.jsonl',
        ['Windows PowerShell User Agent'],
        ['Suspicious User-Agents Related To Recon Tools'],
        [],
        [],
        ['Cleartext Protocol Usage'],
        ['Suspicious SQL Query'],
        ['Possible DCSync Attack'],
        ['Executable from Webdav'],
      ],
      [
        'linux/auditd/samples/laurel.jsonl',
        ['Webshell Remote Command Execution'],
        ['New Cron File Created'],
        ['Linux AF_ALG Socket Creation - Kernel Crypto API Exploit Indicator'],
      ],
      [
        'linux/auditd/samples/auditbeat.jsonl',
        ['File or Folder Permissions Change', 'Chmod Targeting Sensitive Directories'],
      ],
      [
        'linux/auditd/samples/records.jsonl',
        ['Data Exfiltration with Wget'],
        ['Disable System Firewall'],
        ['Clear or Disable Kernel Ring Buffer Logs via Syslog Syscall'],
      ],
    ];

    test.each(cases.map(([file, ...titles]) => ({ file, titles })))('$file', ({ file, titles }) => {
      const { rows } = decode(readFileSync(join(samples, file)));
      titles.forEach((expected, index) => {
        const found: string[] = [];
        matcher.match(rows[index]!, (rule) => found.push(rules[rule]!.rule.title));
        expect(found).toEqual(expect.arrayContaining([...expected]));
      });
    });
  });
});
