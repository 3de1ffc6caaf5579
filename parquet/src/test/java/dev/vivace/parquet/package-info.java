/// Tests of Parquet files, most of them against two other readers: parquet-java and DuckDB.
@NullMarked
package dev.vivace.parquet;

import org.jspecify.annotations.NullMarked;
