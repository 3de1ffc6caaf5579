package dev.vivace.block.write;

import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.Node;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.parquet.StructList;
import java.util.ArrayList;
import java.util.List;

/// The columns of a block-to-be in file order, each with who encodes it.
final class Layout {

    private final List<Node> nodes = new ArrayList<>();
    private final List<ColumnEncoder> encoders = new ArrayList<>();

    void add(Leaf leaf, ColumnEncoder encoder) {
        nodes.add(leaf);
        encoders.add(encoder);
    }

    /// A list column; encoders in the order of its leaves.
    void add(StructList list, List<ColumnEncoder> ofLeaves) {
        nodes.add(list);
        encoders.addAll(ofLeaves);
    }

    ParquetSchema schema() {
        return new ParquetSchema("vivace_block", nodes);
    }

    List<ColumnEncoder> encoders() {
        return encoders;
    }
}
