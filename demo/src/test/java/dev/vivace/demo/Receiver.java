package dev.vivace.demo;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that keeps every OTLP request it gets, over HTTP and gRPC, on one loopback port.
final class Receiver implements AutoCloseable {
    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile int refusalStatus = 503;
    private final Server server;

    Receiver() {
        this(0);
    }

    Receiver(int port) {
        TraceServiceGrpc.TraceServiceImplBase grpc = new TraceServiceGrpc.TraceServiceImplBase() {
            @Override
            public void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
                requests.add(request);
                answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                answer.onCompleted();
            }
        };
        server = Server.builder()
                .localPort(port, SessionProtocol.HTTP)
                .maxRequestLength(64 << 20)
                .gracefulShutdownTimeoutMillis(0, 0)
                .service(GrpcService.builder().addService(grpc).build())
                .service(
                        "/v1/traces",
                        ((com.linecorp.armeria.server.HttpService) (context, request) ->
                                        HttpResponse.of(request.aggregate().thenApply(body -> {
                                            if (refusals.getAndDecrement() > 0) {
                                                return HttpResponse.of(
                                                        HttpStatus.valueOf(refusalStatus),
                                                        MediaType.PLAIN_TEXT,
                                                        "not now");
                                            }
                                            try {
                                                requests.add(ExportTraceServiceRequest.parseFrom(
                                                        body.content().array()));
                                            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                                                return HttpResponse.of(HttpStatus.BAD_REQUEST);
                                            }
                                            return HttpResponse.of(
                                                    HttpStatus.OK,
                                                    MediaType.parse("application/x-protobuf"),
                                                    new byte[0]);
                                        })))
                                .decorate(DecodingService.newDecorator()))
                .build();
        server.start().join();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.activeLocalPort();
    }

    /// Answers the next requests over HTTP with this status.
    void refuse(int times, int status) {
        refusalStatus = status;
        refusals.set(times);
    }

    /// Forgets everything; stopping a server takes seconds, so tests share one.
    Receiver cleared() {
        requests.clear();
        refusals.set(0);
        return this;
    }

    List<ExportTraceServiceRequest> requests() {
        return requests;
    }

    List<Span> spans() {
        return requests.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /// A port of this machine where nobody listens.
    static int unusedPort() {
        try (java.net.ServerSocket socket = new java.net.ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
