package dev.trestle.mcp.telemetry.audit;

import java.nio.file.Path;

/**
 * Where a chain of hashes is broken.
 *
 * @param file the file
 * @param line the line in it, from 1; it, or what was before it, is not as it was written
 * @param why what is wrong
 */
public record ChainBreak(Path file, long line, String why) {}
