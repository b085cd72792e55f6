using ChatGuard.Core.Answers;

namespace ChatGuard.Doctor;

/// <summary>
/// A part of ChatGuard that <c>chatguard doctor</c> examines. Whoever can fail for a reason outside ChatGuard registers one, a chat surface for itself and its channels:
/// <code>services.AddSingleton(provider => new DoctorCheck("slack", (channels, ct) => provider.GetRequiredService&lt;SlackDoctor&gt;().ExamineAsync(channels, ct)));</code>
/// What it needs is asked of the provider when it is examined, not before: options that are wrong then cost this part alone. Nothing is started: no socket, no
/// scheduler, no database upgrade. Nothing is changed and nothing is posted.
/// </summary>
/// <param name="Part">In one word, such as <c>aws</c>; a chat surface's is <see cref="IChatSurface.Name"/>.</param>
/// <param name="ExamineAsync">
/// Finds out how the part is. It is given the configured channels of the surface it is named after, each once; none where it is no surface. What it throws
/// is reported as wrong, but then without a fix of its own.
/// </param>
internal sealed record DoctorCheck(string Part, Func<IReadOnlyList<ChannelRef>, CancellationToken, Task<IReadOnlyList<Diagnosis>>> ExamineAsync);

/// <summary>One line of doctor's report.</summary>
/// <param name="Health">How it is.</param>
/// <param name="What">One sentence that names what was looked at; never a secret.</param>
/// <param name="Fix">What the reader has to do, naming the setting or permission; null unless it is wrong.</param>
internal sealed record Diagnosis(Health Health, string What, string? Fix = null)
{
    public static Diagnosis Well(string what) => new(Health.Well, what);

    public static Diagnosis Off(string what) => new(Health.Off, what);

    public static Diagnosis Wrong(string what, string fix) => new(Health.Wrong, what, fix);
}

/// <summary>How something is.</summary>
internal enum Health
{
    /// <summary>It was tried and works.</summary>
    Well,

    /// <summary>It is not set up, or could not be tried, and that is no failure; the sentence says which.</summary>
    Off,

    /// <summary>It does not work, or nobody knows whether it does where somebody should.</summary>
    Wrong,
}
