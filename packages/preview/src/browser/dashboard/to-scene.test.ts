// From dashboard JSON to scenes: what is mapped, and that what is not is said.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SceneObject, SceneQueryRunner } from '@grafana/scenes';
import {
  SceneDataLayerSet,
  SceneDataTransformer,
  sceneGraph,
  SceneGridLayout,
  SceneGridRow,
  VizPanel,
} from '@grafana/scenes';
import gallery from '../../__fixtures__/dashboards/gallery.json';
import { REFUSED_PANEL } from '../panels/panel-kinds';
import { asDashboard } from './dashboard-json';
import { PanelRepeater } from './PanelRepeater';
import { toScene } from './to-scene';

const provisioned = join(__dirname, '../../../../../provisioning/dashboards');

function panelsOf(root: SceneObject): VizPanel[] {
  return sceneGraph.findAllObjects(root, (object) => object instanceof VizPanel) as VizPanel[];
}

function panel(root: SceneObject, title: string): VizPanel {
  const found = panelsOf(root).find((candidate) => candidate.state.title === title);
  if (found === undefined) {
    throw new Error(`no panel ${title}`);
  }
  return found;
}

describe('toScene', () => {
  const { scene, refusals } = toScene(asDashboard(gallery));

  test('keeps time, and every variable type it knows', () => {
    expect(scene.state.$timeRange?.state).toMatchObject({ from: 'now-6h', to: 'now' });
    const names = sceneGraph
      .getVariables(scene)
      .state.variables.map((variable) => `${variable.state.name}:${variable.state.type}`);
    expect(names).toEqual(['level:custom', 'text:textbox', 'step:interval', 'database:constant', 'filters:adhoc']);
  });

  test('says what it leaves out', () => {
    expect(refusals).toEqual([
      "Annotations “By hand” come from Grafana's own store",
      'Variable “frozen”: the preview has no variables of type snapshot',
    ]);
  });

  test('puts panels after an open row into it, and a folded row keeps its own', () => {
    const { body } = scene.state;
    const rows =
      body instanceof SceneGridLayout ? body.state.children.filter((child) => child instanceof SceneGridRow) : [];
    expect(rows.map((row) => [row.state.title, row.state.isCollapsed, row.state.children.length])).toEqual([
      ['Repeated for each level', false, 1],
      ['Folded', true, 1],
    ]);
  });

  test('a repeated panel knows its variable and columns', () => {
    const [repeater] = sceneGraph.findAllObjects(scene, (object) => object instanceof PanelRepeater) as PanelRepeater[];
    expect(repeater?.state).toMatchObject({ variableName: 'level', columns: 3, itemHeight: 4 });
  });

  test('a panel keeps queries, transformations, links and description', () => {
    const data = panel(scene, 'Bars, horizontal').state.$data;
    expect(data).toBeInstanceOf(SceneDataTransformer);
    expect((data as SceneDataTransformer).state.transformations).toMatchObject([{ id: 'limit' }]);
    const runner = (data as SceneDataTransformer).state.$data as SceneQueryRunner;
    expect(runner.state.datasource).toEqual({ type: 'huntboard-datasource', uid: 'huntboard' });
    expect(panel(scene, 'Alerts: $level').state.description).toContain('each');
  });

  test.each([
    ['Mixed datasources', 'Mixed'],
    ['Library panel', 'Shared'],
  ])('the panel “%s” is drawn as a refusal that names %s', (title, reason) => {
    const refused = panel(scene, title);
    expect(refused.state.pluginId).toBe(REFUSED_PANEL);
    expect(JSON.stringify(refused.state.options)).toMatch(
      new RegExp(reason === 'Mixed' ? 'several datasources' : reason, 'i'),
    );
    expect(refused.state.$data).toBeUndefined();
  });

  test('annotations of its own become a layer, the built-in one none', () => {
    const layers = scene.state.$data;
    expect(layers).toBeInstanceOf(SceneDataLayerSet);
    expect((layers as SceneDataLayerSet).state.layers.map((layer) => layer.state.name)).toEqual(['Alerts']);
  });

  test.each(readdirSync(provisioned).filter((name) => name.endsWith('.json')))(
    'the provisioned %s maps without a refusal',
    (name) => {
      const dashboard = asDashboard(JSON.parse(readFileSync(join(provisioned, name), 'utf8')));
      const mapped = toScene(dashboard);
      expect(mapped.refusals).toEqual([]);
      expect(panelsOf(mapped.scene).filter((found) => found.state.pluginId === REFUSED_PANEL)).toEqual([]);
    },
  );

  test('what is no v1 dashboard is refused with its title', () => {
    expect(() => asDashboard({})).toThrow('no title');
    expect(() => asDashboard({ title: 'New', elements: {} })).toThrow('“New”');
  });
});
