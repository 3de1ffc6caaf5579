/// Everything that is answered over HTTP: the query API, status pages, and the ports themselves.
///
/// Start at [HttpServers], which opens the ports: OTLP ports get `ingest.receive`, the API port gets [ApiDoor].
/// There a [Route] is found, and an [Endpoint] turns an [ApiRequest] into a [Reply]: parameters in, `query`
/// asked,
/// `wire` encodes.
/// [StreamingQuerier] asks the same endpoints for gRPC clients, [McpDoor] for language models. Endpoints
/// know nothing of the server library, run on the query pool and may block; only
/// [ApiDoor], these two and [HttpServers] touch event loops. No query logic lives here.
@NullMarked
package dev.vivace.server.http;

import org.jspecify.annotations.NullMarked;
