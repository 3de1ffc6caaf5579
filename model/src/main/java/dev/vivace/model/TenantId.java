package dev.vivace.model;

/// Whose data it is. Without multi-tenancy everything belongs to [#SINGLE]. Immutable.
///
/// @param name 1 to 150 characters out of `A-Z a-z 0-9 ! - _ . * ' ( )`, and neither `.` nor `..`: it names a folder
public record TenantId(String name) {

    /// The tenant of every request while multi-tenancy is off.
    public static final TenantId SINGLE = new TenantId("single-tenant");

    private static final int MAX_LENGTH = 150;

    public TenantId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no org id");
        }
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("tenant ID is too long: max " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!letterOrDigit && "!-_.*'()".indexOf(c) < 0) {
                throw new IllegalArgumentException(
                        "tenant ID '" + name + "' contains unsupported character '" + c + "'");
            }
        }
        if (name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("tenant ID is '.' or '..'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
