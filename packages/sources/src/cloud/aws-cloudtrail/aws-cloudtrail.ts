// AWS CloudTrail: one record of its files, or the detail of an EventBridge event (CloudTrail user guide, "Record contents").
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { parseAnyTime } from '../../values/time.ts';

export const awsCloudtrail: FlatSource = {
  shape: 'aws-cloudtrail',
  source: 'cloud',
  wholes: new Set(['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails']),
  matches: (event) =>
    typeof event['eventSource'] === 'string' &&
    typeof event['eventName'] === 'string' &&
    (event['awsRegion'] !== undefined || event['eventVersion'] !== undefined),
  read: (event) => {
    const signIn = textAt(event, 'responseElements', 'ConsoleLogin');
    const [category, action] =
      event['eventName'] === 'ConsoleLogin'
        ? ['auth', signIn === 'Success' ? 'success' : 'fail']
        : ['cloud', textAt(event, 'errorCode') === '' ? 'call' : 'call_fail'];
    return {
      product: 'aws',
      service: 'cloudtrail',
      category,
      action,
      time: parseAnyTime(event['eventTime']),
      computer: firstOf(
        textAt(event, 'recipientAccountId'),
        textAt(event, 'userIdentity', 'accountId'),
        textAt(event, 'awsRegion'),
        'aws',
      ),
      columns: {
        User: firstOf(
          textAt(event, 'userIdentity', 'arn'),
          textAt(event, 'userIdentity', 'userName'),
          textAt(event, 'userIdentity', 'principalId'),
          textAt(event, 'userIdentity', 'invokedBy'),
        ),
        SourceIp: addressOnly(textAt(event, 'sourceIPAddress')),
      },
    };
  },
};

/** CloudTrail writes the name of a service where a service called. */
function addressOnly(text: string): string {
  return /^[0-9a-f:.]+$/i.test(text) && /[:.]/.test(text) && /\d/.test(text) ? text : '';
}
