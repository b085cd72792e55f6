using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>Reads GuardDuty, EC2 instances and unused-access analyzers, region by region.</summary>
internal sealed class RegionalReader(AwsAccount account, Section section)
{
    /// <summary>GuardDuty keeps findings of 90 days.</summary>
    private static readonly TimeSpan History = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<InRegion<Detector?>>> ReadGuardDutyAsync(IReadOnlyList<string> regions) =>
        await Task.WhenAll(regions.Select(async region => new InRegion<Detector?>(region, await ReadDetectorAsync(region))));

    public async Task<IReadOnlyList<InRegion<IReadOnlyList<Instance>>>> ReadInstancesAsync(IReadOnlyList<string> regions) =>
        await Task.WhenAll(regions.Select(async region => new InRegion<IReadOnlyList<Instance>>(
            region, await section.ReadAsync<IReadOnlyList<Instance>>("instances", "ec2:DescribeInstances", region, async ct => await account.Ec2(region).DescribeInstancesAsync(ct)))));

    public async Task<IReadOnlyList<InRegion<IReadOnlyList<UnusedAccessAnalyzer>>>> ReadUnusedAccessAsync(IReadOnlyList<string> regions) =>
        await Task.WhenAll(regions.Select(async region => new InRegion<IReadOnlyList<UnusedAccessAnalyzer>>(
            region, await section.ReadAsync("unused-access", "access-analyzer:ListAnalyzers", region, ct => ReadAnalyzersAsync(region, ct)))));

    private async Task<IReadOnlyList<UnusedAccessAnalyzer>> ReadAnalyzersAsync(string region, CancellationToken cancellationToken)
    {
        var client = account.AccessAnalyzer(region);
        var analyzers = await client.ListAnalyzersAsync("ACCOUNT_UNUSED_ACCESS", cancellationToken);
        return await Task.WhenAll(analyzers.Select(async analyzer => new UnusedAccessAnalyzer(
            analyzer.Arn, analyzer.Name, await section.ReadAsync("unused-access", "access-analyzer:ListFindings", region, ct => client.CountActiveFindingsAsync(analyzer.Arn, ct)))));
    }

    private async Task<Observed<Detector?>> ReadDetectorAsync(string region)
    {
        var guardDuty = account.GuardDuty(region);
        var ids = await section.ReadAsync("guardduty", "guardduty:ListDetectors", region, guardDuty.ListDetectorsAsync);
        return await ids.Match(
            async (found, asOf) => found.Count == 0
                ? Observed<Detector?>.Known(null, asOf)
                : await section.ReadAsync<Detector?>("guardduty", "guardduty:GetDetector", region, ct => ReadAsync(found[0], region, ct)),
            reasons => Task.FromResult(Observed<Detector?>.Unreadable(reasons)));
    }

    private async Task<Detector?> ReadAsync(string detectorId, string region, CancellationToken cancellationToken)
    {
        var guardDuty = account.GuardDuty(region);
        var findings = ReadFindingsAsync(detectorId, region);
        var filters = ReadFiltersAsync(detectorId, region);
        var autoEnable = section.ReadAsync("guardduty", "guardduty:DescribeOrganizationConfiguration", region, ct => guardDuty.DescribeOrganizationConfigurationAsync(detectorId, ct));
        var detector = await guardDuty.GetDetectorAsync(detectorId, cancellationToken);
        return new Detector
        {
            DetectorId = detectorId,
            Enabled = detector.Text("status") == "ENABLED",
            FindingPublishingFrequency = detector.Text("findingPublishingFrequency"),
            Features = detector.List("features").ToDictionary(feature => feature.Required("name"), feature => feature.Text("status") ?? "", StringComparer.Ordinal),
            Findings = await findings,
            Filters = await filters,
            OrganizationAutoEnable = await autoEnable,
        };
    }

    private async Task<Observed<IReadOnlyList<GuardDutyFilter>>> ReadFiltersAsync(string detectorId, string region)
    {
        var guardDuty = account.GuardDuty(region);
        var names = await section.ReadAsync("guardduty", "guardduty:ListFilters", region, ct => guardDuty.ListFiltersAsync(detectorId, ct));
        return await names.Match(
            async (found, _) => await section.ReadAsync<IReadOnlyList<GuardDutyFilter>>("guardduty", "guardduty:GetFilter", region, async ct =>
                await Task.WhenAll(found.Select(name => guardDuty.GetFilterAsync(detectorId, name, ct)))),
            reasons => Task.FromResult(Observed<IReadOnlyList<GuardDutyFilter>>.Unreadable(reasons)));
    }

    private async Task<Observed<IReadOnlyList<GuardDutyFinding>>> ReadFindingsAsync(string detectorId, string region)
    {
        var guardDuty = account.GuardDuty(region);
        var ids = await section.ReadAsync("guardduty", "guardduty:ListFindings", region, ct => guardDuty.ListFindingsAsync(detectorId, section.Now - History, ct));
        return await ids.Match(
            async (found, _) => await section.ReadAsync("guardduty", "guardduty:GetFindings", region, ct => guardDuty.GetFindingsAsync(detectorId, found, ct)),
            reasons => Task.FromResult(Observed<IReadOnlyList<GuardDutyFinding>>.Unreadable(reasons)));
    }
}
