// Sends a small trace with a tracer of the time before OpenTelemetry.
// usage: foreign.cjs jaeger-udp|jaeger-http|zipkin HOST PORT; prints the trace id.
'use strict';

const [protocol, host, port] = process.argv.slice(2);

function jaeger() {
  const { initTracer } = require('jaeger-client');
  const reporter = protocol === 'jaeger-udp'
    ? { agentHost: host, agentPort: Number(port) }
    : { collectorEndpoint: `http://${host}:${port}/api/traces` };
  const tracer = initTracer(
    {
      serviceName: `node-${protocol}`,
      sampler: { type: 'const', param: 1 },
      reporter: { ...reporter, flushIntervalMs: 50 },
    },
    { tags: { beta: true, version: '1.2.3' } },
  );
  const root = tracer.startSpan('GET /cart', { tags: { 'span.kind': 'server', text: 'käse 🧀', small: 42, fraction: 0.125 } });
  const child = tracer.startSpan('SELECT', { childOf: root, tags: { 'span.kind': 'client', error: true } });
  child.log({ event: 'retry', attempt: 2 });
  child.finish();
  root.finish();
  console.log(root.context().traceIdStr);
  tracer.close(() => process.exit(0));
}

function zipkin() {
  const { Tracer, BatchRecorder, ExplicitContext, Annotation, jsonEncoder } = require('zipkin');
  const { HttpLogger } = require('zipkin-transport-http');
  const logger = new HttpLogger({
    endpoint: `http://${host}:${port}/api/v2/spans`,
    jsonEncoder: jsonEncoder.JSON_V2,
    fetchImplementation: require('node-fetch'),
    httpInterval: 50,
  });
  // the logger's own timer does not keep the process alive
  setTimeout(() => {
    console.error('nothing was sent within 20 s');
    process.exit(1);
  }, 20000);
  const tracer = new Tracer({ ctxImpl: new ExplicitContext(), recorder: new BatchRecorder({ logger }), localServiceName: `node-${protocol}` });
  const id = tracer.createRootId();
  tracer.letId(id, () => {
    tracer.recordServiceName(`node-${protocol}`);
    tracer.recordRpc('GET /cart');
    tracer.recordAnnotation(new Annotation.ServerRecv());
    tracer.recordBinary('text', 'käse 🧀');
    tracer.letId(tracer.createChildId(), () => {
      tracer.recordServiceName(`node-${protocol}`);
      tracer.recordRpc('SELECT');
      tracer.recordAnnotation(new Annotation.ClientSend());
      tracer.recordBinary('error', 'no such table');
      tracer.recordMessage('retry');
      tracer.recordAnnotation(new Annotation.ClientRecv());
    });
    tracer.recordAnnotation(new Annotation.ServerSend());
  });
  console.log(id.traceId);
  logger.on('success', () => process.exit(0));
  logger.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
}

if (protocol === 'zipkin') {
  zipkin();
} else {
  jaeger();
}
