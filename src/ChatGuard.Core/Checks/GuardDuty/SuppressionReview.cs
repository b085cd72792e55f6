using System.Globalization;
using System.Text.RegularExpressions;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.GuardDuty;

/// <summary>
/// Filters that archive findings by themselves were reviewed within 180 days. AWS keeps no date for a filter, so the review is written into its description as
/// <c>reviewed 2026-11-20</c>; the latest such date counts.
/// </summary>
public sealed partial class SuppressionReview() : DetectorCheck("guardduty-suppression-review", Severity.Low, "Filters that suppress findings are reviewed")
{
    public override Guidance Guidance => new(
        "A filter that archives findings hides them from everybody and never sends them to EventBridge.",
        [
            "Read what the filter hides: aws guardduty get-filter --detector-id ID --filter-name NAME --region REGION.",
            "Narrow it to the known harmless case, or delete it: aws guardduty delete-filter --detector-id ID --filter-name NAME --region REGION.",
            "If it stays, note the review: aws guardduty update-filter --detector-id ID --filter-name NAME --description with the reason and the words reviewed YYYY-MM-DD.",
        ],
        "Deleting a filter brings the findings it hid back from now on.");

    protected override IEnumerable<Finding> Judge(Evidence evidence, string region, Detector detector)
    {
        var arn = Arn(evidence, region, detector);
        return evidence.Open(
            detector.Filters,
            filters => filters.Where(filter => filter.Action == "ARCHIVE")
                .Select(filter => Judge(evidence, $"{arn}/filter/{filter.Name}", region, filter))
                .DefaultIfEmpty(Pass(arn, $"no filter suppresses findings in {region}", region)),
            arn,
            region);
    }

    private static Finding Judge(Evidence evidence, string arn, string region, GuardDutyFilter filter)
    {
        var limit = evidence.Thresholds.GuardDutyFilterReview;
        var ages = Review().Matches(filter.Description ?? "")
            .Select(match => DateTimeOffset.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? evidence.Age(date) : (int?)null)
            .Where(age => age >= 0)
            .ToList();
        return ages.Min() switch
        {
            null => Fail(arn, $"filter {filter.Name} archives findings; expected \"reviewed YYYY-MM-DD\" in its description, not in the future", region),
            var age when age > limit => Fail(arn, $"filter {filter.Name} archives findings and was reviewed {age} days ago; expected at most {limit}", region),
            var age => Pass(arn, $"filter {filter.Name} archives findings and was reviewed {age} days ago", region),
        };
    }

    [GeneratedRegex(@"\breviewed (?<date>\d{4}-\d{2}-\d{2})\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Review();
}
