package dev.vivace.wire.jaeger;

import static dev.vivace.wire.foreign.Translated.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.wire.foreign.Rendered;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What tags, references, logs and processes of Jaeger's become, case by case as the reference was seen to translate
/// them; where it loses something, that is kept.
class JaegerMappingTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            s:a=                                                   => {a=}
            i:a=7 f:b=0.5 b:c=true s:d=7                           => {a=7 b=0.5 c=true d=7}
            i:a=7 s:a=last                                         => {a=last}
            s:span.kind=server                                     => server
            s:span.kind=client                                     => client
            s:span.kind=producer                                   => producer
            s:span.kind=consumer                                   => consumer
            s:span.kind=internal                                   => internal
            s:span.kind=SERVER                                     => server
            s:span.kind=banana                                     => {span.kind=banana}
            i:span.kind=7                                          => {span.kind=7}
            s:w3c.tracestate=x:y                                   => state=x:y
            s:otel.scope.name=lib s:otel.scope.version=3           => scope=lib version=3
            s:otel.library.name=lib                                => {otel.library.name=lib}
            b:error=true                                           => error
            s:error=true                                           => {error=true}
            b:error=false                                          => {error=false}
            s:otel.status_code=ERROR s:otel.status_description=why => error message=why
            s:otel.status_code=OK                                  => ok
            s:otel.status_code=banana                              => {otel.status_code=banana}
            b:error=true s:otel.status_code=OK                     => error
            s:otel.status_description=why                          => {otel.status_description=why}
            s:span.kind=client i:http.status_code=404              => client error {http.status_code=404}
            s:span.kind=server i:http.status_code=404              => server {http.status_code=404}
            s:span.kind=server i:http.status_code=500              => server error {http.status_code=500}
            s:span.kind=server s:http.status_code=503              => server error {http.status_code=503}
            s:http.status_code=200                                 => {http.status_code=200}
            b:error=true s:http.status_message=Bad                 => error message=Bad {http.status_message=Bad}
            s:sampler.type=const s:internal.span.format=jaeger     => {internal.span.format=jaeger sampler.type=const}
            i:grpc.status_code=13                                  => {grpc.status_code=13}
            """)
    void tags(String tags, String span) throws Exception {
        assertThat(translated("\"tags\":" + tags(tags))).isEqualTo(span);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            s:event=hit s:level=info     => event@5:hit{level=info}
            i:event=3 s:message=m        => event@5:{event=3 message=m}
            s:message=m                  => event@5:{message=m}
            ''                           => event@5:
            """)
    void logs(String fields, String span) throws Exception {
        assertThat(translated("\"logs\":[{\"timestamp\":5,\"fields\":" + tags(fields.replace("''", "")) + "}]"))
                .isEqualTo(span);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            CHILD_OF:1/2                       => parent=2
            CHILD_OF:1/2 CHILD_OF:1/3          => parent=2 link=1/3{opentracing.ref_type=child_of}
            FOLLOWS_FROM:1/2                   => parent=2 link=1/2{opentracing.ref_type=follows_from}
            FOLLOWS_FROM:1/2 CHILD_OF:1/3      => parent=3 link=1/2{opentracing.ref_type=follows_from}
            CHILD_OF:9/2                       => link=9/2{opentracing.ref_type=child_of}
            """)
    void references(String references, String span) throws Exception {
        StringBuilder json = new StringBuilder();
        for (String reference : references.split(" ")) {
            String[] parts = reference.split("[:/]");
            json.append(json.isEmpty() ? "" : ",")
                    .append("{\"refType\":\"%s\",\"traceID\":\"%s\",\"spanID\":\"%s\"}".formatted((Object[]) parts));
        }
        assertThat(translated("\"references\":[" + json + "]")).isEqualTo(span);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            svc : s:ip=1.2.3.4               => resource{ip=1.2.3.4 service.name=svc}
            svc : s:hostname=h               => resource{host.name=h service.name=svc}
            svc : s:hostname=h s:host.name=g => resource{host.name=g hostname=h service.name=svc}
            svc : s:jaeger.version=Go-2.30   => resource{opencensus.exporterversion=Jaeger-Go-2.30 service.name=svc}
            svc : i:shard=7                  => resource{service.name=svc shard=7}
            """)
    void processes(String process, String span) throws Exception {
        String[] parts = process.split(" : ");
        assertThat(translated("\"process\":{\"serviceName\":\"" + parts[0] + "\",\"tags\":" + tags(parts[1]) + "}"))
                .isEqualTo(span);
    }

    private static String translated(String members) throws Exception {
        String json = "[{\"traceID\":\"1\",\"spanID\":\"a\",\"operationName\":\"op\",\"startTime\":5,\"duration\":1,"
                + members + "}]";
        byte[] bytes = ("{\"data\":[{\"traceID\":\"1\",\"spans\":" + json + "}]}").getBytes(StandardCharsets.UTF_8);
        return Rendered.line(only(JaegerTranslator.json(bytes, 0, bytes.length)));
    }

    /// `type:key=value`, with blanks between.
    private static String tags(String tags) {
        StringBuilder json = new StringBuilder("[");
        for (String tag : tags.isEmpty() ? new String[0] : tags.split(" +")) {
            String key = tag.substring(2, tag.indexOf('='));
            String value = tag.substring(tag.indexOf('=') + 1);
            String type = switch (tag.charAt(0)) {
                case 's' -> "string";
                case 'i' -> "int64";
                case 'f' -> "float64";
                default -> "bool";
            };
            json.append(json.length() == 1 ? "" : ",")
                    .append("{\"key\":\"%s\",\"type\":\"%s\",\"value\":%s}"
                            .formatted(key, type, tag.charAt(0) == 's' ? '"' + value + '"' : value));
        }
        return json.append("]").toString();
    }
}
