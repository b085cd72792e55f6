using System.Globalization;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations.Iam;

/// <summary>What a credential did lately, in sentences for the person who is to approve: when, where, by what.</summary>
internal static class RecentUse
{
    private const int Shown = 3;

    /// <summary>The last use of a key as IAM keeps it.</summary>
    public static string OfKey(string name, KeyUse? use, DateTimeOffset now) => use?.Last is { } last
        ? $"{name} was last used {Ago(last, now)}{(use.Service is { } service ? $" by {service}" : "")}{(use.Region is { } region ? $" in {region}" : "")}. What still signs with it fails within minutes."
        : $"{name} was never used, as far as IAM knows.";

    /// <summary>The calls of the last 24 hours that CloudTrail's event history shows for a key (<c>AccessKeyId</c>) or a user (<c>Username</c>).</summary>
    /// <param name="regions">Beside the region of global services, where the credential was last used; whatever is no region is left out.</param>
    public static async Task<string> OfLastDayAsync(string attribute, string value, IEnumerable<string?> regions, AwsAccount account, CancellationToken cancellationToken)
    {
        var asked = Regions(regions, account);
        try
        {
            var since = account.Clock.GetUtcNow().AddDays(-1);
            var read = await Task.WhenAll(asked.Select(region => account.CloudTrail(region).LatestEventsAsync(attribute, value, since, cancellationToken)));
            var events = read.SelectMany(each => each.Events).ToList();
            var where = $"CloudTrail's event history of the last 24 hours in {string.Join(" and ", asked)}";
            return events.Count == 0
                ? $"{where} shows no call; it does not hold data events such as reads of S3 objects."
                : $"{where} shows {(read.Any(each => each.More) ? $"more than {events.Count}" : $"{events.Count}")} {(events.Count == 1 ? "call" : "calls")}: {string.Join(", ", Top(events))}.";
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            return $"What it did in the last 24 hours could not be read (cloudtrail:LookupEvents: {reason.Code}).";
        }
    }

    /// <summary>Where to ask: the region of global services, and of these whatever is a region.</summary>
    public static IReadOnlyList<string> Regions(IEnumerable<string?> used, AwsAccount account) =>
        [.. used.OfType<string>().Where(region => region.Count(c => c == '-') >= 2).Append(account.GlobalRegion).Distinct(StringComparer.Ordinal)];

    /// <summary>Whole days between, as the checks count them.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now)
    {
        var days = (int)(now - time).TotalDays;
        return $"{(days <= 0 ? "today" : days == 1 ? "yesterday" : $"{days} days ago")} ({At(time)})";
    }

    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Top(IReadOnlyList<CloudTrailEvent> events)
    {
        var groups = events.GroupBy(each => $"{each.Source.Split('.')[0]}:{each.Name} from {each.SourceIp ?? "an unnamed address"}", StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        return groups.Take(Shown).Select(group => group.Count() == 1 ? group.Key : $"{group.Key} ({group.Count()} times)")
            .Concat(groups.Count > Shown ? [$"{groups.Count - Shown} kinds more"] : []);
    }
}
