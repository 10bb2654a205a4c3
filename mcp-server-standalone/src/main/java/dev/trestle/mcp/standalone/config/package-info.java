/** The configuration file: read whole, judged whole, every mistake named. */
@NullMarked
package dev.trestle.mcp.standalone.config;

import org.jspecify.annotations.NullMarked;
