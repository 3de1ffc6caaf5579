/// JSON text, written fast: one class, [JsonText]. Reading is Jackson's business, where it is needed.
@NullMarked
package dev.vivace.wire.json;

import org.jspecify.annotations.NullMarked;
