/** Hand-written stand-ins for models, for tests that are not about engine and lifecycle, and a bad network for all that are about S3. */
@NullMarked
package io.algorithmselector.testing;

import org.jspecify.annotations.NullMarked;
