// The settings of the datasource, as they are edited and saved.
import React, { useState } from 'react';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { DataSourceSettings } from '@grafana/data';
import type { HuntboardSecrets, HuntboardSettings } from '../settings';
import { ConfigEditor, urlProblem } from './ConfigEditor';

afterEach(cleanup);

describe('the settings', () => {
  type Options = DataSourceSettings<HuntboardSettings, HuntboardSecrets>;

  function mountSettings(change: Partial<Options>): () => Options {
    let saved = { url: 'https://h:8443', user: '', jsonData: {}, secureJsonFields: {}, ...change } as Options;
    function Holder(): React.ReactElement {
      const [options, setOptions] = useState(saved);
      return (
        <ConfigEditor
          options={options}
          onOptionsChange={(next) => {
            saved = next;
            setOptions(next);
          }}
        />
      );
    }
    render(<Holder />);
    return () => saved;
  }

  it.each([
    ['', 'Needed'],
    ['localhost:8123', 'http'],
    ['tcp://h:9000', 'native'],
    ['http://h:9000', '8123'],
    ['http://u:p@h:8123', 'not secret'],
  ])('say what is wrong with the URL %p', (url, words) => expect(urlProblem(url)).toContain(words));

  it('take a good URL', () => expect(urlProblem('https://ch.example:8443/path')).toBeUndefined());

  it('keep the password among the secrets', () => {
    const saved = mountSettings({});
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
    expect(saved().secureJsonData).toEqual({ password: 'secret' });
    expect(JSON.stringify(saved().jsonData)).not.toContain('secret');
  });

  it('keep the token of the actions and the values of headers among the secrets, and forget a header that is removed', () => {
    const saved = mountSettings({});
    fireEvent.change(screen.getByLabelText('Control token'), { target: { value: 'token' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add a header' }));
    fireEvent.change(screen.getByLabelText('Name of header 1'), { target: { value: 'X-Tenant' } });
    fireEvent.change(screen.getByLabelText('Value of header 1'), { target: { value: 'blue' } });
    expect(saved()).toMatchObject({
      jsonData: { httpHeaderName1: 'X-Tenant' },
      secureJsonData: { controlToken: 'token', httpHeaderValue1: 'blue' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Remove header 1' }));
    expect(saved().jsonData).toEqual({});
    expect(saved().secureJsonData).toEqual({ controlToken: 'token', httpHeaderValue1: '' });
  });

  it('say what is wrong with row filters, and save the last right ones', () => {
    const saved = mountSettings({});
    const area = screen.getByLabelText('Row filters');
    fireEvent.change(area, { target: { value: '[{"roles":["Viewer"],"filters":[]}]' } });
    fireEvent.change(area, { target: { value: '[{"roles":["Viewer"],"fil' } });
    expect(screen.getByText(/This is no JSON/)).toBeTruthy();
    expect(saved().jsonData.rowFilters).toEqual([{ roles: ['Viewer'], filters: [] }]);
    fireEvent.change(area, { target: { value: '{}' } });
    expect(screen.getByText(/A list is needed/)).toBeTruthy();
  });

  it('forget a certificate when its use is switched off', () => {
    const saved = mountSettings({ jsonData: { tlsAuthWithCACert: true }, secureJsonFields: { tlsCACert: true } });
    fireEvent.click(screen.getByRole('switch', { name: 'Own certificate authority' }));
    expect(saved()).toMatchObject({
      jsonData: { tlsAuthWithCACert: false },
      secureJsonFields: { tlsCACert: false },
      secureJsonData: { tlsCACert: '' },
    });
  });

  it('warn of a user that can write', () => {
    mountSettings({ user: 'default' });
    expect(screen.getByText('“default” can usually write')).toBeTruthy();
  });

  it('hold limits within their bounds', () => {
    const saved = mountSettings({});
    const rows = screen.getByRole('spinbutton', { name: 'Most rows' });
    fireEvent.change(rows, { target: { value: '99999999' } });
    fireEvent.blur(rows);
    expect(saved().jsonData.limits).toEqual({ maxRows: 5_000_000 });
  });
});
