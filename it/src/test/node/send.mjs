// Sends the same spans through one exporter of the SDK to a server, and through another to a place that writes down
// what was sent. usage: send.mjs http-json|http-protobuf|grpc SERVER RECORDER; prints the trace id.
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [protocol, server, recorder] = process.argv.slice(2);
const exporters = { 'http-json': JsonExporter, 'http-protobuf': ProtobufExporter, grpc: GrpcExporter };
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': `node-${protocol}`, 'process.pid': process.pid, beta: true }),
  spanProcessors: [
    new BatchSpanProcessor(new exporters[protocol]({ url: server })),
    new BatchSpanProcessor(new ProtobufExporter({ url: recorder })),
  ],
});
const tracer = provider.getTracer('shop', '1.2.3');

const root = tracer.startSpan('GET /cart', {
  kind: SpanKind.SERVER,
  attributes: {
    text: 'käse 🧀',
    empty: '',
    truth: true,
    lie: false,
    small: 42,
    negative: -7,
    exact: 9007199254740991,
    fraction: 0.125,
    texts: ['a', '', 'c'],
    numbers: [1, 2, 3],
    fractions: [0.5, 1.5],
    truths: [true, false],
    none: [],
  },
});
const inside = trace.setSpan(context.active(), root);
const child = tracer.startSpan('SELECT', { kind: SpanKind.CLIENT, links: [
  { context: root.spanContext(), attributes: { 'link.kind': 'follows_from', hops: 1 } },
] }, inside);
child.addEvent('retry', { attempt: 2, reason: 'timeout' });
child.recordException(new TypeError('no such table'));
child.setStatus({ code: SpanStatusCode.ERROR, message: 'no such table' });
child.end();
root.setStatus({ code: SpanStatusCode.OK });
root.end();
await provider.shutdown();
console.log(root.spanContext().traceId);
