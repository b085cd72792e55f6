using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Store;

namespace ChatGuard.Tests.Store;

/// <summary>Readings and messages for the store to keep.</summary>
internal static class Samples
{
    public const string Account = "111122223333";

    public static readonly DateTimeOffset Monday = DateTimeOffset.Parse("2026-03-02T09:00:00Z");

    public static Check Ages { get; } = Check.Find("access-key-age")!;

    /// <summary>A reading in which one check found this.</summary>
    public static Posture Found(params Finding[] findings) => Posture.Of([Result(Ages, findings)]);

    public static CheckResult Result(Check check, params Finding[] findings) => new(
        check, findings.Select(finding => finding.Status).DefaultIfEmpty(CheckStatus.Unknown).Max(), check.Severity, null, Monday, findings);

    public static Finding Fails(string resource, string? region = null, string detail = "93 d old") => new(resource, CheckStatus.Fail, detail, region);

    public static Finding Passes(string resource, string? region = null) => new(resource, CheckStatus.Pass, "fine", region);

    public static Finding Unknown(string resource, string? region = null) => new(resource, CheckStatus.Unknown, "AccessDenied", region);

    public static OutboxMessage Message(string key, string channel = "security", string? after = null) =>
        new(0, key, new ChannelRef("web", channel), after, new Answer(key, Tone.Neutral, [new Block.Text("…")]), 0);

    public static MessageRef Ref(string id, string channel = "security") => new("web", channel, id);
}
