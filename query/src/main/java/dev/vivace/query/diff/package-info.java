/// Compares traces: which spans of one are which of the other, and how those differ. Pure functions.
@NullMarked
package dev.vivace.query.diff;

import org.jspecify.annotations.NullMarked;
