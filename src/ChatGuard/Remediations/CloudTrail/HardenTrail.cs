using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>R21: switches log file validation on and widens a trail to all regions and global services.</summary>
internal sealed class HardenTrail() : Remediation("R21", "trail-harden", Risk.Low, Reversibility.Reversible)
{
    private const string Validation = "LogFileValidationEnabled";
    private const string AllRegions = "IsMultiRegionTrail";
    private const string Global = "IncludeGlobalServiceEvents";

    public override IReadOnlyList<string> Checks => ["cloudtrail-log-validation", "cloudtrail-multi-region"];

    public override IReadOnlyList<string> Actions => ["cloudtrail:UpdateTrail"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) => TrailTargets.OfAsync(found, account, cancellationToken);

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        return new LiveState(((string[])[Validation, AllRegions, Global]).ToDictionary(setting => setting, setting => LiveText.Of(trail.Is(setting))));
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        var (validation, regions) = (live[Validation] == "true", live[AllRegions] == "true" && live[Global] == "true");
        if (validation && regions)
        {
            throw new CannotPlanException($"{trail.Name} validates its log files and covers all regions already; nothing is to be done. Its encryption key is set by hand, because a key's policy has to let CloudTrail in first.");
        }

        PlannedStep[] steps =
        [
            .. validation ? Array.Empty<PlannedStep>() : [Step(trail, $"Switch log file validation of {trail.Name} on", $"Switch log file validation of {trail.Name} off", (Validation, "EnableLogFileValidation", live[Validation]))],
            .. regions ? Array.Empty<PlannedStep>() : [Step(trail, $"Let {trail.Name} cover all regions and global services", $"Let {trail.Name} cover what it covered before", (AllRegions, AllRegions, live[AllRegions]), (Global, Global, live[Global]))],
        ];
        return NewPlan(target, $"Harden the trail {trail.Name}", live, steps, approvals: 1) with
        {
            Impact = ["Nothing breaks: the trail records more, and readers of its bucket find folders of further regions and digest files."],
            Notes =
            [
                "Validation adds an hourly digest file, from now on; older log files stay unproven.",
                .. regions ? Array.Empty<string>() : ["In regions that another trail covers already, this one's copy of management events is charged per event; the bucket's storage grows."],
            ],
        };
    }

    private static PlannedStep Step(TrailTarget trail, string title, string undoTitle, params (string Field, string Member, string? Before)[] settings)
    {
        var forth = settings.Where(each => each.Before != "true").ToList();
        return Update(title, forth.Select(each => (each.Member, true)), [.. forth.Select(each => new FieldChange(each.Field, "false", "true"))]) with
        {
            Undo = Update(undoTitle, forth.Select(each => (each.Member, false)), [.. forth.Select(each => new FieldChange(each.Field, "true", "false"))]),
        };

        PlannedStep Update(string name, IEnumerable<(string Member, bool Value)> members, IReadOnlyList<FieldChange> changes)
        {
            var input = new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Member, member.Value))) { ["Name"] = trail.Arn };
            return new PlannedStep(name, new AwsCall("cloudtrail", "UpdateTrail", trail.HomeRegion, input), changes, [new Permission("cloudtrail:UpdateTrail", [trail.Arn])]);
        }
    }
}
