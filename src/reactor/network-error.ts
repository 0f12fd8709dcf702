import { NetworkError } from "../errors.js";

/** The error of a socket as ours: its code, itself as the cause. */
export function networkError(error: Error): NetworkError {
  if (error instanceof NetworkError) return error;
  const code: unknown = Reflect.get(error, "code");
  return new NetworkError(error.message, typeof code === "string" ? code : "UNKNOWN", error);
}
