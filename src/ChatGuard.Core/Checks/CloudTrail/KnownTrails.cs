using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>The trails of every region that could be read, and an Unknown finding for each region that could not.</summary>
/// <param name="All">Each trail once.</param>
/// <param name="Unread">Regions whose own trails nobody knows.</param>
internal sealed record KnownTrails(IReadOnlyList<Trail> All, IReadOnlyList<Finding> Unread)
{
    public static KnownTrails In(Evidence evidence)
    {
        var all = new List<Trail>();
        var unread = evidence.EachRegion(evidence.Snapshot.Trails, (_, trails) =>
        {
            all.AddRange(trails);
            return [];
        }).ToList();
        return new KnownTrails(all, unread);
    }
}
