import { id } from '@beaveros/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { useViewStore } from './view-store.ts';

const ORDER = id<'Order'>('01a20416-79ef-70ca-9250-532c048f8902');
const PERSON = {
  user: id<'User'>('01a20416-7ba4-722c-9839-3298e0c32fff'),
  name: 'Lucía Prado',
  permissions: [],
};
const fresh = useViewStore.getInitialState();

describe('the view', () => {
  beforeEach(() => useViewStore.setState(fresh, true));
  const view = () => useViewStore.getState();

  it('lays sheets and searches aside when it goes to another screen', () => {
    view().openSheet('orders');
    view().setSearchText('caña');
    view().go('pay');
    expect(view()).toMatchObject({ screen: 'pay', sheet: null, searchText: '' });
  });

  it('keeps the order when somebody else takes over, and when they sign out', () => {
    view().setOrder(ORDER);
    view().setPerson(PERSON);
    view().setSwitching(true);
    expect(view().person).toEqual(PERSON);
    view().setPerson(null);
    expect(view()).toMatchObject({ order: ORDER, person: null, isSwitching: false, isSessionKnown: true });
  });

  it('forgets the document of the last sale with its order', () => {
    view().setOrder(ORDER);
    view().showReceipt({ document: 'd' } as never);
    expect(view().screen).toBe('receipt');
    view().setOrder(null);
    expect(view().document).toBeNull();
  });
});
