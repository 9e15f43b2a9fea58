// What stands beside a panel's title: its links, its own time range, and a mark on panels drawn by a stand-in.
import { css } from '@emotion/css';
import type { GrafanaTheme2, LinkModel } from '@grafana/data';
import { locationUtil, textUtil } from '@grafana/data';
import type { SceneComponentProps, SceneObjectState } from '@grafana/scenes';
import { sceneGraph, SceneObjectBase, VariableDependencyConfig } from '@grafana/scenes';
import { Dropdown, Icon, Menu, PanelChrome, Tooltip, useStyles2 } from '@grafana/ui';
import React from 'react';
import { standInName } from '../panels/panel-kinds';
import type { PanelJson } from './dashboard-json';

type PanelLinks = NonNullable<PanelJson['links']>;

interface State extends SceneObjectState {
  readonly links: PanelLinks;
  /** The panel's plugin id. */
  readonly kind: string;
  /** The panel's own relative time range, e.g. `1h`; empty: the dashboard's. */
  readonly timeFrom: string;
}

/** Scene object for `VizPanel.titleItems`. */
export class PanelTitleItems extends SceneObjectBase<State> {
  static Component = PanelTitleItemsView;
  protected override _variableDependency = new VariableDependencyConfig<State>(this, { statePaths: ['links'] });
}

function linksOf(model: PanelTitleItems, links: PanelLinks): Array<Pick<LinkModel, 'title' | 'href' | 'target'>> {
  return links.map((link) => ({
    title: sceneGraph.interpolate(model, link.title ?? '', undefined, 'text'),
    href: locationUtil.assureBaseUrl(textUtil.sanitizeUrl(sceneGraph.interpolate(model, link.url ?? ''))),
    target: link.targetBlank === true ? '_blank' : undefined,
  }));
}

function PanelTitleItemsView({ model }: SceneComponentProps<PanelTitleItems>): React.JSX.Element {
  const { links, kind, timeFrom } = model.useState();
  const styles = useStyles2(getStyles);
  // The links carry the time range, so they must follow it.
  sceneGraph.getTimeRange(model).useState();
  const standIn = standInName(kind);
  const menu = () => (
    <Menu>
      {linksOf(model, links).map((link) => (
        <Menu.Item key={link.title} label={link.title} url={link.href} target={link.target} icon="external-link-alt" />
      ))}
    </Menu>
  );
  return (
    <>
      {links.length > 0 && (
        <Dropdown overlay={menu}>
          <PanelChrome.TitleItem title="Links of this panel">
            <Icon name="external-link-alt" size="md" />
          </PanelChrome.TitleItem>
        </Dropdown>
      )}
      {timeFrom !== '' && <span className={styles.time}>{`Last ${timeFrom}`}</span>}
      {standIn !== undefined && (
        <Tooltip content={`${standIn}: drawn by the preview. Grafana draws its own.`}>
          <span className={styles.standIn} data-testid="stand-in-mark">
            <Icon name="palette" size="sm" />
          </span>
        </Tooltip>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  time: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    padding: theme.spacing(0, 1),
    whiteSpace: 'nowrap',
  }),
  standIn: css({ display: 'inline-flex', padding: theme.spacing(0, 0.5), color: theme.colors.text.disabled }),
});
