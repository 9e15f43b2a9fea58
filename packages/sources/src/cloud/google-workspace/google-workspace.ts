// Google Workspace: an activity of the Reports API (Admin SDK reference, "Activities").
import type { FlatSource } from '../../flat/flat-source.ts';
import { firstOf, namedValues, objectsAt, textAt } from '../../flat/read-path.ts';
import { parseAnyTime } from '../../values/time.ts';

export const googleWorkspace: FlatSource = {
  shape: 'google-workspace',
  source: 'cloud',
  matches: (event) => event['kind'] === 'admin#reports#activity',
  read: (event) => {
    const application = textAt(event, 'id', 'applicationName');
    const events = objectsAt(event, 'events');
    const names = events.map((item) => textAt(item, 'name')).filter((name) => name !== '');
    const isSignIn = application === 'login';
    return {
      product: 'gcp',
      service: isSignIn ? 'google_workspace.login' : `google_workspace.${firstOf(application, 'admin')}`,
      category: isSignIn ? 'auth' : 'cloud',
      action: isSignIn
        ? names.includes('login_failure')
          ? 'fail'
          : names.includes('login_success')
            ? 'success'
            : 'event'
        : 'call',
      time: parseAnyTime(textAt(event, 'id', 'time')),
      computer: firstOf(
        textAt(event, 'ownerDomain'),
        /@(.+)$/.exec(textAt(event, 'actor', 'email'))?.[1] ?? '',
        textAt(event, 'id', 'customerId'),
        'google-workspace',
      ),
      columns: {
        User: firstOf(textAt(event, 'actor', 'email'), textAt(event, 'actor', 'key')),
        SourceIp: textAt(event, 'ipAddress'),
      },
      derived: {
        ...(application === '' ? {} : { eventService: `${application}.googleapis.com` }),
        ...(names.length === 0 ? {} : { eventName: names.join('\n') }),
        ...namedValues(
          events.flatMap((item) => objectsAt(item, 'parameters')),
          ['name'],
          ['value', 'multiValue', 'boolValue', 'intValue'],
          (name) => name.toLowerCase(),
        ),
      },
    };
  },
};
