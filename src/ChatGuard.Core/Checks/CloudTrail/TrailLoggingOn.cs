using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>GetTrailStatus.IsLogging of every configured trail. A stopped trail may be the trace of an intruder.</summary>
public sealed class TrailLoggingOn() : TrailCheck("cloudtrail-logging-on", Severity.High, "Every configured trail is logging", Fix.Automatic, failsWithoutTrail: false)
{
    public override Guidance Guidance => new(
        "Stopping a trail is one of the first things an intruder does, and nothing is recorded in it until it is started again.",
        [
            "Find out who stopped it: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=StopLogging --region HOME_REGION.",
            "If nobody answers for it, treat it as an intrusion.",
            "Start it: aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION.",
            "If the trail is not needed any more, delete it rather than leave it stopped.",
        ]);

    protected override IEnumerable<Finding> Judge(Evidence evidence, Trail trail) => Open(evidence, trail, trail.Status, status => status switch
    {
        { IsLogging: true } => Pass(trail, "logging"),
        { StopLoggingTime: { } stopped } => Fail(trail, $"not logging, stopped {stopped.UtcDateTime:yyyy-MM-dd HH:mm} UTC; expected logging"),
        _ => Fail(trail, "not logging; expected logging"),
    });
}
