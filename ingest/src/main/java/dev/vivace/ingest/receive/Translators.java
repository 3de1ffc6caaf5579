package dev.vivace.ingest.receive;

import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.jaeger.JaegerTranslator;
import dev.vivace.wire.otlp.OtlpRewriter;
import dev.vivace.wire.zipkin.ZipkinTranslator;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/// Makes OTLP of everything else. Stateless.
final class Translators {

    private Translators() {}

    /// Reads one request; may be called on decoding threads only, for it costs CPU.
    @FunctionalInterface
    interface Translator {
        Translation translate(Bytes request) throws ForeignRequestException;

        /// The same with the room the result takes, failing as futures do.
        ///
        /// @param hold what the result is counted on, from before there is one; not closed here
        default Translation apply(Bytes request, BytesInFlight.Hold hold) {
            hold.reserve(request.length());
            try {
                Translation translation = translate(request);
                hold.reserve(Math.max(0, translation.otlp().length - request.length()));
                return translation;
            } catch (ForeignRequestException e) {
                throw new CompletionException(isOtlp(request) ? otlp() : e);
            }
        }
    }

    private static ForeignRequestException otlp() {
        return new ForeignRequestException(
                ForeignRequestException.WRONG_FORMAT,
                "this is OTLP in protobuf, and the path is of another protocol: send it to " + OtlpHttpDoor.PATH
                        + ", on this port or any other for spans");
    }

    /// Whether what this path cannot read is what most exporters send, set up with another protocol's address.
    private static boolean isOtlp(Bytes request) {
        int[] spans = new int[2];
        try {
            OtlpRewriter.forEachSpan(request.array(), request.offset(), request.length(), (_, high, low, _) -> {
                spans[0]++;
                spans[1] += (high | low) != 0 ? 1 : 0;
            });
        } catch (IllegalArgumentException _) {
            return false;
        }
        return spans[0] > 0 && spans[0] == spans[1];
    }

    /// A way to read a body, and its name for the status page.
    record Reading(String word, Translator translator) {}

    /// What was sent to Jaeger's path over HTTP. The bytes know better than the header: a field's head
    /// tells the two protocols of Thrift apart.
    static Reading jaeger(Bytes body) {
        JaegerTranslator.Format format = JaegerTranslator.detect(body.array(), body.offset(), body.length());
        return new Reading(
                "jaeger " + format.word(),
                bytes -> format == JaegerTranslator.Format.JSON
                        ? JaegerTranslator.json(bytes.array(), bytes.offset(), bytes.length())
                        : JaegerTranslator.thrift(bytes.array(), bytes.offset(), bytes.length(), format));
    }

    /// What was sent to one of Zipkin's paths.
    ///
    /// @param contentType of the request, empty if none was sent
    /// @param first whether it was the path of version 1
    static Reading zipkin(Bytes body, String contentType, boolean first, ZipkinTranslator translator) {
        String type = contentType.toLowerCase(Locale.ROOT);
        ZipkinTranslator.Format format;
        if (type.contains("protobuf")) {
            format = ZipkinTranslator.Format.PROTOBUF;
        } else if (type.contains("thrift")) {
            format = ZipkinTranslator.Format.THRIFT;
        } else if (type.contains("json")) {
            format = ZipkinTranslator.Format.JSON;
        } else {
            format = ZipkinTranslator.detect(body.array(), body.offset(), body.length());
        }
        String word = (first || format == ZipkinTranslator.Format.THRIFT ? "zipkin v1 " : "zipkin v2 ") + format.word();
        return new Reading(
                word,
                switch (format) {
                    case JSON -> bytes -> translator.json(bytes.array(), bytes.offset(), bytes.length(), first);
                    case PROTOBUF -> bytes -> translator.protobuf(bytes.array(), bytes.offset(), bytes.length());
                    case THRIFT -> bytes -> ZipkinTranslator.thrift(bytes.array(), bytes.offset(), bytes.length());
                });
    }
}
