package dev.vivace.wire.tempo;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.common.v1.CommonProto;
import io.opentelemetry.proto.trace.v1.TraceProto;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The messages of the query API as a client knows them, built from their published field tables, for the library to
/// read our answers with. Fields newer than mid-2025 are left out on purpose: a strict reader of that age refuses them.
final class TempoSchema {

    private static final FileDescriptor FILE = file();

    private TempoSchema() {}

    static DynamicMessage parse(String message, byte[] protobuf) throws Exception {
        DynamicMessage parsed = DynamicMessage.parseFrom(descriptor(message), protobuf);
        if (!parsed.getUnknownFields().asMap().isEmpty()) {
            throw new AssertionError("unknown fields in " + message + ": " + parsed.getUnknownFields());
        }
        return parsed;
    }

    /// Reads JSON strictly: an unknown field is an error.
    static DynamicMessage parseJson(String message, byte[] json) throws Exception {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor(message));
        TypeRegistry types =
                TypeRegistry.newBuilder().add(descriptor("RetryInfo")).build();
        JsonFormat.parser().usingTypeRegistry(types).merge(new String(json, StandardCharsets.UTF_8), builder);
        return builder.build();
    }

    private static Descriptor descriptor(String message) {
        Descriptor descriptor = FILE.findMessageTypeByName(message);
        if (descriptor == null) {
            throw new IllegalArgumentException("no message " + message);
        }
        return descriptor;
    }

    private static FileDescriptor file() {
        try {
            FileDescriptorProto file = FileDescriptorProto.newBuilder()
                    .setName("tempo.proto")
                    .setPackage("google.rpc") // where RetryInfo has to live; the others do not mind
                    .setSyntax("proto3")
                    .addDependency(CommonProto.getDescriptor().getName())
                    .addDependency(TraceProto.getDescriptor().getName())
                    .addDependency(AnyProto.getDescriptor().getName())
                    .addDependency(DurationProto.getDescriptor().getName())
                    .addEnumType(EnumDescriptorProto.newBuilder()
                            .setName("PartialStatus")
                            .addValue(EnumValueDescriptorProto.newBuilder()
                                    .setName("COMPLETE")
                                    .setNumber(0))
                            .addValue(EnumValueDescriptorProto.newBuilder()
                                    .setName("PARTIAL")
                                    .setNumber(1)))
                    .addMessageType(message(
                            "TraceByIDResponse",
                            "trace 1 .opentelemetry.proto.trace.v1.TracesData",
                            "metrics 2 .google.rpc.TraceByIDMetrics",
                            "status 3 enum .google.rpc.PartialStatus",
                            "message 4 string"))
                    .addMessageType(message("TraceByIDMetrics", "inspectedBytes 1 uint64"))
                    .addMessageType(message(
                            "SearchResponse",
                            "traces 1 repeated .google.rpc.TraceSearchMetadata",
                            "metrics 2 .google.rpc.SearchMetrics"))
                    .addMessageType(message(
                                    "TraceSearchMetadata",
                                    "traceID 1 string",
                                    "rootServiceName 2 string",
                                    "rootTraceName 3 string",
                                    "startTimeUnixNano 4 uint64",
                                    "durationMs 5 uint32",
                                    "spanSet 6 .google.rpc.SpanSet",
                                    "spanSets 7 repeated .google.rpc.SpanSet",
                                    "serviceStats 8 repeated .google.rpc.TraceSearchMetadata.ServiceStatsEntry")
                            .toBuilder()
                            .addNestedType(
                                    message("ServiceStatsEntry", "key 1 string", "value 2 .google.rpc.ServiceStats")
                                            .toBuilder()
                                            .setOptions(
                                                    MessageOptions.newBuilder().setMapEntry(true)))
                            .build())
                    .addMessageType(message("ServiceStats", "spanCount 1 uint32", "errorCount 2 uint32"))
                    .addMessageType(message(
                            "SpanSet",
                            "spans 1 repeated .google.rpc.Span",
                            "matched 2 uint32",
                            "attributes 3 repeated .opentelemetry.proto.common.v1.KeyValue"))
                    .addMessageType(message(
                            "Span",
                            "spanID 1 string",
                            "name 2 string",
                            "startTimeUnixNano 3 uint64",
                            "durationNanos 4 uint64",
                            "attributes 5 repeated .opentelemetry.proto.common.v1.KeyValue"))
                    .addMessageType(message(
                            "SearchMetrics",
                            "inspectedTraces 1 uint32",
                            "inspectedBytes 2 uint64",
                            "totalBlocks 3 uint32",
                            "completedJobs 4 uint32",
                            "totalJobs 5 uint32",
                            "totalBlockBytes 6 uint64",
                            "inspectedSpans 7 uint64"))
                    .addMessageType(message(
                            "SearchTagsResponse",
                            "tagNames 1 repeated string",
                            "metrics 2 .google.rpc.MetadataMetrics"))
                    .addMessageType(message(
                            "SearchTagsV2Response",
                            "scopes 1 repeated .google.rpc.SearchTagsV2Scope",
                            "metrics 2 .google.rpc.MetadataMetrics"))
                    .addMessageType(message("SearchTagsV2Scope", "name 1 string", "tags 2 repeated string"))
                    .addMessageType(message(
                            "SearchTagValuesResponse",
                            "tagValues 1 repeated string",
                            "metrics 2 .google.rpc.MetadataMetrics"))
                    .addMessageType(message(
                            "SearchTagValuesV2Response",
                            "tagValues 1 repeated .google.rpc.TagValue",
                            "metrics 2 .google.rpc.MetadataMetrics"))
                    .addMessageType(message("TagValue", "type 1 string", "value 2 string"))
                    .addMessageType(message("MetadataMetrics", "inspectedBytes 1 uint64"))
                    .addMessageType(message(
                            "Status", "code 1 int32", "message 2 string", "details 3 repeated .google.protobuf.Any"))
                    .addMessageType(message("RetryInfo", "retryDelay 1 .google.protobuf.Duration"))
                    .build();
            return FileDescriptor.buildFrom(file, new FileDescriptor[] {
                CommonProto.getDescriptor(),
                TraceProto.getDescriptor(),
                AnyProto.getDescriptor(),
                DurationProto.getDescriptor()
            });
        } catch (com.google.protobuf.Descriptors.DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Fields as `name number [repeated|enum] type`; types that begin with a dot are messages (or enums).
    private static DescriptorProto message(String name, String... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (String text : fields) {
            String[] words = text.split(" ", -1);
            String type = words[words.length - 1];
            FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                    .setName(words[0])
                    .setJsonName(words[0])
                    .setNumber(Integer.parseInt(words[1]))
                    .setLabel(
                            words[2].equals("repeated")
                                    ? FieldDescriptorProto.Label.LABEL_REPEATED
                                    : FieldDescriptorProto.Label.LABEL_OPTIONAL);
            if (type.startsWith(".")) {
                field.setTypeName(type)
                        .setType(
                                words[2].equals("enum")
                                        ? FieldDescriptorProto.Type.TYPE_ENUM
                                        : FieldDescriptorProto.Type.TYPE_MESSAGE);
            } else {
                field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
            }
            message.addField(field);
        }
        return message.build();
    }
}
