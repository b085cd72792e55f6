using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.CloudTrail;

/// <summary>A trail has both insight types on. One trail will do, because insights are charged for each.</summary>
public sealed class TrailInsights() : AnyTrailCheck("cloudtrail-insights", Severity.Info, "CloudTrail Insights watches for unusual API activity", failsWithoutTrail: false)
{
    private static readonly string[] Types = ["ApiCallRateInsight", "ApiErrorRateInsight"];

    public override Guidance Guidance => new(
        "Insights points out bursts of calls and of errors, which is how a stolen key often shows itself.",
        [
            "Look at the price of insights for your number of events.",
            "In the console open CloudTrail, Trails, the trail, Insights events, Edit, and choose both types.",
            "Or run: aws cloudtrail put-insight-selectors --trail-name TRAIL_ARN --insight-selectors InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight --region HOME_REGION.",
            "The first insights may take 36 hours.",
        ],
        "Insights are charged by the number of events analysed.");

    protected override Observed<string?> Lacks(Evidence evidence, Trail trail) => trail.InsightTypes.Select(types =>
        Types.Except(types, StringComparer.Ordinal).ToList() is { Count: > 0 } missing ? $"{string.Join(" and ", missing)} off" : null);
}
