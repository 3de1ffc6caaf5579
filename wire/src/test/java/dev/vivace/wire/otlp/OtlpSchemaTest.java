package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.vivace.wire.otlp.OtlpSchema.Field;
import dev.vivace.wire.otlp.OtlpSchema.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Our tables against the generated classes.
class OtlpSchemaTest {

    /// Fields that trace requests do not use, or that say nothing we keep.
    private static final Set<String> LEFT_OUT =
            Set.of("Resource.entity_refs", "KeyValue.key_strindex", "AnyValue.string_value_strindex");

    @Test
    void numbersNamesAndTypesAreThoseOfTheGeneratedClasses() {
        Set<String> seen = new HashSet<>();
        compare(OtlpSchema.REQUEST, ExportTraceServiceRequest.getDescriptor(), seen);
        assertThat(seen).hasSize(13);
    }

    private static void compare(Message ours, Descriptor theirs, Set<String> seen) {
        if (!seen.add(theirs.getFullName())) {
            return;
        }
        assertThat(theirs.getFullName()).endsWith("." + ours.name());
        for (FieldDescriptor field : theirs.getFields()) {
            if (LEFT_OUT.contains(theirs.getName() + "." + field.getName())) {
                continue;
            }
            Field our = ours.field(field.getNumber());
            if (our == null) {
                throw new AssertionError("no field " + field.getFullName());
            }
            assertThat(our.name()).isEqualTo(field.getJsonName());
            assertThat(ours.field(field.getName()))
                    .as("snake case of %s", field.getFullName())
                    .isEqualTo(our);
            assertThat(our.repeated()).isEqualTo(field.isRepeated());
            assertThat(our.oneof()).isEqualTo(field.getRealContainingOneof() != null);
            assertThat(our.type().wireType).isEqualTo(field.getLiteType().getWireType());
            switch (field.getType()) {
                case MESSAGE -> compare(our.nested(), field.getMessageType(), seen);
                case ENUM -> {
                    List<String> names = field.getEnumType().getValues().stream()
                            .map(EnumValueDescriptor::getName)
                            .toList();
                    assertThat(our.values()).isEqualTo(names);
                }
                case BYTES ->
                    assertThat(our.type())
                            .isEqualTo(
                                    field.getName().equals("trace_id")
                                            ? OtlpSchema.FieldType.TRACE_ID
                                            : field.getName().endsWith("span_id")
                                                    ? OtlpSchema.FieldType.SPAN_ID
                                                    : OtlpSchema.FieldType.BYTES);
                default ->
                    assertThat(our.type().name()).isEqualTo(field.getType().name());
            }
        }
    }
}
