package dev.trestle.mcp.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The scenarios of the matrix that a test is. {@link MatrixPageTest} demands one that passed for each. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /** Their names, as in {@code rows.tsv}. */
    String[] value();
}
