// The visitor's name and role come from two cookies, and from nothing else.
import { localUser } from './local-user';

const of = (cookie?: string) => localUser({ headers: cookie === undefined ? {} : { cookie } });

describe('localUser', () => {
  it('is an analyst who may triage at first', () => {
    for (const cookie of [
      undefined,
      '',
      'x',
      'huntboard_role=Root; huntboard_user=',
      'huntboard_user=%E0%A4%A',
      'huntboard_user=a<b>',
    ])
      expect(of(cookie)).toEqual({ login: 'analyst', role: 'Editor' });
  });

  it('is whom the cookies name', () => {
    expect(of('theme=x; huntboard_user=j%C3%BCrgen; huntboard_role=Viewer')).toEqual({
      login: 'jürgen',
      role: 'Viewer',
    });
    expect(of('huntboard_role=Admin')).toEqual({ login: 'analyst', role: 'Admin' });
  });
});
