using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks;

/// <summary>
/// The results of all checks for one account, and what they amount to. The score is 100 × passed weight / (passed + failed weight), rounded down; the weights
/// are 40 for critical, 15 for high, 5 for medium, 1 for low and 0 for info, by each result's severity. Unknown, not applicable and suppressed results stay out
/// of the sum, so that a lack of permission neither helps nor hurts; but a critical check that is unknown caps the grade at B.
/// </summary>
/// <param name="Results">One for each check, by id.</param>
/// <param name="Score">0 to 100; null where no check that weighs anything passed or failed.</param>
/// <param name="Grade">A from 90, B from 80, C from 70, D from 60, else F; <c>?</c> without a score.</param>
public sealed record Posture(IReadOnlyList<CheckResult> Results, int? Score, string Grade)
{
    /// <summary>Runs every check of the catalogue.</summary>
    public static Posture Of(AccountSnapshot snapshot, PosturePolicy policy) => Of([.. Check.All.Select(check => check.Run(snapshot, policy))]);

    /// <summary>Adds up results that are at hand.</summary>
    public static Posture Of(IReadOnlyList<CheckResult> results)
    {
        var passed = WeightOf(results, CheckStatus.Pass);
        var judged = passed + WeightOf(results, CheckStatus.Fail);
        int? score = judged == 0 ? null : 100 * passed / judged;
        var criticalIsUnknown = results.Any(result => result.Check.Severity == Severity.Critical && result.Status == CheckStatus.Unknown);
        return new Posture(results, score, GradeOf(score, criticalIsUnknown));
    }

    /// <summary>What a result of this severity weighs in the score.</summary>
    public static int Weight(Severity severity) => severity switch
    {
        Severity.Critical => 40,
        Severity.High => 15,
        Severity.Medium => 5,
        Severity.Low => 1,
        _ => 0,
    };

    private static int WeightOf(IReadOnlyList<CheckResult> results, CheckStatus status) =>
        results.Where(result => result.Status == status).Sum(result => Weight(result.Severity));

    private static string GradeOf(int? score, bool criticalIsUnknown) => score switch
    {
        null => "?",
        >= 90 => criticalIsUnknown ? "B" : "A",
        >= 80 => "B",
        >= 70 => "C",
        >= 60 => "D",
        _ => "F",
    };
}
