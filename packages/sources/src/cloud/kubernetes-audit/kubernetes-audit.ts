// Kubernetes: an event of the API server's audit log (audit.k8s.io/v1).
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { parseAnyTime } from '../../values/time.ts';

export const kubernetesAudit: FlatSource = {
  shape: 'kubernetes-audit',
  source: 'cloud',
  matches: (event) =>
    event['kind'] === 'Event' &&
    typeof event['apiVersion'] === 'string' &&
    event['apiVersion'].startsWith('audit.k8s.io/'),
  read: (event) => {
    const code = Number(textAt(event, 'responseStatus', 'code'));
    return {
      product: 'kubernetes',
      service: 'audit',
      category: 'cloud',
      action: code >= 400 ? 'call_fail' : 'call',
      time: parseAnyTime(firstOf(textAt(event, 'requestReceivedTimestamp'), textAt(event, 'stageTimestamp'))),
      computer: 'kubernetes',
      columns: {
        User: textAt(event, 'user', 'username'),
        SourceIp: textAt(event, 'sourceIPs'),
      },
    };
  },
};
