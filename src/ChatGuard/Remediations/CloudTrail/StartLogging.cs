using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>R05: starts a stopped trail again, in its home region.</summary>
internal sealed class StartLogging() : Remediation("R05", "trail-start-logging", Risk.Low, Reversibility.Reversible)
{
    public override IReadOnlyList<string> Checks => ["cloudtrail-logging-on"];

    public override IReadOnlyList<string> Actions => ["cloudtrail:StartLogging", "cloudtrail:StopLogging"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) => TrailTargets.OfAsync(found, account, cancellationToken);

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        var status = await account.CloudTrail(trail.HomeRegion).GetTrailStatusAsync(trail.Arn, cancellationToken);
        return new LiveState(new Dictionary<string, string> { ["IsLogging"] = LiveText.Of(status.IsLogging) });
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var trail = await TrailTargets.FindAsync(target, account, cancellationToken);
        if (live["IsLogging"] == "true")
        {
            throw new CannotPlanException($"{trail.Name} is logging already; nothing is to be done.");
        }

        var status = await account.CloudTrail(trail.HomeRegion).GetTrailStatusAsync(trail.Arn, cancellationToken);
        var start = Step("Start", "StartLogging", trail, new FieldChange("IsLogging", "false", "true"));
        var stop = Step("Stop", "StopLogging", trail, new FieldChange("IsLogging", "true", "false"));
        return NewPlan(target, $"Start the trail {trail.Name} again", live, [start with { Undo = stop }], approvals: 1) with
        {
            Impact = ["Nothing breaks: CloudTrail begins to write log files again, within about 5 to 15 minutes."],
            Notes =
            [
                await WhoStoppedAsync(trail, status.StopLoggingTime, account, cancellationToken),
                $"What happened while it was stopped is not written afterwards; CloudTrail's own event history has the last 90 days of it.",
                $"Log files in {trail.S3BucketName} cost storage; the second copy of management events in a region is charged per event.",
                .. status.LatestDeliveryError is { Length: > 0 } error ? [$"Its last delivery failed with {error}: starting it does not cure that."] : Array.Empty<string>(),
            ],
        };
    }

    private static PlannedStep Step(string verb, string operation, TrailTarget trail, FieldChange change) => new(
        $"{verb} logging of {trail.Name}",
        new AwsCall("cloudtrail", operation, trail.HomeRegion, new JsonObject { ["Name"] = trail.Arn }),
        [change],
        [new Permission($"cloudtrail:{operation}", [trail.Arn])]);

    private static async Task<string> WhoStoppedAsync(TrailTarget trail, DateTimeOffset? stopped, AwsAccount account, CancellationToken cancellationToken)
    {
        if (stopped is not { } time)
        {
            return "CloudTrail does not say when it was stopped: it may never have been started.";
        }

        var when = $"It was stopped at {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
        try
        {
            var events = await account.CloudTrail(trail.HomeRegion).LookupEventsAsync("EventName", "StopLogging", time.AddMinutes(-5), 1, cancellationToken);
            return events.Where(each => (each.Time - time).Duration() < TimeSpan.FromMinutes(5)).MinBy(each => (each.Time - time).Duration()) is { } found
                ? $"{when} by {(found.IdentityType == "Root" ? "the root user" : found.UserName ?? found.IdentityType ?? "somebody unnamed")}{(found.SourceIp is { } ip ? $" from {ip}" : "")}. If nobody answers for that, treat it as an intrusion."
                : $"{when}; CloudTrail's event history does not show by whom. Treat it as an intrusion until somebody answers for it.";
        }
        catch (Amazon.Runtime.AmazonServiceException refused)
        {
            return $"{when}; by whom could not be read ({refused.ErrorCode}).";
        }
    }
}
