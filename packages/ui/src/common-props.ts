/** What every component takes besides its own props. */
export interface CommonProps {
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly 'data-testid'?: string | undefined;
}

/** The id and test id to hand on to the element that stands for the component; absent ones stay absent. */
export function passedOn(props: CommonProps): { id?: string; 'data-testid'?: string } {
  const passed: { id?: string; 'data-testid'?: string } = {};
  if (props.id !== undefined) passed.id = props.id;
  if (props['data-testid'] !== undefined) passed['data-testid'] = props['data-testid'];
  return passed;
}
