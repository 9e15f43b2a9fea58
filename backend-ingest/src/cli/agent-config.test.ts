// The printed configurations must point at this server and leave nothing to fill in.
import { join } from 'node:path';
import { parse } from 'yaml';
import { agentConfig, agentTemplates, type AgentKind } from './agent-config.ts';

const root = join(__dirname, '../../..');
const server = { url: 'https://ingest.example:8088/', token: 'token-of-the-test', enrollSecret: 'secret-of-the-test' };

test.each(Object.keys(agentTemplates) as AgentKind[])('%s: no mark is left open', (kind) => {
  expect(agentConfig(kind, server, root).text).not.toMatch(/\$\{HUNTBOARD_/);
});

test('winlogbeat: valid YAML that sends to the server with its token', () => {
  const config = parse(agentConfig('winlogbeat', server, root).text) as Record<
    string,
    { hosts: string[]; headers: Record<string, string> }
  >;
  expect(config['output.elasticsearch']?.hosts).toEqual(['https://ingest.example:8088']);
  expect(config['output.elasticsearch']?.headers['Authorization']).toBe('Bearer token-of-the-test');
});

test('osquery: a flag a line, host and port without the scheme', () => {
  const lines = agentConfig('osquery', server, root)
    .text.split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.every((line) => /^--[a-z_]+=\S+$/.test(line))).toBe(true);
  expect(lines).toContain('--tls_hostname=ingest.example:8088');
});

test('osquery: plain HTTP is pointed out, since osquery speaks TLS only', () => {
  expect(agentConfig('osquery', { ...server, url: 'http://127.0.0.1:8088' }, root).steps.join('\n')).toMatch(
    /HUNTBOARD_TLS_CERT/,
  );
});

test('nxlog: events go to the events endpoint as a bearer', () => {
  const { text } = agentConfig('nxlog', server, root);
  expect(text).toContain('URL https://ingest.example:8088/api/v1/events');
  expect(text).toContain('Authorization: Bearer token-of-the-test');
});
