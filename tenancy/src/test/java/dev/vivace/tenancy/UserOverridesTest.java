package dev.vivace.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.TenantId;
import dev.vivace.tenancy.UserOverrides.Stored;
import dev.vivace.tenancy.UserOverrides.VersionMismatchException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserOverridesTest {

    private static final TenantId SHOP = new TenantId("shop");

    @TempDir
    Path directory;

    @Test
    void documentIsWhereTheReferenceHasItAndOutlivesTheProcess() throws IOException {
        UserOverrides overrides = new UserOverrides(directory);
        assertThat(overrides.find(SHOP)).isEmpty();
        assertThat(overrides.tenants()).isEmpty();
        String version = overrides.put(SHOP, "{}", UserOverrides.NO_VERSION);

        assertThat(directory.resolve("overrides/shop/overrides.json")).hasContent("{}");
        assertThat(new UserOverrides(directory).find(SHOP)).contains(new Stored("{}", version));
        assertThat(overrides.tenants()).containsExactly(SHOP);
    }

    @Test
    void whoeverKnowsNotWhatIsThereChangesNothing() throws IOException {
        UserOverrides overrides = new UserOverrides(directory);
        String first = overrides.put(SHOP, "{\"a\":1}", UserOverrides.NO_VERSION);
        String second = overrides.put(SHOP, "{\"a\":2}", first);

        assertThat(second).isNotEqualTo(first).matches("[0-9]+");
        assertThatThrownBy(() -> overrides.put(SHOP, "{}", first)).isInstanceOf(VersionMismatchException.class);
        assertThatThrownBy(() -> overrides.put(SHOP, "{}", UserOverrides.NO_VERSION))
                .isInstanceOf(VersionMismatchException.class);
        assertThatThrownBy(() -> overrides.delete(SHOP, first)).isInstanceOf(VersionMismatchException.class);
        assertThat(overrides.find(SHOP).orElseThrow().json()).isEqualTo("{\"a\":2}");
        assertThat(overrides.delete(SHOP, second)).isTrue();
        assertThat(overrides.delete(SHOP, second)).isFalse();
        assertThat(overrides.find(SHOP)).isEmpty();
    }
}
