using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatGuard;

/// <summary>Traces and metrics under the name <c>ChatGuard</c>; they cost nothing while nobody listens.</summary>
internal static class Telemetry
{
    public const string Name = "ChatGuard";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>How long reading one account took.</summary>
    public static readonly Histogram<double> AccountRead = Meter.CreateHistogram<double>("chatguard.account.read.duration", "s");

    /// <summary>Requests sent to AWS, by service and by HTTP status or the kind of failure.</summary>
    public static readonly Counter<long> AwsRequests = Meter.CreateCounter<long>("chatguard.aws.requests", "{request}");

    /// <summary>From the moment a digest was due until it was committed.</summary>
    public static readonly Histogram<double> DigestLag = Meter.CreateHistogram<double>("chatguard.digest.lag", "s");

    /// <summary>Messages that wait to be posted.</summary>
    public static readonly Gauge<int> OutboxDepth = Meter.CreateGauge<int>("chatguard.outbox.depth", "{message}");

    /// <summary>Attempts to post, by surface and outcome.</summary>
    public static readonly Counter<long> Posts = Meter.CreateCounter<long>("chatguard.posts", "{message}");

    /// <summary>1 while this replica has a Socket Mode connection to Slack, otherwise 0.</summary>
    public static readonly Gauge<int> SlackConnected = Meter.CreateGauge<int>("chatguard.slack.connected");

    /// <summary>Commands answered, by command, surface and outcome.</summary>
    public static readonly Counter<long> Commands = Meter.CreateCounter<long>("chatguard.commands", "{command}");
}
