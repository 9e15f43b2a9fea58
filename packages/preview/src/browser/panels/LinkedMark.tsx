// Data links of an SVG mark: a click opens the menu at the pointer (HTML wrappers cannot stand inside an SVG).
import type { Field, LinkModel } from '@grafana/data';
import { linkModelToContextMenuItems, MenuItem, WithContextMenu } from '@grafana/ui';
import React from 'react';

interface Props {
  /** Absent: the mark has no links and is drawn plain. */
  readonly links: (() => Array<LinkModel<Field>>) | undefined;
  readonly children: (onClick: React.MouseEventHandler<SVGElement> | undefined) => React.JSX.Element;
}

/** Renders `children` with the click handler that shows the links. */
export function LinkedMark({ links, children }: Props): React.JSX.Element {
  if (links === undefined) {
    return children(undefined);
  }
  const items = () => linkModelToContextMenuItems(links).map((item) => <MenuItem key={item.label} {...item} />);
  return <WithContextMenu renderMenuItems={items}>{({ openMenu }) => children(openMenu)}</WithContextMenu>;
}
