package dev.vivace.server.http;

import dev.vivace.traceql.eval.Progress;
import dev.vivace.traceql.parse.TraceQlException;
import java.io.IOException;
import java.util.function.Function;

/// Answers in messages: some while it works, and in the end the whole answer. Thread-safe.
@FunctionalInterface
interface StreamedEndpoint {

    /// Where messages go that are sent before the last one. Confined to one thread.
    interface Interim {

        /// Whether the last message was sent long enough ago.
        boolean isDue();

        void send(byte[] message);

        /// Sends what progress there is, if it is due.
        default <T> Progress<T> of(Function<T, byte[]> message) {
            return new Progress<>() {
                @Override
                public boolean isDue() {
                    return Interim.this.isDue();
                }

                @Override
                public void advanced(T soFar) {
                    send(message.apply(soFar));
                }
            };
        }
    }

    /// @param request its parameters are those of the HTTP endpoint
    /// @return the last message: the whole answer in protobuf
    /// @throws BadRequestException if the request's parameters are wrong
    /// @throws TraceQlException if its query is no TraceQL
    /// @throws IOException if storage failed
    byte[] stream(ApiRequest request, Interim interim) throws IOException, TraceQlException;
}
