using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;

namespace ChatGuard.Schedules;

/// <summary>A configured digest, checked.</summary>
/// <param name="Accounts">By id or name; empty for all.</param>
internal sealed record DigestPlan(string Name, ChannelRef Channel, DigestSchedule Schedule, IReadOnlyList<string> Accounts, bool OnlyWhenChanged);

/// <summary>The configured digests.</summary>
internal sealed class DigestPlans(IOptions<ScheduleOptions> options)
{
    public IReadOnlyList<DigestPlan> All { get; } = [.. options.Value.Digests.Select(digest => Plan(digest, options.Value.TimeZone))];

    /// <summary>The plan of that name; null where it is no longer configured.</summary>
    public DigestPlan? Find(string? name) => All.FirstOrDefault(plan => plan.Name == name);

    private static DigestPlan Plan(DigestOptions digest, string commonZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone.Length > 0 ? digest.TimeZone : commonZone);
        _ = ChannelRef.TryParse(digest.Channel, out var channel);
        return new DigestPlan(digest.Name, channel!, new DigestSchedule(digest.Cron, zone), digest.Accounts, digest.OnlyWhenChanged);
    }
}
