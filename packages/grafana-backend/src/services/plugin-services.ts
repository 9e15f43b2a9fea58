// The services go-plugin expects of any child process: health, broker, mirrored output, shutdown.
import type { Server } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { Health } from '../gen/health.gen';
import { GRPCBroker, GRPCController, GRPCStdio } from '../gen/plugin.gen';
import { GrpcError, heldOpen, serverStream, serviceDefinition, unary } from './grpc-service';

const SERVING = 1;
const SERVICE_UNKNOWN = 3;

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Registers the services; `onShutdown` is called once the host's Shutdown has been answered. */
export function addPluginServices(server: Server, onShutdown: () => void): void {
  server.addService(serviceDefinition(Health), {
    check: unary(Health.method.check, async ({ service }) => {
      if (service !== '' && service !== 'plugin') throw new GrpcError(status.NOT_FOUND, `Unknown service ${service}.`);
      return { status: SERVING };
    }),
    watch: serverStream(Health.method.watch, async ({ service }, { signal }, send) => {
      send({ status: service === '' || service === 'plugin' ? SERVING : SERVICE_UNKNOWN });
      await untilAborted(signal);
    }),
  });
  // Nothing is brokered and stderr is read by the host itself: both streams only have to stay open.
  server.addService(serviceDefinition(GRPCBroker), { startStream: heldOpen() });
  server.addService(serviceDefinition(GRPCStdio), {
    streamStdio: serverStream(GRPCStdio.method.streamStdio, (_request, { signal }) => untilAborted(signal)),
  });
  server.addService(serviceDefinition(GRPCController), {
    shutdown: unary(GRPCController.method.shutdown, async () => {
      setImmediate(onShutdown);
      return {};
    }),
  });
}
