/** What nobody sends by mistake, over every route that takes a body. */
@NullMarked
package io.algorithmselector.api.badinput;

import org.jspecify.annotations.NullMarked;
