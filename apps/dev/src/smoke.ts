import { RESTAURANT } from './seed/restaurant.ts';
import { temporaryHouse } from './house/house.ts';
import { runScript, stopwatch } from './house/script.ts';
import { type Evening, SMOKE_STEPS } from './smoke/steps.ts';

// `npm run smoke`: the house on free ports from nothing, in real processes, through an evening with its accidents.

await runScript(async () => {
  const say = stopwatch();
  const steps: { readonly name: string; readonly ok: boolean }[] = [];
  await using house = await temporaryHouse(
    [{ plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: true }],
    say,
  );
  const tenant = house.tenant(RESTAURANT.slug);
  const [one, two] = await Promise.all([tenant.signedIn('T1', 'marta'), tenant.signedIn('T2', 'marta')]);
  const evening: Evening = { house, tenant, one, two, documents: [] };
  for (const { name, run } of SMOKE_STEPS) {
    try {
      await run(evening);
      steps.push({ name, ok: true });
      say(`ok: ${name}`);
    } catch (error) {
      steps.push({ name, ok: false });
      process.stderr.write(`FAILED: ${name}\n${error instanceof Error ? error.stack : String(error)}\n`);
      break; // Later steps stand on earlier ones.
    }
  }
  const ok = steps.length === SMOKE_STEPS.length && steps.every((step) => step.ok);
  process.stdout.write(`${JSON.stringify({ ok, steps })}\n`);
  return ok;
});
