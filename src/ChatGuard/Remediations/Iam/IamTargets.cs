using System.Text.RegularExpressions;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>Finds the users and access keys that a finding or a person means. A key is <c>arn:…:user/bob#AKIA…</c>.</summary>
internal static partial class IamTargets
{
    /// <summary>The user by ARN or name.</summary>
    /// <exception cref="CannotPlanException">There is none, or it is no IAM user of this account.</exception>
    public static async Task<LiveIamUser> UserAsync(Target found, AwsAccount account, CancellationToken cancellationToken)
    {
        var resource = found.Resource.Split('#')[0];
        if (resource.EndsWith(":root", StringComparison.Ordinal) || resource == "root")
        {
            throw new CannotPlanException("The root user is no IAM user: its credentials are put right by signing in as root, or in a member account with root-credentials-delete.");
        }

        if (resource.StartsWith("arn:", StringComparison.Ordinal) && !resource.Contains($":iam::{found.Account}:user/", StringComparison.Ordinal))
        {
            throw new CannotPlanException($"{resource} is no IAM user of account {found.Account}.");
        }

        return await account.Iam.GetUserAsync(NameOf(resource), cancellationToken) ?? throw Gone(resource, found.Account);
    }

    /// <summary>The user's keys that fail the check by what AWS says now, worst first; the one key that is named, whether it fails or not.</summary>
    public static async Task<IReadOnlyList<Target>> KeysAsync(string check, Target found, bool active, AwsAccount account, CancellationToken cancellationToken)
    {
        if (KeyId().Match(found.Resource) is { Success: true } named)
        {
            var use = await account.Iam.GetAccessKeyLastUsedAsync(named.Value, cancellationToken);
            return use is null ? throw new CannotPlanException($"There is no access key {named.Value} in account {found.Account}.")
                : use.UserName.Length == 0 ? throw new CannotPlanException($"{named.Value} is the root user's key: sign in as root to deactivate it, or in a member account delete it with root-credentials-delete.")
                : [Key(found, await UserAsync(found with { Resource = use.UserName }, account, cancellationToken), named.Value)];
        }

        var user = await UserAsync(found, account, cancellationToken);
        var keys = new List<LiveKey>();
        foreach (var (id, isActive, created) in await account.Iam.ListAccessKeysAsync(user.UserName, cancellationToken))
        {
            if (isActive == active)
            {
                keys.Add(new LiveKey(id, created, (await account.Iam.GetAccessKeyLastUsedAsync(id, cancellationToken))?.Last));
            }
        }

        var failing = Failing(check, keys, account).ToList();
        return failing.Count > 0
            ? [.. failing.Select(key => Key(found, user, key.Id))]
            : throw new CannotPlanException(keys.Count == 0
                ? $"The user {user.UserName} has no {(active ? "active" : "inactive")} access key."
                : $"No {(active ? "active" : "inactive")} access key of {user.UserName} fails {check} now. Name a key ({string.Join(", ", keys.Select(key => key.Id))}) if you mean it all the same.");
    }

    /// <summary>The user's name and the key's id of a key's target.</summary>
    public static (string UserName, string UserArn, string KeyId) KeyOf(Target target) => target.Resource.Split('#') is [var arn, var key] && arn.Contains(":user/", StringComparison.Ordinal)
        ? (NameOf(arn), arn, key)
        : throw new CannotPlanException($"{target.Resource} is no access key of a user; write it like arn:aws:iam::{target.Account}:user/bob#AKIA….");

    public static string NameOf(string arnOrName) => arnOrName[(arnOrName.LastIndexOf('/') + 1)..];

    /// <summary>A key as titles show it: enough to tell it from others.</summary>
    public static string Short(string keyId) => keyId.Length > 12 ? $"{keyId[..8]}…{keyId[^4..]}" : keyId;

    public static CannotPlanException Gone(string arnOrName, string accountId) => new($"There is no user {NameOf(arnOrName)} in account {accountId} (any more).");

    private static Target Key(Target found, LiveIamUser user, string keyId) => new(found.Account, null, $"{user.Arn}#{keyId}");

    private static IEnumerable<LiveKey> Failing(string check, IReadOnlyList<LiveKey> keys, AwsAccount account)
    {
        var (now, limits) = (account.Clock.GetUtcNow(), account.Thresholds);
        int Age(DateTimeOffset time) => (int)(now - time).TotalDays;
        return check switch
        {
            "access-key-age" => keys.Where(key => Age(key.Created) > limits.AccessKeyMaxAge).OrderBy(key => key.Created),
            "access-key-unused" => keys.Where(key => key.LastUsed is { } used ? Age(used) >= limits.UnusedCredential : Age(key.Created) >= limits.NeverUsedCredential).OrderBy(key => key.LastUsed ?? DateTimeOffset.MinValue),
            "access-key-two-active" => keys.Count < 2 ? [] : keys.OrderBy(key => key.LastUsed ?? DateTimeOffset.MinValue).ThenBy(key => key.Created).Take(1),
            _ => keys.OrderByDescending(key => key.LastUsed ?? DateTimeOffset.MinValue),
        };
    }

    private sealed record LiveKey(string Id, DateTimeOffset Created, DateTimeOffset? LastUsed);

    [GeneratedRegex("(?<=^|#)AKIA[A-Z0-9]{12,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyId();
}
