/// What metrics queries answer with, as every format tells it. Values only.
@NullMarked
package dev.vivace.model.metrics;

import org.jspecify.annotations.NullMarked;
