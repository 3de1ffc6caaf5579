package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.UdpSettings;
import dev.vivace.server.config.Receivers.Receiver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReceiversReaderTest {

    private static Settings parse(String yaml) {
        return new SettingsLoader(_ -> null).parse(yaml, "tempo.yaml", false, List.of());
    }

    private static Receivers receivers(String flow) {
        return parse("distributor: {receivers: {" + flow + "}}").receivers();
    }

    private static List<String> doors(Receivers receivers) {
        return receivers.all().stream()
                .map(receiver -> receiver.protocol() + "@" + receiver.door())
                .toList();
    }

    private static Receiver only(Receivers receivers, Protocol protocol) {
        return Objects.requireNonNull(receivers.first(protocol));
    }

    @Test
    void withoutAWordEverythingOpensOnTheLoopbackAddress() {
        Receivers receivers = parse("{}").receivers();

        assertThat(doors(receivers))
                .containsExactly(
                        "OTLP_GRPC@localhost:4317",
                        "OTLP_HTTP@localhost:4318",
                        "JAEGER_GRPC@localhost:14250",
                        "JAEGER_HTTP@localhost:14268",
                        "JAEGER_COMPACT@localhost:6831",
                        "JAEGER_BINARY@localhost:6832",
                        "ZIPKIN@localhost:9411");
        assertThat(receivers.all())
                .allSatisfy(receiver -> assertThat(receiver.required())
                        .isEqualTo(receiver.setting().contains("receivers.otlp.")));
    }

    @Test
    void receiversShareAPortOnlyIfTheyAgreeOnIt() {
        String tls = "tls: {cert_file: /a, key_file: /b}";
        assertThat(doors(receivers("otlp: {protocols: {grpc: {endpoint: ':4317'}, http: {endpoint: ':4317'}}}")))
                .containsExactly("OTLP_GRPC@:4317", "OTLP_HTTP@:4317");
        assertThat(doors(receivers("otlp: {protocols: {grpc: {endpoint: ':4317', " + tls
                        + "}, http: {endpoint: ':4317', " + tls + "}}}")))
                .hasSize(2);

        assertThat(problem("otlp: {protocols: {grpc: {endpoint: ':4317'}, http: {endpoint: ':4317', " + tls + "}}}"))
                .contains("':4317' is that of distributor.receivers.otlp.protocols.grpc.endpoint too,"
                        + " with another 'tls'");
        assertThat(problem("otlp: {protocols: {grpc: {endpoint: ':4317'}, http: {endpoint: ':4317',"
                        + " cors: {allowed_origins: ['*']}}}}"))
                .contains("with another 'cors'");
        assertThat(problem("jaeger: {protocols: {thrift_compact: {endpoint: ':1'}, thrift_binary: {endpoint: ':1'}}}"))
                .contains("':1' is that of distributor.receivers.jaeger.protocols.thrift_compact.endpoint too");
        assertThat(problem("otlp: {protocols: {http: {endpoint: '0.0.0.0:3200'}}}"))
                .contains("'0.0.0.0:3200' is where queries are answered");
    }

    private static String problem(String flow) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> receivers(flow));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void onlyWhatIsNamedOpens() {
        assertThat(doors(receivers("otlp: {protocols: {http: }}"))).containsExactly("OTLP_HTTP@localhost:4318");
        assertThat(doors(receivers("jaeger: {protocols: {thrift_compact: }}")))
                .containsExactly("JAEGER_COMPACT@localhost:6831");
        assertThat(doors(receivers("jaeger: , zipkin: {endpoint: ':9999'}")))
                .containsExactly(
                        "JAEGER_GRPC@localhost:14250",
                        "JAEGER_HTTP@localhost:14268",
                        "JAEGER_COMPACT@localhost:6831",
                        "JAEGER_BINARY@localhost:6832",
                        "ZIPKIN@:9999");
        Settings none = parse("distributor: {receivers: {opencensus: }}");
        assertThat(none.receivers().all()).isEmpty();
        assertThat(none.notes()).contains("distributor.receivers: no receiver is configured, so no spans can arrive");
    }

    @Test
    void severalAddressesAndSeveralReceiversOfAType() {
        Receivers receivers = receivers("otlp: {protocols: {http: {endpoint: ['0.0.0.0:4318', '0.0.0.0:4319']}}},"
                + " otlp/second: {protocols: {grpc: {endpoint: '0.0.0.0:4320'}}}");

        assertThat(doors(receivers))
                .containsExactly("OTLP_HTTP@0.0.0.0:4318", "OTLP_HTTP@0.0.0.0:4319", "OTLP_GRPC@0.0.0.0:4320");
        assertThat(only(receivers, Protocol.OTLP_GRPC).setting())
                .isEqualTo("distributor.receivers.otlp/second.protocols.grpc.endpoint");
    }

    @Test
    void limitsAndCors() {
        Receivers receivers = receivers("otlp: {protocols: {http: {max_request_body_size: 1MiB, cors: {"
                + "allowed_origins: ['https://*.example.com'], allowed_headers: 'X-A, X-B', max_age: 7200}}}},"
                + " jaeger: {protocols: {grpc: {max_recv_msg_size_mib: 8},"
                + " thrift_binary: {max_packet_size: 9000, queue_size: 50, socket_buffer_size: 100000, workers: 3}}},"
                + " zipkin: {parse_string_tags: true}");

        assertThat(only(receivers, Protocol.OTLP_HTTP).cors().allowedOrigins())
                .containsExactly("https://*.example.com");
        assertThat(only(receivers, Protocol.OTLP_HTTP).cors().allowedHeaders()).containsExactly("x-a", "x-b");
        assertThat(only(receivers, Protocol.OTLP_HTTP).cors().maxAge()).isEqualTo(Duration.ofHours(2));
        assertThat(receivers.maxGrpcBytes()).isEqualTo(8 << 20);
        assertThat(receivers.maxHttpBytes()).isEqualTo(20 << 20);
        assertThat(only(receivers, Protocol.JAEGER_BINARY).udp())
                .isEqualTo(new UdpSettings(9000, 50, UdpSettings.DEFAULTS.maxQueuedBytes(), 100_000));
        assertThat(only(receivers, Protocol.ZIPKIN).typedTags()).isTrue();
    }

    @Test
    void mistakesNameTheirPlace() {
        assertThatThrownBy(() -> receivers("jaeger: {protocols: {thrift_compact: {max_packet_size: 100000}}}"))
                .hasMessageContaining("max_packet_size: 100000 (expected: 1 to 65535)");
        assertThatThrownBy(() -> receivers("otlp: {protocols: {http: {cors: {allowed_origins: ['*.*']}}}}"))
                .hasMessageContaining("expected: at most one *");
        assertThatThrownBy(() -> receivers("otlp: {protocols: {http: {endpoint: [nowhere]}}}"))
                .hasMessageContaining("expected: host:port");
        assertThatThrownBy(() -> receivers("jaeger: {protocols: {thrift_compat: }}"))
                .hasMessageContaining("did you mean 'thrift_compact'?");
        assertThatThrownBy(() -> receivers("otlp/second: {protocols: {htp: }}"))
                .hasMessageContaining("did you mean 'http'?");
    }

    @Test
    void whatIsInEffectIsPrintedAsItWouldBeWritten() {
        Settings settings = parse("distributor: {receivers: {otlp: {protocols: {http: {endpoint: [':1', ':2'],"
                + " cors: {allowed_origins: ['*']}}}}, jaeger: {protocols: {thrift_compact: }}, zipkin: }}");

        String yaml = SettingsYaml.of(settings);

        assertThat(doors(parse(yaml).receivers())).isEqualTo(doors(settings.receivers()));
        assertThat(yaml).contains("endpoint: [':1', ':2']", "allowed_origins: ['*']", "queue_size: 1000");
    }
}
