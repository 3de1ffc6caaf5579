package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentExpansionTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("V", "value", "W", "other", "E", "", "P", "/var/tempo/traces.tar.gz", "N", "4317");

    private static EnvironmentExpansion.Expanded expand(String text) {
        return EnvironmentExpansion.expand(text, "tempo.yaml", ENVIRONMENT::get);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "${V}, value",
                "a ${V} b ${W} c, a value b other c",
                "$V, $V",
                "$$, $",
                "$${V}, ${V}",
                "${E:-d}, d",
                "${U:-d}, d",
                "${V:-d}, value",
                "${U:=d}, d",
                "${U=d}, d",
                "${U:d}, d",
                "${U:?say}, say",
                "${U:+x}, x",
                "${U:-${W}}, other",
                "${U:-${X:-deep}}, deep",
                "${U:-a$$b}, a$b",
                "${#V}, 5",
                "${#U}, 0",
                "${V^}, Value",
                "${V^^}, VALUE",
                "\"${V,}\", value",
                "\"${V,,}\", value",
                "${V:1}, alue",
                "${V:1:2}, al",
                "${V:9}, \"\"",
                "${V: -2}, ue",
                "${V:-2}, value",
                "${U:-3100}, 3100",
                "${U:-30s}, 30s",
                "${U:=3100}, 3100",
                "${P#*/}, var/tempo/traces.tar.gz",
                "${P##*/}, traces.tar.gz",
                "${P%.*}, /var/tempo/traces.tar",
                "${P%%.*}, /var/tempo/traces",
                "${P/t/T}, /var/Tempo/traces.tar.gz",
                "${P//t/T}, /var/Tempo/Traces.Tar.gz",
                "${V/#v/X}, Xalue",
                "${V/%ue/}, val",
            })
    void formsOfTheShell(String text, String expected) {
        assertThat(expand(text).text()).isEqualTo(expected);
    }

    @Test
    void unsetVariablesAreNamedOutsideOfComments() {
        EnvironmentExpansion.Expanded expanded = expand("a: ${E}\n# ${COMMENTED}\nb: ${UNSET} # ${TOO}\n");

        assertThat(expanded.text()).isEqualTo("a: \n# \nb:  # \n");
        assertThat(expanded.unset())
                .isEqualTo(List.of(new EnvironmentExpansion.Unset(new Place("tempo.yaml", 3, 4), "UNSET")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n ${V", "a\n ${", "a\n ${}", "a\n ${1}", "a\n ${V-d}", "a\n ${V+d}", "a\n ${V b}"})
    void malformedFormsAreRefusedWithTheirPlace(String text) {
        assertThatThrownBy(() -> expand(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tempo.yaml:2:2: cannot expand");
    }
}
