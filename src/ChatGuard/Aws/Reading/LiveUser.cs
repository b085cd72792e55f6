using ChatGuard.Aws.Clients;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>One user as IAM shows it now, put over the user's row of an older credential report.</summary>
internal static class LiveUser
{
    /// <summary>ListAccessKeys, ListMFADevices, GetLoginProfile.</summary>
    public const int CallsEach = 3;

    /// <summary>The row with its live parts; the row itself where the live read was refused; null where the user is gone.</summary>
    public static async Task<UserCredentials?> ReadAsync(IamClient iam, UserCredentials row, DateTimeOffset now, Section section)
    {
        var keys = section.ReadAsync("live-user", "iam:ListAccessKeys", null, ct => iam.ListAccessKeysAsync(row.UserName, ct));
        var devices = section.ReadAsync("live-user", "iam:ListMFADevices", null, ct => iam.ListMFADevicesAsync(row.UserName, ct));
        var profile = section.ReadAsync("live-user", "iam:GetLoginProfile", null, ct => iam.GetLoginProfileAsync(row.UserName, ct));
        var read = (await keys).And(await devices).And(await profile).Select(all => Overlay(row, all.First.First, all.First.Second.Count > 0, all.Second, now));
        return read.Match((value, _) => value, reasons =>
        {
            if (reasons[0].Error == "NoSuchEntity")
            {
                return null;
            }

            section.Incomplete.Enqueue(reasons[0]);
            return row;
        });
    }

    /// <summary>Live keys keep what only the report knows: when and where they were last used. Keys are matched by their creation time, else by their place.</summary>
    internal static UserCredentials Overlay(
        UserCredentials row, IReadOnlyList<(string KeyId, bool Active, DateTimeOffset Created)> keys, bool hasMfa, LoginProfile? profile, DateTimeOffset now)
    {
        var unmatched = row.AccessKeys.ToList();
        return row with
        {
            MfaActive = hasMfa,
            PasswordEnabled = profile is not null,
            PasswordLastChanged = profile is null ? null : Later(row.PasswordLastChanged, profile.Created),
            PasswordLastUsed = profile is null ? null : row.PasswordLastUsed,
            AccessKeys = [.. keys.OrderBy(key => key.Created).Select((key, n) => Merge(key, n + 1))],
            ReadLiveAt = now,
        };

        AccessKey Merge((string KeyId, bool Active, DateTimeOffset Created) key, int place)
        {
            var reported = unmatched.Find(each => each.LastRotated is { } rotated && (rotated - key.Created).Duration() < TimeSpan.FromMinutes(1))
                ?? unmatched.Find(each => each.LastRotated >= key.Created);
            if (reported is not null)
            {
                unmatched.Remove(reported);
            }

            return (reported ?? new AccessKey { Number = place, Active = key.Active }) with { KeyId = key.KeyId, Active = key.Active, LastRotated = key.Created };
        }
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
