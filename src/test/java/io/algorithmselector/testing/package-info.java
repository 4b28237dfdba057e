/** Hand-written stand-ins for models, for tests that are not about engine and lifecycle. */
@NullMarked
package io.algorithmselector.testing;

import org.jspecify.annotations.NullMarked;
