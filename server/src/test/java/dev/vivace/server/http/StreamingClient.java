package dev.vivace.server.http;

import com.linecorp.armeria.client.grpc.GrpcClientStubFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Calls `tempopb.StreamingQuerier` as gRPC clients do, with a gRPC library; messages are bytes.
final class StreamingClient {

    private static final String SERVICE = "tempopb.StreamingQuerier";

    private final Channel channel;

    /// @param metadata name, value, name, value …
    StreamingClient(int port, String... metadata) {
        Metadata headers = new Metadata();
        for (int i = 0; i < metadata.length; i += 2) {
            headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
        }
        Stub stub = GrpcClients.builder("gproto+h2c://127.0.0.1:" + port)
                .clientStubFactory(new Stub.Factory())
                .build(Stub.class);
        this.channel = ClientInterceptors.intercept(stub.channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// All messages of a call.
    ///
    /// @throws io.grpc.StatusRuntimeException if it fails
    List<byte[]> call(String method, byte[] request) {
        return call(SERVICE, method, request, CallOptions.DEFAULT);
    }

    List<byte[]> call(String service, String method, byte[] request, CallOptions options) {
        List<byte[]> messages = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, method(service, method), options, request)
                .forEachRemaining(messages::add);
        return messages;
    }

    /// A call under way.
    ClientCall<byte[], byte[]> start(String method, byte[] request) {
        ClientCall<byte[], byte[]> call = channel.newCall(method(SERVICE, method), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(request);
        call.halfClose();
        return call;
    }

    private static MethodDescriptor<byte[], byte[]> method(String service, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    /// What generated code would be, had we generated it.
    static final class Stub {

        private final Channel channel;

        private Stub(Channel channel) {
            this.channel = channel;
        }

        private static final class Factory implements GrpcClientStubFactory {
            @Override
            public ServiceDescriptor findServiceDescriptor(Class<?> clientType) {
                return ServiceDescriptor.newBuilder(SERVICE).build();
            }

            @Override
            public Object newClientStub(Class<?> clientType, Channel channel) {
                return new Stub(channel);
            }
        }
    }

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
