using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks;

/// <summary>
/// One posture check. A new check is one file:
/// <code>
/// /// &lt;summary&gt;CIS 1.4: …&lt;/summary&gt;
/// public sealed class RootNoAccessKeys() : Check("root-no-access-keys", Severity.Critical, "Root has no API keys")
/// {
///     public override Guidance Guidance => new("A root key cannot be limited…", ["See when it was last used…", "…"], "Whatever signs with it stops.");
///
///     protected override IEnumerable&lt;Finding&gt; Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.Summary, summary => [ … ]);
/// }
/// </code>
/// Checks are pure: no I/O, no clock. All of them are found by reflection (<see cref="All"/>).
/// </summary>
/// <param name="id">The catalogue's id, in kebab-case.</param>
/// <param name="severity">The catalogue's severity.</param>
/// <param name="title">A statement that is true when the check passes.</param>
/// <param name="fix">Who can put it right.</param>
public abstract class Check(string id, Severity severity, string title, Fix fix = Fix.Guided)
{
    /// <summary>Every check of the catalogue, by id.</summary>
    public static IReadOnlyList<Check> All { get; } = typeof(Check).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
        .SelectMany(type => type.IsSubclassOf(typeof(Check)) ? [(Check)Activator.CreateInstance(type)!]
            : type.IsSubclassOf(typeof(CheckFamily)) ? ((CheckFamily)Activator.CreateInstance(type)!).Checks
            : Enumerable.Empty<Check>())
        .OrderBy(check => check.Id, StringComparer.Ordinal)
        .ToList();

    public string Id { get; } = id;

    public Severity Severity { get; } = severity;

    public string Title { get; } = title;

    public Fix Fix { get; } = fix;

    /// <summary>Why it matters and how to put it right: what the command <c>how</c> shows.</summary>
    public abstract Guidance Guidance { get; }

    /// <summary>The check whose id this is, or null.</summary>
    public static Check? Find(string id) => All.FirstOrDefault(check => string.Equals(check.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Judges a snapshot.</summary>
    public CheckResult Run(AccountSnapshot snapshot, PosturePolicy policy)
    {
        var evidence = new Evidence(snapshot, policy);
        var findings = Evaluate(evidence)
            .Select(finding => Suppress(finding, evidence))
            .OrderByDescending(finding => finding.Status).ThenByDescending(finding => finding.Severity ?? Severity)
            .ToList();
        var status = StatusOf(findings);
        var worst = findings.Where(finding => finding.Status == CheckStatus.Fail).Select(finding => finding.Severity ?? Severity).DefaultIfEmpty(Severity).Max();
        var reason = status is CheckStatus.Unknown or CheckStatus.NotApplicable
            ? string.Join("; ", findings.Where(finding => finding.Status == status).Select(finding => finding.Detail).Distinct().Take(3))
            : null;
        return new CheckResult(this, status, worst, reason, evidence.DataAsOf, findings);
    }

    /// <summary>Findings, at least one: a check that has nothing to say of an account says why (<see cref="NotApplicable"/>) or that all is well (<see cref="Pass"/>).</summary>
    protected abstract IEnumerable<Finding> Evaluate(Evidence evidence);

    protected static Finding Pass(string resource, string detail, string? region = null) => new(resource, CheckStatus.Pass, detail, region);

    protected static Finding Fail(string resource, string detail, string? region = null, Severity? severity = null) => new(resource, CheckStatus.Fail, detail, region, severity);

    protected static Finding Unknown(string resource, string detail, string? region = null) => new(resource, CheckStatus.Unknown, detail, region);

    protected static Finding NotApplicable(string resource, string why) => new(resource, CheckStatus.NotApplicable, why);

    /// <summary>The findings, or where there are none, one pass for the account.</summary>
    protected static IEnumerable<Finding> OrPass(IEnumerable<Finding> findings, Evidence evidence, string detail)
    {
        var list = findings.ToList();
        return list.Count > 0 ? list : [Pass(evidence.Account, detail)];
    }

    private static CheckStatus StatusOf(List<Finding> findings)
    {
        if (findings.Count == 0 || findings.TrueForAll(finding => finding.Status == CheckStatus.NotApplicable))
        {
            return findings.Count == 0 ? CheckStatus.Unknown : CheckStatus.NotApplicable;
        }

        var worst = findings.Max(finding => finding.Status);
        return worst is CheckStatus.NotApplicable ? CheckStatus.Pass : worst;
    }

    private Finding Suppress(Finding finding, Evidence evidence)
    {
        if (finding.Status != CheckStatus.Fail)
        {
            return finding;
        }

        var suppression = evidence.Policy.Suppressions.FirstOrDefault(s =>
            s.CheckId == Id && s.Until > evidence.Snapshot.TakenAt
            && (s.Resource == "*" || s.Resource == finding.ResourceId || finding.ResourceId.EndsWith("/" + s.Resource, StringComparison.Ordinal)));
        return suppression is null
            ? finding
            : finding with { Status = CheckStatus.Suppressed, Detail = $"{finding.Detail} (accepted by {suppression.By} until {suppression.Until:yyyy-MM-dd}: {suppression.Reason})" };
    }
}

/// <summary>Checks of one shape in one table, such as the password policy's: a family is one file.</summary>
public abstract class CheckFamily
{
    /// <summary>The checks of the family.</summary>
    public abstract IEnumerable<Check> Checks { get; }
}

/// <summary>What a person needs to put a failing check right.</summary>
/// <param name="Why">One sentence: what goes wrong when it fails.</param>
/// <param name="Steps">What to do, in order; each an imperative sentence.</param>
/// <param name="Risk">What may break when it is done; null where nothing does.</param>
public sealed record Guidance(string Why, IReadOnlyList<string> Steps, string? Risk = null);
