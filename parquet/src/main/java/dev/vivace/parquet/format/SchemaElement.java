package dev.vivace.parquet.format;

import org.jspecify.annotations.Nullable;

/// One node of the flattened schema tree.
///
/// @param type physical type's number; [#ABSENT] for a group
/// @param typeLength bytes per fixed-length value, else 0
/// @param repetition [#REQUIRED], [#OPTIONAL], [#REPEATED]; [#ABSENT] at the root
/// @param children 0 for a leaf
/// @param annotation what the values mean; null for nothing or for what nobody here asks about
public record SchemaElement(
        int type,
        int typeLength,
        int repetition,
        String name,
        int children,
        @Nullable Annotation annotation) {

    public static final int ABSENT = -1;
    public static final int REQUIRED = 0;
    public static final int OPTIONAL = 1;
    public static final int REPEATED = 2;

    /// The annotations written here, with their number as converted type and as field of the logical type union.
    public enum Annotation {
        STRING(0, 1),
        LIST(3, 3),
        JSON(19, 12);

        private final int convertedType;
        private final int unionField;

        Annotation(int convertedType, int unionField) {
            this.convertedType = convertedType;
            this.unionField = unionField;
        }

        static @Nullable Annotation ofConvertedType(int number) {
            for (Annotation annotation : values()) {
                if (annotation.convertedType == number) {
                    return annotation;
                }
            }
            return null;
        }

        static @Nullable Annotation ofUnionField(int field) {
            for (Annotation annotation : values()) {
                if (annotation.unionField == field) {
                    return annotation;
                }
            }
            return null;
        }
    }

    void write(ThriftWriter out) {
        int outer = out.begin();
        if (type != ABSENT) {
            out.i32(1, type);
        }
        if (typeLength != 0) {
            out.i32(2, typeLength);
        }
        if (repetition != ABSENT) {
            out.i32(3, repetition);
        }
        out.string(4, name);
        if (type == ABSENT) {
            out.i32(5, children);
        }
        if (annotation != null) {
            out.i32(6, annotation.convertedType);
            int union = out.struct(10);
            out.emptyStruct(annotation.unionField);
            out.end(union);
        }
        out.end(outer);
    }

    static SchemaElement read(ThriftReader in) {
        int type = ABSENT;
        int typeLength = 0;
        int repetition = ABSENT;
        String name = "";
        int children = 0;
        Annotation annotation = null;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.i32();
                case 2 -> typeLength = in.i32();
                case 3 -> repetition = in.i32();
                case 4 -> name = in.string();
                case 5 -> children = in.i32();
                case 6 -> annotation = Annotation.ofConvertedType(in.i32());
                case 10 -> {
                    int union = in.struct();
                    while (in.next()) {
                        annotation = Annotation.ofUnionField(in.field());
                        in.skip();
                    }
                    in.end(union);
                }
                default -> in.skip();
            }
        }
        in.end(outer);
        return new SchemaElement(type, typeLength, repetition, name, children, annotation);
    }
}
