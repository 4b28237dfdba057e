/** The packaged gateway as a user starts it: {@code java -jar}, in a process of its own. */
@NullMarked
package io.algorithmselector.packaged;

import org.jspecify.annotations.NullMarked;
