/** Does something once, and says how it went in one number. */
export type Round = () => number | Promise<number>;

/**
 * Runs contestants in interleaved rounds, so that a drift of the machine touches all alike. Who begins is
 * another one each time.
 */
export async function interleave(
  contestants: ReadonlyMap<string, Round>,
  count: number,
): Promise<Map<string, number[]>> {
  const names = [...contestants.keys()];
  const values = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < count; ++round) {
    for (let i = 0; i < names.length; ++i) {
      const name = names[(i + round) % names.length] ?? "";
      const value = await contestants.get(name)?.();
      if (value !== undefined) values.get(name)?.push(value);
    }
  }
  return values;
}
