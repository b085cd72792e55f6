using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>How findings speak of access keys.</summary>
internal static class AccessKeys
{
    /// <summary>First four and last four characters of the key id; where only the report was read, the key's number.</summary>
    public static string Label(this AccessKey key) => key.KeyId is { Length: >= 16 } id ? $"{id[..4]}…{id[^4..]}" : $"key {key.Number}";

    public static IEnumerable<AccessKey> ActiveKeys(this UserCredentials user) => user.AccessKeys.Where(key => key.Active);

    /// <summary>When a key was last used and for what, such as <c>used 2 d ago by ec2 in eu-west-1</c>.</summary>
    public static string LastUse(this Evidence evidence, AccessKey key) => key.LastUsed is not { } used
        ? "never used"
        : $"last used {evidence.Ago(used)}"
          + (key.LastUsedService is { } service ? $" by {service}" : "")
          + (key.LastUsedRegion is { } region ? $" in {region}" : "");
}
