/// Admission: what a tenant may send is let through, the rest is refused with the reason, before anything is decoded.
///
/// Start at [Admission]. Limits on single traces are kept where traces are known, in `store`; the memory of the server
/// as a whole is guarded by the doors and by the store.
@NullMarked
package dev.vivace.ingest.admit;

import org.jspecify.annotations.NullMarked;
