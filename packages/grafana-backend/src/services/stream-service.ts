// Grafana Live over a Datasource: who may listen to a channel, what runs while somebody does, who may publish.
import type { Server } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { StreamAnswer, StreamSender } from '../datasource';
import type { Frame } from '../frames/frame';
import { frameToJson } from '../frames/frame-json';
import { Stream } from '../gen/pluginv2.gen';
import type { ServiceContext } from './datasource-services';
import { GrpcError, serverStream, serviceDefinition, unary } from './grpc-service';

const STATUS: Record<StreamAnswer, number> = { ok: 0, 'not-found': 1, 'permission-denied': 2 };
const utf8 = new TextEncoder();
const NOTHING = new Uint8Array(0);

function frameText(frame: Frame, include: 'all' | 'data' = 'all'): string {
  const { schema, data } = frameToJson(frame);
  return JSON.stringify(include === 'all' ? { schema, data } : { data });
}

/** Registers pluginv2.Stream. */
export function addStreamService(server: Server, { toCall, withInstance }: ServiceContext): void {
  server.addService(serviceDefinition(Stream), {
    subscribeStream: unary(Stream.method.subscribeStream, async (request, info) => {
      const call = toCall(request.pluginContext, request.headers, info);
      const { path, data } = request;
      const found = await withInstance(
        call,
        async (instance) => (await instance.subscribe?.({ path, data }, call)) ?? 'not-found',
      );
      if (typeof found === 'string') return { status: STATUS[found], data: NOTHING };
      return { status: STATUS.ok, data: utf8.encode(frameText(found.initial)) };
    }),

    runStream: serverStream(Stream.method.runStream, async (request, info, send) => {
      const call = toCall(request.pluginContext, request.headers, info);
      const { path, data } = request;
      const json = (text: string): Promise<void> => send({ data: utf8.encode(text) });
      const sender: StreamSender = { json, frame: (frame, include) => json(frameText(frame, include)) };
      await withInstance(call, async (instance) => {
        if (instance.run === undefined) throw new GrpcError(status.NOT_FOUND, 'This data source has no streams.');
        try {
          await instance.run({ path, data }, call, sender);
        } catch (error) {
          if (!call.signal.aborted) call.log.error('A stream failed in the plugin', { path, error });
          throw error;
        }
      });
    }),

    publishStream: unary(Stream.method.publishStream, async (request, info) => {
      const call = toCall(request.pluginContext, request.headers, info);
      const { path, data } = request;
      const found = await withInstance(
        call,
        async (instance) => (await instance.publish?.({ path, data }, call)) ?? 'permission-denied',
      );
      if (typeof found === 'string') return { status: STATUS[found], data: NOTHING };
      return { status: STATUS.ok, data: found.data };
    }),
  });
}
