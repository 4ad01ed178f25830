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
 * An installation in whose directories its server can neither change nor add a file. For POSIX file systems; root needs
 * Linux.
 */
final class ReadOnly {
    private static final String MARKER = ".read-only";

    /** The libraries are the same files as in other installations. */
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

    /** As it was before. */
    static void release(Path home) throws IOException {
        if (isProtected(home)) {
            change(home, true);
            Files.delete(home.resolve(MARKER));
        }
    }

    /**
     * What to start a program with that is to heed it. Root may write whatever the permissions say, but not from a user
     * namespace of its own.
     */
    static List<String> prefix() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    private static void change(Path home, boolean writable) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                // the launcher itself keeps its notes in the home
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
