package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;
import dev.vivace.parquet.format.SchemaElement;
import dev.vivace.parquet.format.SchemaElement.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [ParquetSchema] as the flattened tree that a footer holds, and back.
final class SchemaTree {

    private static final String LIST_GROUP = "list";
    private static final String ELEMENT_GROUP = "element";

    private SchemaTree() {}

    static List<SchemaElement> flatten(ParquetSchema schema) {
        List<SchemaElement> tree = new ArrayList<>();
        tree.add(group(schema.name(), SchemaElement.ABSENT, schema.nodes().size(), null));
        for (Node node : schema.nodes()) {
            switch (node) {
                case Leaf leaf -> tree.add(leaf(leaf));
                case StructList list -> {
                    tree.add(group(list.name(), SchemaElement.REQUIRED, 1, Annotation.LIST));
                    tree.add(group(LIST_GROUP, SchemaElement.REPEATED, 1, null));
                    tree.add(group(
                            ELEMENT_GROUP, SchemaElement.REQUIRED, list.leaves().size(), null));
                    list.leaves().forEach(leaf -> tree.add(leaf(leaf)));
                }
            }
        }
        return tree;
    }

    /// The names from the top of the file's schema to a leaf, synthetic groups included.
    static List<String> filePath(ParquetSchema schema, int leaf) {
        StructList list = schema.list(leaf);
        String name = schema.leaf(leaf).name();
        return list == null ? List.of(name) : List.of(list.name(), LIST_GROUP, ELEMENT_GROUP, name);
    }

    private static SchemaElement group(String name, int repetition, int children, @Nullable Annotation annotation) {
        return new SchemaElement(SchemaElement.ABSENT, 0, repetition, name, children, annotation);
    }

    private static SchemaElement leaf(Leaf leaf) {
        Annotation annotation = switch (leaf.logical()) {
            case NONE -> null;
            case STRING -> Annotation.STRING;
            case JSON -> Annotation.JSON;
        };
        int repetition = leaf.optional() ? SchemaElement.OPTIONAL : SchemaElement.REQUIRED;
        return new SchemaElement(leaf.type().id(), leaf.typeLength(), repetition, leaf.name(), 0, annotation);
    }

    /// @throws MalformedBytesException if the tree is none, or holds more than leaves and lists of structs of leaves
    static ParquetSchema unflatten(List<SchemaElement> tree) {
        try {
            return build(tree);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException(String.valueOf(e.getMessage()));
        }
    }

    private static ParquetSchema build(List<SchemaElement> tree) {
        if (tree.isEmpty() || tree.getFirst().type() != SchemaElement.ABSENT) {
            throw new MalformedBytesException("schema without a root (expected: a group first)");
        }
        SchemaElement root = tree.getFirst();
        List<Node> nodes = new ArrayList<>();
        int at = 1;
        for (int i = 0; i < root.children(); i++) {
            SchemaElement element = at(tree, at);
            if (element.type() != SchemaElement.ABSENT) {
                nodes.add(leaf(element));
                at++;
                continue;
            }
            SchemaElement repeated = at(tree, at + 1);
            SchemaElement struct = at(tree, at + 2);
            if (element.repetition() != SchemaElement.REQUIRED
                    || element.children() != 1
                    || repeated.type() != SchemaElement.ABSENT
                    || repeated.repetition() != SchemaElement.REPEATED
                    || repeated.children() != 1
                    || struct.type() != SchemaElement.ABSENT
                    || struct.repetition() != SchemaElement.REQUIRED) {
                throw new MalformedBytesException(
                        "group '" + element.name() + "' (expected: a required list of required structs)");
            }
            at += 3;
            List<Leaf> leaves = new ArrayList<>();
            for (int k = 0; k < struct.children(); k++) {
                leaves.add(leaf(at(tree, at++)));
            }
            nodes.add(new StructList(element.name(), leaves));
        }
        if (at != tree.size()) {
            throw new MalformedBytesException("schema of " + tree.size() + " elements (expected: " + at + ")");
        }
        return new ParquetSchema(root.name(), nodes);
    }

    private static SchemaElement at(List<SchemaElement> tree, int index) {
        if (index >= tree.size()) {
            throw new MalformedBytesException("schema ends after " + tree.size() + " elements (expected: more)");
        }
        return tree.get(index);
    }

    private static Leaf leaf(SchemaElement element) {
        PhysicalType type = null;
        for (PhysicalType candidate : PhysicalType.values()) {
            if (candidate.id() == element.type()) {
                type = candidate;
            }
        }
        if (type == null
                || element.repetition() != SchemaElement.REQUIRED && element.repetition() != SchemaElement.OPTIONAL) {
            throw new MalformedBytesException("leaf '" + element.name() + "' of type " + element.type()
                    + " and repetition " + element.repetition()
                    + " (expected: BOOLEAN, INT32, INT64, DOUBLE or byte arrays, required or optional)");
        }
        LogicalType logical = LogicalType.NONE;
        if (type == PhysicalType.BYTE_ARRAY) {
            logical = element.annotation() == Annotation.STRING
                    ? LogicalType.STRING
                    : element.annotation() == Annotation.JSON ? LogicalType.JSON : LogicalType.NONE;
        }
        int typeLength = type == PhysicalType.FIXED_LEN_BYTE_ARRAY ? element.typeLength() : 0;
        return new Leaf(element.name(), type, typeLength, element.repetition() == SchemaElement.OPTIONAL, logical);
    }
}
