// Node keys: signed by this server, so that they verify without a store, and keys of another server do not.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const nodeSchema = z.object({
  /** Id of the node: the same for the same host identifier, so that a repeated enrolment makes no second node. */
  n: z.uuid(),
  /** Host identifier that the agent uses. */
  h: z.string(),
  /** Host name at enrolment. */
  c: z.string(),
  /** Platform: windows, linux, macos. */
  p: z.string(),
  /** Tag: name of the enroll secret it came with. */
  t: z.string(),
});

export interface Node {
  readonly nodeId: string;
  readonly hostIdentifier: string;
  readonly hostname: string;
  readonly platform: string;
  readonly tag: string;
}

/** Makes and checks node keys. The first secret signs, all of them verify: that is how a secret is replaced. */
export class NodeKeys {
  private readonly secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    if (secrets.length === 0) throw new Error('node keys need a secret');
    this.secrets = secrets;
  }

  /** UUIDv8 (RFC 9562) from the host identifier, keyed, so that ids cannot be guessed from host names. */
  nodeId(hostIdentifier: string): string {
    // The last secret stays longest when new ones are put in front.
    const hash = createHmac('sha256', this.secrets.at(-1)!).update(`node\0${hostIdentifier}`).digest();
    hash[6] = (hash[6]! & 0x0f) | 0x80;
    hash[8] = (hash[8]! & 0x3f) | 0x80;
    const hex = hash.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }

  /** `base64url(node) . base64url(HMAC-SHA256)`. */
  issue(node: Node): string {
    const { nodeId: n, hostIdentifier: h, hostname: c, platform: p, tag: t } = node;
    const payload = Buffer.from(JSON.stringify({ n, h, c, p, t })).toString('base64url');
    return `${payload}.${this.sign(payload, this.secrets[0]!)}`;
  }

  private sign(payload: string, secret: string): string {
    return createHmac('sha256', secret).update(`key\0${payload}`).digest('base64url');
  }

  /** The node that a key was issued to; undefined when no secret of this server signed it. */
  verify(key: string): Node | undefined {
    const dot = key.indexOf('.');
    if (dot < 0) return undefined;
    const payload = key.slice(0, dot);
    const given = Buffer.from(key.slice(dot + 1));
    let valid = false;
    for (const secret of this.secrets) {
      const expected = Buffer.from(this.sign(payload, secret));
      if (expected.length === given.length && timingSafeEqual(expected, given)) valid = true;
    }
    if (!valid) return undefined;
    const parsed = nodeSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    if (!parsed.success) return undefined;
    const { n, h, c, p, t } = parsed.data;
    return { nodeId: n, hostIdentifier: h, hostname: c, platform: p, tag: t };
  }
}
