// As whom one looks at the preview: name and role, remembered in cookies that the server reads.
import { config } from '@grafana/runtime';
import { Select, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import React from 'react';

/** The same names as the server's. */
const ROLE_COOKIE = 'huntboard_role';
const ROLES = ['Viewer', 'Editor', 'Admin'].map((role) => ({ label: `${role}`, value: role }));

function remember(role: string): void {
  document.cookie = `${ROLE_COOKIE}=${encodeURIComponent(role)}; path=/; max-age=31536000; samesite=strict`;
  // Plugins read the role once at their start.
  window.location.reload();
}

/** A choice of role beside the name of the local user. */
export function RolePicker(): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const { login, orgRole } = config.bootData.user;
  return (
    <div className={styles.picker}>
      <span className={styles.name}>{login}</span>
      <Select
        aria-label={`Role of ${login}`}
        options={ROLES}
        value={orgRole}
        width={13}
        onChange={({ value }) => value !== undefined && value !== orgRole && remember(value)}
      />
    </div>
  );
}

const getStyles = () => ({
  picker: css({ display: 'flex', alignItems: 'center', gap: 8 }),
  name: css({ whiteSpace: 'nowrap' }),
});
