namespace ChatGuard.Core.Checks.Root;

/// <summary>The root user's e-mail address, taken apart. It is never shown whole.</summary>
internal static class RootEmail
{
    /// <summary>The part before the @, without a + suffix; null where the address has no @.</summary>
    public static string? LocalPart(string address) => address.LastIndexOf('@') is var at and > 0 ? address[..at].Split('+')[0] : null;

    /// <summary>The part after the @; null where the address has none.</summary>
    public static string? Domain(string address) => address.LastIndexOf('@') is var at and > 0 && at < address.Length - 1 ? address[(at + 1)..] : null;

    /// <summary>The address as it may be shown: <c>a***@example.com</c>.</summary>
    public static string Mask(string address) => Domain(address) is { } domain ? $"{address[0]}***@{domain}" : "***";
}
