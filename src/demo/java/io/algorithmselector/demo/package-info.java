/**
 * What {@code make run} needs around the gateway, and no part of it: an S3 server that holds the sample models.
 *
 * <p>Compiled with the tests, which use the same server. Start with {@link io.algorithmselector.demo.EmbeddedS3Server}.
 */
@NullMarked
package io.algorithmselector.demo;

import org.jspecify.annotations.NullMarked;
