package io.orgkeys.keycloak.linkcheck;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Collects the classes, methods and fields that the code of one class uses. */
final class References extends ClassVisitor {

    /**
     * A method or field that is used.
     *
     * @param owner the class through which it is used, such as {@code java.lang.String}, or an array type
     * @param descriptor as in the class file
     */
    record Member(String owner, String name, String descriptor) implements Comparable<Member> {

        boolean isMethod() {
            return descriptor.startsWith("(");
        }

        @Override
        public int compareTo(Member other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return owner + "." + name + (isMethod() ? "" : " ") + descriptor;
        }
    }

    private final Set<String> classes = new TreeSet<>();
    private final Set<Member> members = new TreeSet<>();

    private References() {
        super(Opcodes.ASM9);
    }

    static References of(InputStream classFile) throws IOException {
        References references = new References();
        new ClassReader(classFile).accept(references, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return references;
    }

    Set<String> classes() {
        return classes;
    }

    Set<Member> members() {
        return members;
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        add(Type.getObjectType(name));
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        add(Type.getType(descriptor));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        add(Type.getMethodType(descriptor));
        return new Code();
    }

    private void add(Type type) {
        switch (type.getSort()) {
            case Type.ARRAY -> add(type.getElementType());
            case Type.OBJECT -> classes.add(type.getClassName());
            case Type.METHOD -> {
                add(type.getReturnType());
                for (Type argument : type.getArgumentTypes()) {
                    add(argument);
                }
            }
            default -> {
                // primitive types always exist
            }
        }
    }

    private void add(String owner, String name, String descriptor) {
        add(Type.getObjectType(owner));
        add(Type.getType(descriptor));
        if (!owner.startsWith("[")) {
            members.add(new Member(Type.getObjectType(owner).getClassName(), name, descriptor));
        }
    }

    private final class Code extends MethodVisitor {

        private Code() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            add(Type.getObjectType(type));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            add(owner, name, descriptor);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            add(owner, name, descriptor);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            add(Type.getMethodType(descriptor));
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            add(Type.getType(descriptor));
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
            if (type != null) {
                add(Type.getObjectType(type));
            }
        }

        private void constant(Object value) {
            if (value instanceof Type type) {
                add(type);
            } else if (value instanceof Handle handle) {
                add(handle.getOwner(), handle.getName(), handle.getDesc());
            }
        }
    }
}
