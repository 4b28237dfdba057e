/**
 * Model versions, and single small objects, in S3 or in a store that speaks its protocol.
 *
 * <p>Invariant: what is listed is what is fetched. Every read carries the listed entity tag as {@code If-Match}, so that the store
 * itself refuses to send anything else; what arrives is compared with the listed length and with the checksum that the store
 * holds, where it holds one, or with the MD5 that an entity tag is. No answer may hold its reader for ever, whether it is silent or
 * trickles. Types of the SDK stay in this package. Start with
 * {@link io.algorithmselector.repository.s3.S3Store}.
 */
@NullMarked
package io.algorithmselector.repository.s3;

import org.jspecify.annotations.NullMarked;
