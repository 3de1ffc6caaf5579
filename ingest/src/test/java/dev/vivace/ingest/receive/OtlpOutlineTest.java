package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OtlpOutlineTest {

    @Test
    void spansAndServicesAreToldWithoutDecoding() {
        Bytes request = bytes(Requests.cart(1000).toByteArray());

        assertThat(OtlpOutline.spans(request)).isEqualTo(1000);
        assertThat(OtlpOutline.services(request, 8)).containsExactly("cart");
    }

    @Test
    void servicesAreBoundedAndNamedOnce() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int i = 0; i < 20; i++) {
            request.addResourceSpans(resource("service-" + i / 2));
        }

        assertThat(OtlpOutline.services(bytes(request.build().toByteArray()), 4))
                .containsExactly("service-0", "service-1");
    }

    @Test
    void resourceWithoutNameIsTheEmptyName() {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(KeyValue.newBuilder()
                                        .setKey("host.name")
                                        .setValue(AnyValue.newBuilder().setStringValue("h")))
                                .addAttributes(KeyValue.newBuilder()
                                        .setKey("service.name")
                                        .setValue(AnyValue.newBuilder().setIntValue(5)))))
                .build();

        assertThat(OtlpOutline.services(bytes(request.toByteArray()), 4)).containsExactly("");
    }

    @Test
    void brokenBytesAreCountedAsFarAsTheyMakeSense() {
        byte[] whole = Requests.cart(10).toByteArray();

        for (int length = 0; length < whole.length; length++) {
            Bytes cut = bytes(Arrays.copyOf(whole, length));
            assertThat(OtlpOutline.spans(cut)).isBetween(0, 10);
            assertThat(OtlpOutline.services(cut, 8)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static ResourceSpans resource(String service) {
        return ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder()
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .build();
    }

    private static Bytes bytes(byte[] array) {
        return new Bytes(array, 0, array.length);
    }
}
