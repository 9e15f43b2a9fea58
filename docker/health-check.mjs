// Health check of the ingest container: is it ready to take events? Exit code 0 says yes.
import { get as http } from 'node:http';
import { get as https } from 'node:https';

const tls = (process.env.HUNTBOARD_TLS_CERT_FILE ?? '') !== '';
const port = process.env.HUNTBOARD_PORT ?? '8088';
// On loopback the certificate's name cannot fit; that the service answers is what is asked.
const request = tls
  ? https(`https://127.0.0.1:${port}/readyz`, { rejectUnauthorized: false, timeout: 4000 }, answered)
  : http(`http://127.0.0.1:${port}/readyz`, { timeout: 4000 }, answered);
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));

function answered(response) {
  process.exit(response.statusCode === 200 ? 0 : 1);
}
