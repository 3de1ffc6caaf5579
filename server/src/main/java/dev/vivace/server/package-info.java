/// The server: command line, configuration, wiring, routes. The only module that sees all others.
///
/// Start at `cli.Vivace`, which has `main`. A configuration file becomes [dev.vivace.server.config.Settings] in
/// `config`;
/// [ServerRunner] is where the settings become a running server. No rules of the product live here: they belong to the
/// rooms this module puts together.
@NullMarked
package dev.vivace.server;

import org.jspecify.annotations.NullMarked;
