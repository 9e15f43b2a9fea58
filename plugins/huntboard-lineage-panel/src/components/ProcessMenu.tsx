// What can be done with a process, at the place where it was asked for.
import React from 'react';
import { ContextMenu, Menu } from '@grafana/ui';
import type { LinkModel } from '@grafana/data';
import { treeText } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import { copyText } from '../copy-text';
import type { AlertLink } from '../exception-links';
import type { HuntLink } from '../hunt-links';
import { lineText } from '../shown-text';

export interface ProcessMenuProps {
  readonly forest: Forest;
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly hunts: readonly HuntLink[];
  readonly links: readonly LinkModel[];
  readonly alerts: readonly AlertLink[];
  readonly onFocus: (node: number) => void;
  readonly onDetail: (node: number) => void;
  readonly onOnly: (node: number) => void;
  readonly onClose: () => void;
}

export function ProcessMenu(props: ProcessMenuProps): React.ReactElement {
  const { forest, node, hunts, links, alerts } = props;
  const commandLine = forest.text(node, 'commandLine');
  return (
    <ContextMenu
      x={props.x}
      y={props.y}
      focusOnOpen
      onClose={props.onClose}
      renderMenuItems={() => (
        <>
          <Menu.Group label="Process">
            <Menu.Item label="Detail" icon="info-circle" onClick={() => props.onDetail(node)} />
            <Menu.Item label="Focus on its story" icon="crosshair" onClick={() => props.onFocus(node)} />
            <Menu.Item label="Show only this image" icon="filter" onClick={() => props.onOnly(node)} />
          </Menu.Group>
          <Menu.Group label="Copy">
            <Menu.Item label="Copy as text tree" icon="copy" onClick={() => void copyText(treeText(forest, node))} />
            <Menu.Item label="Copy GUID" icon="copy" onClick={() => void copyText(forest.id(node))} />
            {commandLine !== '' && (
              <Menu.Item label="Copy command line" icon="copy" onClick={() => void copyText(commandLine)} />
            )}
          </Menu.Group>
          {alerts.length > 0 && (
            <Menu.Group label="Alerts">
              {alerts.map(({ rule, href }) => (
                <Menu.Item key={href} label={`Open “${lineText(rule)}”`} icon="bell" url={href} />
              ))}
              {alerts.map(({ rule, exceptionHref }) => (
                <Menu.Item
                  key={exceptionHref}
                  label={alerts.length === 1 ? 'Create exception…' : `Create exception from “${lineText(rule)}”…`}
                  icon="bell-slash"
                  url={exceptionHref}
                />
              ))}
            </Menu.Group>
          )}
          {(hunts.length > 0 || links.length > 0) && (
            <Menu.Group label="Go on">
              {hunts.map(({ label, href }) => (
                <Menu.Item key={label} label={label} icon="search" url={href} />
              ))}
              {links.map((link) => (
                <Menu.Item
                  key={`${link.title}${link.href}`}
                  label={link.title}
                  icon="link"
                  url={link.href}
                  target={link.target}
                  onClick={(event) => event && link.onClick?.(event)}
                />
              ))}
            </Menu.Group>
          )}
        </>
      )}
    />
  );
}
