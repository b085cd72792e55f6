namespace ChatGuard.Core.Checks;

/// <summary>How bad a failing check is. Weights of the score: 40, 15, 5, 1, 0 (the catalogue's own choice).</summary>
public enum Severity
{
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What a check says of a resource or an account.</summary>
public enum CheckStatus
{
    Pass,

    /// <summary>The check does not concern this account.</summary>
    NotApplicable,

    /// <summary>A fail that somebody accepted for a time, with a reason.</summary>
    Suppressed,

    /// <summary>AWS did not show what is needed; never a pass.</summary>
    Unknown,

    Fail,
}

/// <summary>Who can put a failing check right.</summary>
public enum Fix
{
    /// <summary>Nothing to do by a machine or a guide.</summary>
    None,

    /// <summary>A person follows the steps that <c>how</c> shows.</summary>
    Guided,

    /// <summary>ChatGuard can do it once approved.</summary>
    Automatic,
}

/// <summary>What a check found about one resource.</summary>
/// <param name="ResourceId">An ARN or id.</param>
/// <param name="Status">Pass, fail, unknown…</param>
/// <param name="Detail">One line for a person: the observed value and, for a fail, what was expected.</param>
/// <param name="Region">The region the resource is in; null for a global one.</param>
/// <param name="Severity">Differs from the check's own where the resource makes it worse or milder.</param>
public sealed record Finding(string ResourceId, CheckStatus Status, string Detail, string? Region = null, Severity? Severity = null);

/// <summary>A check's whole result for one account.</summary>
/// <param name="Check">The check.</param>
/// <param name="Status">Any fail makes fail; else any unknown makes unknown; else suppressed, not applicable or pass.</param>
/// <param name="Severity">The check's severity, or that of its worst failing resource.</param>
/// <param name="Reason">Why it is unknown or not applicable; null otherwise.</param>
/// <param name="DataAsOf">The age of the oldest data the check looked at.</param>
/// <param name="Findings">One entry a resource, failing ones first.</param>
public sealed record CheckResult(Check Check, CheckStatus Status, Severity Severity, string? Reason, DateTimeOffset DataAsOf, IReadOnlyList<Finding> Findings);
