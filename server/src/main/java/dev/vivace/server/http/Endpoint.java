package dev.vivace.server.http;

import dev.vivace.traceql.parse.TraceQlException;
import java.io.IOException;

/// Answers the requests of one route. Thread-safe.
@FunctionalInterface
interface Endpoint {

    /// @throws BadRequestException if the request's parameters are wrong
    /// @throws TraceQlException if its query is no TraceQL
    /// @throws IOException if storage failed
    Reply answer(ApiRequest request) throws IOException, TraceQlException;
}
