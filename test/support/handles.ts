import { once } from "node:events";
import { createServer } from "node:net";

/** What the system is told of each socket: by the prototype that all handles share. */
export async function handlePrototype(): Promise<{
  setNoDelay(isOn: boolean): number;
  setKeepAlive(
    isOn: boolean,
    delaySeconds: number,
    intervalSeconds?: number,
    count?: number,
  ): number;
}> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const handle = Reflect.get(server, "_handle") as object;
  server.close();
  return Object.getPrototypeOf(handle) as Awaited<ReturnType<typeof handlePrototype>>;
}
