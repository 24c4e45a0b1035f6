import { describe, expect, it } from 'vitest';
import { openerOf } from './open-url.ts';

describe('what opens a page', () => {
  it('is the platform’s own opener', () => {
    expect(openerOf('linux', { DISPLAY: ':0' })).toEqual(['xdg-open']);
    expect(openerOf('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open']);
    expect(openerOf('darwin', {})).toEqual(['open']);
    expect(openerOf('win32', {})).toEqual(['cmd', '/c', 'start', '']);
  });

  it('is nothing without a display, on CI, or when asked for silence', () => {
    expect(openerOf('linux', {})).toBeNull();
    expect(openerOf('linux', { DISPLAY: '' })).toBeNull();
    expect(openerOf('darwin', { BEAVER_NO_OPEN: '1' })).toBeNull();
    expect(openerOf('linux', { DISPLAY: ':0', CI: 'true' })).toBeNull();
  });
});
