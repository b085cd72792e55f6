using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>What a trail's event selectors let through.</summary>
/// <param name="Reads">Read-only events are recorded.</param>
/// <param name="Writes">Write events are recorded.</param>
/// <param name="LeftOut">Event sources that are excluded, such as <c>kms.amazonaws.com</c>; for advanced selectors, that some are.</param>
internal sealed record Recorded(bool Reads, bool Writes, IReadOnlyList<string> LeftOut)
{
    public bool Both => Reads && Writes;

    private static Recorded Nothing { get; } = new(Reads: false, Writes: false, []);

    /// <summary>Management events. An advanced selector that names event sources, event names or identities records only a part, which does not count.</summary>
    public static Recorded Management(EventSelectors selectors) => Together(
    [
        .. selectors.Basic.Where(selector => selector.IncludeManagementEvents).Select(selector => OfType(selector.ReadWriteType, selector.ExcludeManagementEventSources)),
        .. selectors.Advanced.Where(selector => Is(selector, "eventCategory", "Management")).Select(OfAdvancedManagement),
    ]);

    /// <summary>Object events of every S3 bucket; selectors for some buckets do not count.</summary>
    public static Recorded S3Objects(EventSelectors selectors, string partition) => Together(
    [
        .. selectors.Basic.Where(selector => selector.DataResources.Any(data => IsAllOfS3(data, partition))).Select(selector => OfType(selector.ReadWriteType, [])),
        .. selectors.Advanced
            .Where(selector => Is(selector, "eventCategory", "Data") && Is(selector, "resources.type", "AWS::S3::Object")
                && selector.Fields.All(field => field.Field is "eventCategory" or "resources.type" or "readOnly"))
            .Select(selector => OfReadOnly(selector, [])),
    ]);

    private static Recorded Together(IReadOnlyList<Recorded> parts)
    {
        var reads = parts.Any(part => part.Reads);
        var writes = parts.Any(part => part.Writes);
        var complete = parts.Where(part => part.LeftOut.Count == 0).ToList();
        var leftOut = complete.Exists(part => part.Reads) && complete.Exists(part => part.Writes) ? [] : parts.SelectMany(part => part.LeftOut).Distinct().ToList();
        return new Recorded(reads, writes, leftOut);
    }

    private static Recorded OfType(string readWriteType, IReadOnlyList<string> leftOut) =>
        new(readWriteType is "All" or "ReadOnly", readWriteType is "All" or "WriteOnly", leftOut);

    private static Recorded OfAdvancedManagement(AdvancedEventSelector selector)
    {
        var narrowing = selector.Fields.Where(field => field.Field is not ("eventCategory" or "readOnly")).ToList();
        if (narrowing.Exists(field => field.EqualTo.Count > 0 || field.Field != "eventSource"))
        {
            return Nothing;
        }

        return OfReadOnly(selector, narrowing.Exists(field => field.HasOther) ? ["some event sources"] : []);
    }

    private static Recorded OfReadOnly(AdvancedEventSelector selector, IReadOnlyList<string> leftOut)
    {
        var values = selector.Fields.Where(field => field.Field == "readOnly").SelectMany(field => field.EqualTo).ToList();
        return new Recorded(values.Count == 0 || values.Contains("true"), values.Count == 0 || values.Contains("false"), leftOut);
    }

    private static bool Is(AdvancedEventSelector selector, string field, string value) =>
        selector.Fields.Any(condition => condition.Field == field && condition.EqualTo.Contains(value) && !condition.HasOther);

    private static bool IsAllOfS3(DataResource data, string partition) =>
        data.Type == "AWS::S3::Object" && data.Values.Any(value => value == $"arn:{partition}:s3" || value == $"arn:{partition}:s3:::");
}
