// Wraps a drawn value so that a click opens its data links.
import type { FieldDisplay } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import type { DataLinksContextMenuApi } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly display: FieldDisplay;
  readonly children: (api: Partial<DataLinksContextMenuApi>) => React.JSX.Element;
}

/** Renders `children` plain, or within the links' menu when the field has links. */
export function LinkedValue({ display, children }: Props): React.JSX.Element {
  const { getLinks, hasLinks } = display;
  if (!hasLinks || getLinks === undefined) {
    return children({});
  }
  return (
    <DataLinksContextMenu links={getLinks} style={{ flex: '1 1 auto', minHeight: 0, minWidth: 0 }}>
      {(api) => children(api)}
    </DataLinksContextMenu>
  );
}
