namespace ChatGuard.Core.Snapshots;

/// <summary>
/// Something AWS was asked for: either the value it showed and when that was true, or why it could not be read.
/// Opened only by <see cref="Match{TResult}"/>, so that no check can forget the unreadable case.
/// </summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract class Observed<T>
{
    private Observed()
    {
    }

    /// <summary>What AWS showed, and the moment it was true: for the credential report its GeneratedTime, else the time of the call.</summary>
    public static Observed<T> Known(T value, DateTimeOffset asOf) => new KnownValue(value, asOf);

    /// <summary>What could not be read; at least one reason.</summary>
    public static Observed<T> Unreadable(params IReadOnlyList<Unreadable> reasons) => new UnreadableValue(reasons);

    /// <summary>Opens the section: both cases must be answered.</summary>
    public abstract TResult Match<TResult>(Func<T, DateTimeOffset, TResult> known, Func<IReadOnlyList<Unreadable>, TResult> unreadable);

    /// <summary>The section with its value turned into another; reasons and time stay.</summary>
    public Observed<TOther> Select<TOther>(Func<T, TOther> turn) => Match(
        (value, asOf) => Observed<TOther>.Known(turn(value), asOf),
        reasons => Observed<TOther>.Unreadable(reasons));

    /// <summary>Both sections at once: readable only when both are, and as old as the older one.</summary>
    public Observed<(T First, TOther Second)> And<TOther>(Observed<TOther> other) => Match(
        (first, firstAsOf) => other.Match(
            (second, secondAsOf) => Observed<(T, TOther)>.Known((first, second), firstAsOf < secondAsOf ? firstAsOf : secondAsOf),
            reasons => Observed<(T, TOther)>.Unreadable(reasons)),
        reasons => Observed<(T, TOther)>.Unreadable([.. reasons, .. other.Reasons]));

    /// <summary>Why the section is unreadable; empty where it is known. For listing only: a check opens a section by <see cref="Match{TResult}"/>.</summary>
    public IReadOnlyList<Unreadable> Reasons => Match<IReadOnlyList<Unreadable>>((_, _) => [], reasons => reasons);

    private sealed class KnownValue(T value, DateTimeOffset asOf) : Observed<T>
    {
        public override TResult Match<TResult>(Func<T, DateTimeOffset, TResult> known, Func<IReadOnlyList<Unreadable>, TResult> unreadable) => known(value, asOf);
    }

    private sealed class UnreadableValue(IReadOnlyList<Unreadable> reasons) : Observed<T>
    {
        public override TResult Match<TResult>(Func<T, DateTimeOffset, TResult> known, Func<IReadOnlyList<Unreadable>, TResult> unreadable) => unreadable(reasons);
    }
}

/// <summary>Why a section could not be read.</summary>
/// <param name="Section">The part of the snapshot, such as <c>credential-report</c> or <c>guardduty</c>.</param>
/// <param name="Action">The IAM action that was refused or failed, such as <c>iam:GetAccountSummary</c>.</param>
/// <param name="Region">The region asked, or null for a global service.</param>
/// <param name="Error">AWS's error code (<c>AccessDenied</c>), or <c>Throttled</c>, <c>Truncated</c>, <c>Unreachable</c>, <c>Malformed</c>, <c>Pending</c>.</param>
/// <param name="Message">One sentence for a person.</param>
public sealed record Unreadable(string Section, string Action, string? Region, string Error, string Message)
{
    /// <summary>The error of what only an organization's management account can show, in another account's snapshot: no failure, so it is not listed as one.</summary>
    public const string MemberAccount = "MemberAccount";

    /// <summary>The reason in one line: action, region, error.</summary>
    public string Summary => Region is null ? $"{Action}: {Error}" : $"{Action} in {Region}: {Error}";
}

/// <summary>One region's part of a regional section.</summary>
/// <param name="Region">The region's name, such as <c>eu-west-1</c>.</param>
/// <param name="Section">What was read there.</param>
public sealed record InRegion<T>(string Region, Observed<T> Section);
