package dev.trestle.mcp.standalone.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    private Path folder;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void fileThatNobodyNamed_isInAFolderOfTheUsersAlone() throws IOException {
        assertThat(TokenFile.at(Optional.empty(), 9001).path())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".trestle", "admin-9001.token"));

        TokenFile file = new TokenFile(folder.resolve(".trestle").resolve("admin-9001.token"));
        AdminToken token = AdminToken.create();
        file.prepare(false);
        file.write(token);
        assertThat(permissions(folder.resolve(".trestle"))).isEqualTo("rwx------");
        assertThat(permissions(file.path())).isEqualTo("rw-------");
        assertThat(file.read()).isEqualTo(token.secret());
        file.prepare(false);
        file.remove(token);
        assertThat(folder.resolve(".trestle")).isEmptyDirectory();
    }

    @Test
    void folderThatIsOpenToOthers_isRefused() throws IOException {
        Path open = Files.createDirectory(
                folder.resolve(".trestle"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        TokenFile file = new TokenFile(open.resolve("admin-9001.token"));
        assertThatThrownBy(() -> file.prepare(false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("chmod 700");
        file.prepare(true);
    }

    /** Between the look at the place and the writing somebody may put a link there. */
    @Test
    void linkInItsPlace_isReplacedAndNotFollowed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        TokenFile file = new TokenFile(Files.createSymbolicLink(folder.resolve("admin.token"), victim));
        assertThatThrownBy(() -> file.prepare(true)).isInstanceOf(Refusal.class).hasMessageContaining("is a link");

        file.write(AdminToken.create());
        assertThat(victim).hasContent("precious");
        assertThat(Files.isSymbolicLink(file.path())).isFalse();
        assertThat(permissions(file.path())).isEqualTo("rw-------");
    }

    @Test
    void tokenOfAnotherProgram_staysInItsFile() {
        TokenFile file = new TokenFile(folder.resolve("admin.token"));
        AdminToken first = AdminToken.create();
        AdminToken second = AdminToken.create();
        file.write(first);
        file.write(second);
        file.remove(first);
        assertThat(file.path()).hasContent(second.secret());
        file.remove(second);
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void token_isFoundInAHeaderAlone() {
        AdminToken token = AdminToken.create();
        String secret = token.secret();
        assertThat(token.isIn("Bearer " + secret)).isTrue();
        assertThat(token.isIn("bearer  " + secret + " ")).isTrue();
        for (String wrong :
                new String[] {secret, "Basic " + secret, "Bearer", "Bearer ", "Bearer " + secret + "x", null}) {
            assertThat(token.isIn(wrong)).as(wrong).isFalse();
        }
        assertThat(token.isIn("Bearer " + secret.substring(0, secret.length() - 1)))
                .isFalse();
        assertThat(token).hasToString("AdminToken");
    }
}
