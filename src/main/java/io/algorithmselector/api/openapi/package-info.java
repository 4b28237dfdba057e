/**
 * The description of the REST interfaces, and a page to try them from.
 *
 * <p>Invariant: the document is written by hand, because the routes are read from raw paths and not from annotations; a test
 * runs its examples against the packaged gateway. Start with {@code META-INF/openapi.yaml}.
 */
@NullMarked
package io.algorithmselector.api.openapi;

import org.jspecify.annotations.NullMarked;
