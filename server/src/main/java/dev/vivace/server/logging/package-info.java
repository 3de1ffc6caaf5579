/// What the server says of itself, on standard error: one line per event, logfmt or JSON.
///
/// Start at [ServerLogging]. Set up in code, since reading an XML file at every start costs more than the whole set-up.
@NullMarked
package dev.vivace.server.logging;

import org.jspecify.annotations.NullMarked;
