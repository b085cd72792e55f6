using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>The tags by which users are documented; keys compare without regard to case, and blank values count as none.</summary>
internal static class UserTags
{
    public const string Owner = "owner";

    public const string Purpose = "purpose";

    public static bool Has(this IamUser user, string key) => user.Tags.Any(tag =>
        string.Equals(tag.Key, key, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(tag.Value));

    /// <summary>Users by name, to be looked up for a row of the credential report.</summary>
    public static Dictionary<string, IamUser> ByName(this AuthorizationDetails details) =>
        details.Users.DistinctBy(user => user.UserName).ToDictionary(user => user.UserName, StringComparer.Ordinal);
}
