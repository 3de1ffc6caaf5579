package dev.vivace.it;

import com.google.protobuf.UnknownFieldSet;
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

/// Asks `tempopb.StreamingQuerier` with a gRPC library; messages are fields by their numbers.
final class GrpcQuestions {

    private static final String SERVICE = "tempopb.StreamingQuerier";

    private final Channel channel;

    /// On the port of the HTTP API.
    ///
    /// @param metadata name, value, name, value …
    GrpcQuestions(ServerUnderTest server, String... metadata) {
        this(server.apiPort(), metadata);
    }

    /// @param metadata name, value, name, value …
    GrpcQuestions(int port, String... metadata) {
        Metadata headers = new Metadata();
        for (int i = 0; i < metadata.length; i += 2) {
            headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
        }
        Stub stub = GrpcClients.builder("gproto+h2c://127.0.0.1:" + port)
                .clientStubFactory(new StubFactory())
                .build(Stub.class);
        this.channel = ClientInterceptors.intercept(stub.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// All messages of a call.
    ///
    /// @throws io.grpc.StatusRuntimeException if it fails
    List<UnknownFieldSet> ask(String call, UnknownFieldSet request) {
        return ask(SERVICE, call, request);
    }

    /// The same of another service.
    List<UnknownFieldSet> ask(String service, String call, UnknownFieldSet request) {
        List<UnknownFieldSet> messages = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, method(service, call), CallOptions.DEFAULT, request)
                .forEachRemaining(messages::add);
        return messages;
    }

    /// A call under way.
    ClientCall<UnknownFieldSet, UnknownFieldSet> begin(
            String call, UnknownFieldSet request, ClientCall.Listener<UnknownFieldSet> listener) {
        ClientCall<UnknownFieldSet, UnknownFieldSet> begun =
                channel.newCall(method(SERVICE, call), CallOptions.DEFAULT);
        begun.start(listener, new Metadata());
        begun.request(Integer.MAX_VALUE);
        begun.sendMessage(request);
        begun.halfClose();
        return begun;
    }

    private static MethodDescriptor<UnknownFieldSet, UnknownFieldSet> method(String service, String name) {
        return MethodDescriptor.<UnknownFieldSet, UnknownFieldSet>newBuilder()
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(new Fields())
                .setResponseMarshaller(new Fields())
                .build();
    }

    /// What generated code would be, had we generated it.
    private record Stub(Channel channel) {}

    private static final class StubFactory implements GrpcClientStubFactory {
        @Override
        public ServiceDescriptor findServiceDescriptor(Class<?> clientType) {
            return ServiceDescriptor.newBuilder(SERVICE).build();
        }

        @Override
        public Object newClientStub(Class<?> clientType, Channel channel) {
            return new Stub(channel);
        }
    }

    private static final class Fields implements Marshaller<UnknownFieldSet> {
        @Override
        public InputStream stream(UnknownFieldSet value) {
            return new ByteArrayInputStream(value.toByteArray());
        }

        @Override
        public UnknownFieldSet parse(InputStream stream) {
            try (stream) {
                return UnknownFieldSet.parseFrom(stream.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
