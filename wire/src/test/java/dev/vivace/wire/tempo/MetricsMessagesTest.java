package dev.vivace.wire.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.search.SearchMetrics;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsMessagesTest {

    private static final SearchMetrics METRICS = new SearchMetrics(37, 120_344, 1, 2, 2, 99);
    private static final List<Attribute> CART =
            List.of(new Attribute("resource.service.name", new AttributeValue.Text("cart")));
    private static final List<Attribute> EXEMPLAR =
            List.of(new Attribute("trace:id", new AttributeValue.Text("af7651916cd43dd8448eb211c80319c")));
    private static final TimeSeries SERIES = new TimeSeries(
            CART,
            new long[] {1_755_850_020_000L, 1_755_850_035_000L},
            new double[] {1.25, 0},
            List.of(new Exemplar(EXEMPLAR, 0.12, 1_755_850_021_500L)));

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Test
    void rangeLooksLikeThePublishedExample() {
        assertThat(text(MetricsMessages.rangeJson(List.of(SERIES), METRICS, 530, null)))
                .isEqualTo("{\"series\":[{\"labels\":[{\"key\":\"resource.service.name\",\"value\":{\"stringValue\":"
                        + "\"cart\"}}],\"samples\":[{\"timestampMs\":\"1755850020000\",\"value\":1.25},"
                        + "{\"timestampMs\":\"1755850035000\"}],\"exemplars\":[{\"labels\":[{\"key\":\"trace:id\","
                        + "\"value\":{\"stringValue\":\"af7651916cd43dd8448eb211c80319c\"}}],\"value\":0.12,"
                        + "\"timestampMs\":\"1755850021500\"}]}],\"metrics\":{\"inspectedBytes\":\"120344\","
                        + "\"totalJobs\":2,\"completedJobs\":2,\"inspectedSpans\":\"530\"}}");
    }

    @Test
    void rangeWithoutSeriesIsAnEmptyList() {
        assertThat(text(MetricsMessages.rangeJson(List.of(), SearchMetrics.NONE, 0, "too many")))
                .isEqualTo("{\"series\":[],\"metrics\":{},\"status\":\"PARTIAL\",\"message\":\"too many\"}");
    }

    @Test
    void instantHasOneValueAndNoSeriesWithoutAny() {
        TimeSeries zero = new TimeSeries(CART, new long[] {5}, new double[] {0}, List.of());
        assertThat(text(MetricsMessages.instantJson(List.of(SERIES, zero), SearchMetrics.NONE, null)))
                .isEqualTo("{\"series\":[{\"labels\":[{\"key\":\"resource.service.name\",\"value\":{\"stringValue\":"
                        + "\"cart\"}}],\"value\":1.25},{\"labels\":[{\"key\":\"resource.service.name\",\"value\":"
                        + "{\"stringValue\":\"cart\"}}]}],\"metrics\":{}}");
        assertThat(text(MetricsMessages.instantJson(List.of(), SearchMetrics.NONE, null)))
                .isEqualTo("{\"metrics\":{}}");
    }

    @Test
    void protobufHasTheFieldsOfTheSchema() {
        ProtobufWriter expected = new ProtobufWriter();
        int series = expected.open(1);
        int label = expected.open(1);
        expected.string(1, "resource.service.name");
        int value = expected.open(2);
        expected.string(1, "cart");
        expected.close(value);
        expected.close(label);
        int sample = expected.open(2);
        expected.real(1, 1.25);
        expected.int64(2, 1_755_850_020_000L);
        expected.close(sample);
        sample = expected.open(2);
        expected.int64(2, 1_755_850_035_000L);
        expected.close(sample);
        int exemplar = expected.open(4);
        label = expected.open(1);
        expected.string(1, "trace:id");
        value = expected.open(2);
        expected.string(1, "af7651916cd43dd8448eb211c80319c");
        expected.close(value);
        expected.close(label);
        expected.real(2, 0.12);
        expected.int64(3, 1_755_850_021_500L);
        expected.close(exemplar);
        expected.close(series);
        expected.emptyMessage(2);
        expected.varint(3 << 3);
        expected.varint(1);
        expected.string(4, "cut");
        assertThat(MetricsMessages.rangeProtobuf(List.of(SERIES), SearchMetrics.NONE, 0, "cut"))
                .isEqualTo(expected.toByteArray());
    }

    /// Read by the library that others read it with.
    @Test
    void protobufSaysHowManySpansWereLookedAt() throws InvalidProtocolBufferException {
        UnknownFieldSet answer =
                UnknownFieldSet.parseFrom(MetricsMessages.rangeProtobuf(List.of(), METRICS, 530, null));

        UnknownFieldSet metrics = UnknownFieldSet.parseFrom(
                answer.getField(2).getLengthDelimitedList().getFirst());
        assertThat(metrics.getField(7).getVarintList()).containsExactly(530L);
        assertThat(metrics.getField(2).getVarintList()).containsExactly(120_344L);
        UnknownFieldSet empty =
                UnknownFieldSet.parseFrom(MetricsMessages.rangeProtobuf(List.of(), SearchMetrics.NONE, 0, null));
        assertThat(empty.getField(2).getLengthDelimitedList()).containsExactly(ByteString.EMPTY);
    }

    @Test
    void instantProtobufHasOneValue() {
        TimeSeries plain = new TimeSeries(List.of(), new long[] {5}, new double[] {2}, List.of());
        ProtobufWriter expected = new ProtobufWriter();
        int series = expected.open(1);
        expected.real(2, 2);
        expected.close(series);
        expected.emptyMessage(2);
        assertThat(MetricsMessages.instantProtobuf(List.of(plain), SearchMetrics.NONE, null))
                .isEqualTo(expected.toByteArray());
    }
}
