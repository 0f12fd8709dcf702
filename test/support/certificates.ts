import { generate } from "selfsigned";

/** A key and its certificate, made for this run. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate of its own authority, for these names and for 127.0.0.1. */
export async function identity(commonName: string): Promise<Identity> {
  const attributes = [{ name: "commonName", value: commonName }];
  const altNames = [
    { type: 2 as const, value: commonName },
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const { private: key, cert } = await generate(attributes, {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { key, cert };
}
