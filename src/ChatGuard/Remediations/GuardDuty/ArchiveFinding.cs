using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations.GuardDuty;

/// <summary>R20: archives a GuardDuty finding that was answered. A new occurrence voids the approval.</summary>
internal sealed class ArchiveFinding() : Remediation("R20", "guardduty-archive", Risk.Low, Reversibility.Reversible)
{
    /// <summary>Severe findings take two people: archiving one hides it.</summary>
    private const double Severe = 7;

    public override IReadOnlyList<string> Checks => ["guardduty-open-critical", "guardduty-open-high", "guardduty-open-medium"];

    public override bool IsOffered => false;

    public override IReadOnlyList<string> Actions => ["guardduty:ArchiveFindings", "guardduty:UnarchiveFindings"];

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var finding = (await FindAsync(target, account, cancellationToken)).Finding;
        return new LiveState(new Dictionary<string, string>
        {
            ["Archived"] = LiveText.Of(finding.Archived),
            ["Severity"] = finding.Severity.ToString("0.0", CultureInfo.InvariantCulture),
            ["Count"] = finding.Count.ToString(CultureInfo.InvariantCulture),
        });
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (detector, region, finding) = await FindAsync(target, account, cancellationToken);
        if (finding.Archived)
        {
            throw new CannotPlanException("The finding is archived already; nothing is to be done.");
        }

        if (await account.GuardDuty(region).GetAdministratorAccountAsync(detector, cancellationToken) is { } administrator)
        {
            throw new CannotPlanException($"GuardDuty of this account is administered by account {administrator}: only there can findings be archived.");
        }

        var archive = Step("Archive", "ArchiveFindings", target, detector, region, finding, new FieldChange("Archived", "false", "true"));
        var unarchive = Step("Unarchive", "UnarchiveFindings", target, detector, region, finding, new FieldChange("Archived", "true", "false"));
        return NewPlan(target, $"Archive the finding {finding.Type} on {finding.Resource}", live, [archive with { Undo = unarchive }], finding.Severity >= Severe ? 2 : 1) with
        {
            Impact =
            [
                $"The finding (severity {finding.Severity:0.0}, seen {finding.Count} times{(finding.LastSeen is { } last ? $", last {last.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "")}) leaves the list of open ones. That stops nothing that is going on.",
            ],
            Notes = ["Archive only what was answered: say in the reason who looked into it and what came of it.", "GuardDuty reports a new occurrence all the same."],
        };
    }

    private static PlannedStep Step(string verb, string operation, Target target, string detector, string region, GuardDutyFinding finding, FieldChange change) => new(
        $"{verb} the finding {finding.Id}",
        new AwsCall("guardduty", operation, region, new JsonObject { ["DetectorId"] = detector, ["FindingIds"] = new JsonArray(finding.Id) }),
        [change],
        [new Permission($"guardduty:{operation}", [target.Resource[..target.Resource.IndexOf("/finding/", StringComparison.Ordinal)]])]);

    private static async Task<(string Detector, string Region, GuardDutyFinding Finding)> FindAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        if (target.Resource.Split(':') is not [_, _, "guardduty", var region, _, var path] || path.Split('/') is not ["detector", var detector, "finding", var id])
        {
            throw new CannotPlanException($"{target.Resource} is no GuardDuty finding's ARN.");
        }

        try
        {
            return await account.GuardDuty(region).GetFindingsAsync(detector, [id], cancellationToken) is [var finding]
                ? (detector, region, finding)
                : throw new CannotPlanException("GuardDuty does not have this finding any more; it keeps findings for 90 days.");
        }
        catch (Amazon.Runtime.AmazonServiceException error) when (error.ErrorCode == "BadRequestException")
        {
            throw new CannotPlanException($"There is no GuardDuty detector {detector} in {region} any more.");
        }
    }
}
