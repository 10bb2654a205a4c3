/** Small programs that use Trestle, each one runs. The snippets of the README are parts of them. */
@NullMarked
package dev.trestle.examples;

import org.jspecify.annotations.NullMarked;
