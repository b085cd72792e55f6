using System.Text.RegularExpressions;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations.Iam;

/// <summary>The IAM actions that CloudTrail's event history shows of a user's last 30 days. It holds no data events, such as reads of S3 objects.</summary>
internal static partial class UsedActions
{
    public const int Days = 30;

    /// <summary>Of 50 events each and region; CloudTrail answers two a second.</summary>
    private const int MostPages = 4;

    private const int Most = 100;

    /// <summary>Calls whose action is called otherwise, and those that need none.</summary>
    private static readonly Dictionary<string, string?> Otherwise = new(StringComparer.Ordinal)
    {
        ["s3:ListBuckets"] = "s3:ListAllMyBuckets",
        ["s3:HeadBucket"] = "s3:ListBucket",
        ["sts:GetCallerIdentity"] = null,
        ["sts:GetSessionToken"] = null,
    };

    /// <summary>In ordinal order, the most used hundred where there are more; null where it cannot be read.</summary>
    public static async Task<IReadOnlyList<string>?> OfAsync(string user, AwsAccount account, CancellationToken cancellationToken)
    {
        try
        {
            var keys = await account.Iam.ListAccessKeysAsync(user, cancellationToken);
            var uses = await Task.WhenAll(keys.Select(key => account.Iam.GetAccessKeyLastUsedAsync(key.KeyId, cancellationToken)));
            var since = account.Clock.GetUtcNow().AddDays(-Days);
            var read = await Task.WhenAll(RecentUse.Regions(uses.Select(use => use?.Region), account)
                .Select(region => account.CloudTrail(region).LatestEventsAsync("Username", user, since, cancellationToken, MostPages)));
            return [.. read.SelectMany(each => each.Events).Select(ActionOf).OfType<string>().CountBy(action => action, StringComparer.Ordinal)
                .OrderByDescending(action => action.Value).ThenBy(action => action.Key, StringComparer.Ordinal).Take(Most).Select(action => action.Key).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is not null)
        {
            return null;
        }
    }

    /// <summary>Most calls are called as their action is, Lambda's with the date of its interface behind it. Signing in is no call.</summary>
    private static string? ActionOf(CloudTrailEvent each)
    {
        var service = each.Source.Split('.')[0] switch { "monitoring" => "cloudwatch", var name => name };
        var action = $"{service}:{InterfaceDate().Replace(each.Name, "")}";
        return service == "signin" || !Action().IsMatch(action) ? null : Otherwise.GetValueOrDefault(action, action);
    }

    [GeneratedRegex(@"[0-9]{8}(v[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InterfaceDate();

    [GeneratedRegex(@"\A[a-z0-9-]+:[A-Za-z0-9]+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();
}
