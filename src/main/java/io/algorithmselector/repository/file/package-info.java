/**
 * Model versions in a folder of this machine, served where they lie.
 *
 * <p>Invariant: nothing is copied and nothing is written. Whoever replaces a version's files while it is loaded does so at
 * their own risk; between listing and loading the change is noticed. Start with
 * {@link io.algorithmselector.repository.file.FileRepositories}.
 */
@NullMarked
package io.algorithmselector.repository.file;

import org.jspecify.annotations.NullMarked;
