package dev.vivace.parquet;

/// A question about a byte string. Must not keep `bytes`, nor change them.
@FunctionalInterface
public interface TextTest {
    boolean test(byte[] bytes, int offset, int length);
}
