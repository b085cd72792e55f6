using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Tells inactive keys when they were deactivated, from CloudTrail's UpdateAccessKey events.</summary>
internal static class KeyDeactivations
{
    /// <summary>A key is matched by its id where that was read live; else the event counts for the only inactive key of its user.</summary>
    public static CredentialReport Apply(CredentialReport report, Observed<IReadOnlyList<CloudTrailEvent>> changes)
    {
        var deactivations = changes.Match((events, _) => events, _ => [])
            .Where(change => change is { TargetUser: not null, TargetStatus: "Inactive" })
            .ToLookup(change => change.TargetUser!, StringComparer.Ordinal);
        return deactivations.Count == 0 ? report : report with { Users = [.. report.Users.Select(user => Apply(user, [.. deactivations[user.UserName]]))] };
    }

    private static UserCredentials Apply(UserCredentials user, IReadOnlyList<CloudTrailEvent> events)
    {
        var alone = user.AccessKeys.Count(key => !key.Active) == 1;
        return events.Count == 0 ? user : user with { AccessKeys = [.. user.AccessKeys.Select(key => key.Active ? key : key with { DeactivatedAt = Latest(key) })] };

        DateTimeOffset? Latest(AccessKey key) => events
            .Where(change => key.KeyId is null ? alone : change.TargetKey == key.KeyId)
            .Select(change => (DateTimeOffset?)change.Time)
            .Max();
    }
}
