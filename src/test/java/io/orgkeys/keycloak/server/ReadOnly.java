package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the directories of an installation read-only, so that its server can neither change nor add files. Requires a
 * POSIX file system and, if the tests run as root, Linux.
 */
final class ReadOnly {
    private static final String MARKER = ".read-only";

    /** Libraries are hard links that all installations share, so their permissions must not change. */
    private static final Path LIBRARIES = Path.of("lib", "lib");

    private static final Set<PosixFilePermission> WRITE = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ReadOnly() {}

    static boolean isProtected(Path home) {
        return Files.exists(home.resolve(MARKER));
    }

    static void protect(Path home) throws IOException {
        Files.writeString(home.resolve(MARKER), "");
        change(home, false);
    }

    /** Makes the installation writable again. */
    static void release(Path home) throws IOException {
        if (isProtected(home)) {
            change(home, true);
            Files.delete(home.resolve(MARKER));
        }
    }

    /**
     * Returns the beginning of a command that makes a program respect the file permissions. Root may write anywhere,
     * unless the program runs in a separate user namespace.
     */
    static List<String> prefix() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    private static void change(Path home, boolean writable) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                // the home directory itself stays writable, because KeycloakServer writes its own files into it
                if (!directory.equals(home)) {
                    set(directory);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = home.relativize(file);
                if (relative.getNameCount() > 1 && !relative.startsWith(LIBRARIES)) {
                    set(file);
                }
                return FileVisitResult.CONTINUE;
            }

            private void set(Path path) throws IOException {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                if (writable) {
                    permissions.add(PosixFilePermission.OWNER_WRITE);
                } else {
                    permissions.removeAll(WRITE);
                }
                Files.setPosixFilePermissions(path, permissions);
            }
        });
    }
}
