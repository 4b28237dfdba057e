package io.algorithmselector.mesh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that is given a {@link MeshStack}: one for all classes that want the same, started by the first. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("mesh")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(MeshExtension.class)
@interface Mesh {
    boolean mutualTls() default false;
}
