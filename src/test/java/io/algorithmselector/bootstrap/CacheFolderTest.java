package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheFolderTest {
    @ParameterizedTest(name = "{0}, home {1}, {2}={3}")
    @CsvSource({
        "Linux,    /home/me,  XDG_CACHE_HOME, /caches, /caches/algorithm-selector",
        "Linux,    /home/me,  XDG_CACHE_HOME, '',      /home/me/.cache/algorithm-selector",
        "Mac OS X, /Users/me, LOCALAPPDATA,   /x,      /Users/me/Library/Caches/algorithm-selector",
        "Windows 11, /Users/me, LOCALAPPDATA, /x,      /x/algorithm-selector",
        "Linux,    ?,         HOME,           /x,      /tmp/algorithm-selector",
        "Linux,    /,         HOME,           /x,      /tmp/algorithm-selector"
    })
    void of_systemAndHome_followsTheSystemsConvention(
            String system, String home, String variable, String value, String expected) {
        Map<String, String> properties = Map.of("os.name", system, "user.home", home, "java.io.tmpdir", "/tmp");
        assertThat(CacheFolder.of(properties, Map.of(variable, value))).isEqualTo(Path.of(expected));
    }
}
