package dev.vivace.wire.zipkin;

import static dev.vivace.wire.foreign.Translated.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.wire.foreign.Rendered;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the members of Zipkin's spans become, case by case as the reference was seen to translate them; where it loses
/// something, that is kept.
class ZipkinMappingTest {

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
            'kind':'CLIENT'                                                 => client
            'kind':'SERVER'                                                 => server
            'kind':'PRODUCER'                                               => producer
            'kind':'CONSUMER'                                               => consumer
            'kind':'server'                                                 => server
            'tags':{'span.kind':'internal'}                                 => internal
            'tags':{'span.kind':'client'}                                   => client
            'tags':{'span.kind':'banana'}                                   => {span.kind=banana}
            'kind':'CLIENT','tags':{'span.kind':'server'}                   => client {span.kind=server}
            'parentId':'b'                                                  => parent=b
            'parentId':'a'                                                  => ''
            'parentId':'0'                                                  => ''
            'localEndpoint':{'serviceName':'Shop'}                          => resource{service.name=Shop}
            'localEndpoint':{'serviceName':'s'},'tags':{'service.name':'t'} => resource{service.name=t}
            'localEndpoint':{'ipv4':'1.2.3.4','port':80} => {net.host.port=80 network.local.address=1.2.3.4}
            'localEndpoint':{'ipv4':'1.2.3.4','ipv6':'::1'} => {net.host.ip=1.2.3.4 network.local.address=::1}
            'remoteEndpoint':{'serviceName':'db','ipv6':'::1'} => {network.peer.address=::1 service.peer.name=db}
            'remoteEndpoint':{'port':5}                                     => {net.peer.port=5}
            'tags':{'n':'7'}                                                => {n=7}
            'tags':{'k8s.pod.name':'p','x':'y'}                             => resource{k8s.pod.name=p} {x=y}
            'tags':{'deployment.environment.name':'p'}                      => {deployment.environment.name=p}
            'tags':{'peer.service':'p'}                                     => {peer.service=p}
            'tags':{'otel.library.name':'l','otel.library.version':'2'}     => scope=l version=2
            'tags':{'otel.scope.name':'l'}                                  => {otel.scope.name=l}
            'tags':{'w3c.tracestate':'a=b'}                                 => state=a=b
            'tags':{'otlp.link.0':'7|8|s|{}|0'}                             => link=7/8s
            'tags':{'error':'true'}                                         => error
            'tags':{'error':'false'}                                        => error {error=false}
            'tags':{'error':''}                                             => error {error=}
            'tags':{'error':'boom'}                                         => error message=boom {error=boom}
            'tags':{'otel.status_code':'Ok'}                                => ok
            'tags':{'otel.status_code':'STATUS_CODE_ERROR'}                 => error
            'tags':{'otel.status_description':'why'}                        => message=why
            'tags':{'error':'true','otel.status_code':'Ok'}                 => error
            'tags':{'http.status_code':'500'}                               => {http.status_code=500}
            'annotations':[{'timestamp':7,'value':'hit'}]                   => event@7:hit
            'annotations':[{'timestamp':7,'value':'a|b'}]                   => event@7:a|b
            'annotations':[{'timestamp':7,'value':''}]                      => event@7:
            'annotations':[{'timestamp':7,'value':'e|{\\"n\\":1}|0'}]       => event@7:e{n=1}
            'annotations':[{'timestamp':7,'value':'e|{\\"n\\":null}|0'}]    => event@7:e
            'annotations':[{'timestamp':7,'value':'a|b|c'}]                 => event@7:a|b|c
            'shared':true,'debug':true                                      => {zipkin.debug=true zipkin.shared=true}
            """)
    void membersOfVersion2(String members, String span) throws Exception {
        assertThat(translated("\"timestamp\":5,\"duration\":2," + members.replace('\'', '"'), false))
                .isEqualTo(span.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '\0', textBlock = """
    A cs 5, A cr 9                 => client resource{ipv4=1.2.3.4 port=80 service.name=s}
    A sr 5, A ss 9                 => server resource{ipv4=1.2.3.4 port=80 service.name=s}
    A ms 5                         => producer resource{ipv4=1.2.3.4 port=80 service.name=s}
    A mr 5                         => consumer resource{ipv4=1.2.3.4 port=80 service.name=s}
    A other 5                      => resource{service.name=s} event@5:other
    B key v                        => resource{service.name=s} {key=v}
    N key v                        => resource{service.name=unknown-service} {key=v}
    A sr 5, N lc x                 => server resource{ipv4=1.2.3.4 port=80 service.name=s} {component=x}
    A sr 5, N error x              => server error message=x resource{ipv4=1.2.3.4 port=80 service.name=s}
    A sr 5, N http.status_code 404 => server error resource{ipv4=1.2.3.4 port=80 service.name=s} {http.status_code=404}
    A sr 5, N span.kind client     => server resource{ipv4=1.2.3.4 port=80 service.name=s} {span.kind=client}
    """)
    void annotationsOfVersion1(String annotations, String span) throws Exception {
        String endpoint = ",\"endpoint\":{\"serviceName\":\"s\",\"ipv4\":\"1.2.3.4\",\"port\":80}";
        StringBuilder plain = new StringBuilder();
        StringBuilder binary = new StringBuilder();
        for (String annotation : annotations.split(", ")) {
            String[] parts = annotation.split(" ");
            if (parts[0].equals("A")) {
                plain.append(plain.isEmpty() ? "" : ",")
                        .append("{\"value\":\"%s\",\"timestamp\":%s%s}".formatted(parts[1], parts[2], endpoint));
            } else {
                binary.append(binary.isEmpty() ? "" : ",")
                        .append("{\"key\":\"%s\",\"value\":\"%s\"%s}"
                                .formatted(parts[1], parts[2], parts[0].equals("B") ? endpoint : ""));
            }
        }
        String members = "\"timestamp\":5,\"annotations\":[" + plain + "],\"binaryAnnotations\":[" + binary + "]";

        assertThat(translated(members, true)).isEqualTo(span);
    }

    private static String translated(String members, boolean first) throws Exception {
        String json = "[{\"traceId\":\"1\",\"id\":\"a\",\"name\":\"n\"," + members + "}]";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Rendered.line(only(new ZipkinTranslator(false).json(bytes, 0, bytes.length, first)));
    }
}
