// The links of a dashboard beside its controls: to pages, or to all dashboards with given tags.
import { locationUtil, textUtil } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import type { SceneComponentProps, SceneObjectState } from '@grafana/scenes';
import { sceneGraph, SceneObjectBase, VariableDependencyConfig } from '@grafana/scenes';
import type { IconName } from '@grafana/ui';
import { Dropdown, Menu, ToolbarButton } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { isIconName } from '@grafana/data';
import type { SearchHit } from '../pages/search-hit';
import type { DashboardLinkJson } from './dashboard-json';

interface State extends SceneObjectState {
  readonly links: readonly DashboardLinkJson[];
}

/** Scene object for a scene's controls; draws nothing when there are no links. */
export class DashboardLinks extends SceneObjectBase<State> {
  static Component = DashboardLinksView;
  // Links may carry every variable, so any change of one changes them.
  protected override _variableDependency = new VariableDependencyConfig<State>(this, {
    onAnyVariableChanged: () => this.forceRender(),
  });
}

function carried(model: DashboardLinks, link: DashboardLinkJson): string {
  const parts = [link.keepTime ? '${__url_time_range}' : '', link.includeVars ? '${__all_variables}' : ''].filter(
    (part) => part !== '',
  );
  return sceneGraph.interpolate(model, parts.join('&'));
}

function withQuery(url: string, query: string): string {
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function iconOf(link: DashboardLinkJson): IconName {
  return isIconName(link.icon) ? link.icon : 'external-link-alt';
}

interface LinkProps {
  readonly model: DashboardLinks;
  readonly link: DashboardLinkJson;
}

function open(url: string, newTab: boolean): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.target = newTab ? '_blank' : '';
  anchor.rel = 'noopener';
  // The page's link handler keeps same-origin links inside the application.
  document.body.appendChild(anchor);
  anchor.click();
  anchor.remove();
}

function PageLink({ model, link }: LinkProps): React.JSX.Element {
  const url = () =>
    withQuery(textUtil.sanitizeUrl(sceneGraph.interpolate(model, link.url ?? '')), carried(model, link));
  return (
    <ToolbarButton
      icon={iconOf(link)}
      variant="canvas"
      tooltip={link.tooltip ?? ''}
      onClick={() => open(locationUtil.assureBaseUrl(url()), link.targetBlank)}
    >
      {sceneGraph.interpolate(model, link.title, undefined, 'text')}
    </ToolbarButton>
  );
}

function TaggedLinks({ model, link }: LinkProps): React.JSX.Element {
  const [hits, setHits] = useState<readonly SearchHit[]>([]);
  useEffect(() => {
    void getBackendSrv()
      .get<SearchHit[]>('/api/search', { tag: link.tags })
      .then(setHits, () => setHits([]));
  }, [link]);
  // Grafana folds links placed in its controls menu away; here they fold into a menu of their own.
  if (!link.asDropdown && link.placement !== 'inControlsMenu') {
    return (
      <>
        {hits.map((hit) => (
          <ToolbarButton
            key={hit.uid}
            icon="apps"
            variant="canvas"
            onClick={() => open(withQuery(hit.url, carried(model, link)), link.targetBlank)}
          >
            {hit.title}
          </ToolbarButton>
        ))}
      </>
    );
  }
  const menu = () => (
    <Menu>
      {hits.map((hit) => (
        <Menu.Item
          key={hit.uid}
          label={hit.title}
          url={withQuery(hit.url, carried(model, link))}
          target={link.targetBlank ? '_blank' : undefined}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <ToolbarButton icon="apps" variant="canvas" isOpen={false} tooltip={link.tooltip || 'Other dashboards'}>
        {link.title}
      </ToolbarButton>
    </Dropdown>
  );
}

function DashboardLinksView({ model }: SceneComponentProps<DashboardLinks>): React.JSX.Element {
  const { links } = model.useState();
  sceneGraph.getTimeRange(model).useState();
  return (
    <>
      {links.map((link, index) =>
        link.type === 'dashboards' ? (
          <TaggedLinks key={index} model={model} link={link} />
        ) : (
          <PageLink key={index} model={model} link={link} />
        ),
      )}
    </>
  );
}
