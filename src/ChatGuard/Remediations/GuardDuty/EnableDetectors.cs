using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.GuardDuty;

/// <summary>R10: switches GuardDuty on in every region of an account where it is missing or suspended, one step a region.</summary>
internal sealed class EnableDetectors() : Remediation("R10", "guardduty-enable", Risk.Low, Reversibility.Partly)
{
    private const string Off = "off";
    private const string On = "on";

    public override IReadOnlyList<string> Checks => ["guardduty-enabled-all-regions"];

    public override IReadOnlyList<string> Actions => ["guardduty:CreateDetector", "guardduty:UpdateDetector", "iam:CreateServiceLinkedRole"];

    /// <summary>One region fails, all are put right: whoever approves one would approve the others.</summary>
    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Target>>([new Target(found.Account, null, $"arn:{account.Partition}:guardduty:*:{found.Account}:detector/*")]);

    /// <summary>For each region whether it is on, and the id of its detector, if it has one.</summary>
    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var regions = account.Options.Regions.Count > 0 ? account.Options.Regions : await account.Ec2(account.Region).DescribeRegionsAsync(cancellationToken);
        var read = await Task.WhenAll(regions.Select(async region =>
        {
            var guardDuty = account.GuardDuty(region);
            var detector = (await guardDuty.ListDetectorsAsync(cancellationToken)).FirstOrDefault();
            return (Region: region, Detector: detector, On: detector is not null && (await guardDuty.GetDetectorAsync(detector, cancellationToken)).Text("status") == "ENABLED");
        }));
        return new LiveState(read.SelectMany(each => each.Detector is null
            ? [KeyValuePair.Create(each.Region, Off)]
            : (IEnumerable<KeyValuePair<string, string>>)[KeyValuePair.Create(each.Region, each.On ? On : Off), KeyValuePair.Create($"{each.Region} detector", "there")]).ToDictionary());
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var off = live.Fields.Where(field => field.Value == Off).Select(field => field.Key).ToList();
        if (off.Count == 0)
        {
            throw new CannotPlanException("GuardDuty is on in every region already; nothing is to be done.");
        }

        var steps = await Task.WhenAll(off.Select(region => StepAsync(target, region, live[$"{region} detector"] is not null, account, cancellationToken)));
        return NewPlan(target, $"Switch GuardDuty on in {(off.Count == 1 ? off[0] : $"{off.Count} regions")}", live, steps, approvals: 1) with
        {
            Impact = ["Nothing breaks: GuardDuty reads logs that AWS keeps anyway, and touches no workload."],
            Notes =
            [
                "The first 30 days in a region are free; afterwards GuardDuty charges by the volume of what it analyses. Look at Usage in its console before they end.",
                "Undoing suspends what was switched on; a detector is not deleted, because its findings would be lost.",
                .. off.Any(region => live[$"{region} detector"] is null) ? ["Where the account has none yet, AWS makes GuardDuty's own service-linked role."] : Array.Empty<string>(),
            ],
        };
    }

    private static async Task<PlannedStep> StepAsync(Target target, string region, bool exists, AwsAccount account, CancellationToken cancellationToken)
    {
        var (arn, known) = ($"arn:{account.Partition}:guardduty:{region}:{target.Account}:detector/*", Placeholders.Detector);
        if (exists)
        {
            known = (await account.GuardDuty(region).ListDetectorsAsync(cancellationToken)) is [var only] ? only : throw new CannotPlanException($"The detector in {region} has just vanished; try again.");
            arn = $"{arn[..^1]}{known}";
            if (await account.GuardDuty(region).GetAdministratorAccountAsync(known, cancellationToken) is { } administrator)
            {
                throw new CannotPlanException($"GuardDuty of this account is administered by account {administrator}: switch it on there.");
            }
        }

        var suspend = Update("Suspend", false, [new FieldChange(region, On, Off)]);
        if (exists)
        {
            return Update("Wake", true, [new FieldChange(region, Off, On)]) with { Undo = suspend };
        }

        var input = new JsonObject { ["Enable"] = true, ["FindingPublishingFrequency"] = "FIFTEEN_MINUTES" };
        return new PlannedStep(
            $"Switch GuardDuty on in {region}",
            new AwsCall("guardduty", "CreateDetector", region, input),
            [new FieldChange(region, Off, On), new FieldChange($"{region} detector", null, "there")],
            [
                new Permission("guardduty:CreateDetector", ["*"]),
                new Permission("iam:CreateServiceLinkedRole", [$"arn:{account.Partition}:iam::{target.Account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"]),
            ],
            suspend);

        PlannedStep Update(string verb, bool enable, IReadOnlyList<FieldChange> changes) => new(
            $"{verb} GuardDuty in {region}",
            new AwsCall("guardduty", "UpdateDetector", region, new JsonObject { ["DetectorId"] = known, ["Enable"] = enable }),
            changes,
            [new Permission("guardduty:UpdateDetector", [arn])]);
    }
}
