using System.ComponentModel.DataAnnotations;

namespace ChatGuard.Remediations;

/// <summary>How approved plans are executed. Section <c>ChatGuard:Remediation</c>.</summary>
internal sealed class RemediationOptions : IValidatableObject
{
    public const string Section = "ChatGuard:Remediation";

    /// <summary>How long one replica may be silent before another takes over.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one call to AWS may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause between two live reads, and between two tries; doubled each time up to 8 times itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:00:30")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long live reads may disagree before an execution counts as not verified: IAM is eventually consistent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan VerifyFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a call that AWS throttled, or whose outcome was lost and that took no effect, is made in all.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < VerifyFor + CallTimeout + Store.Store.MostSkew)
        {
            yield return new($"{Section}:Lease must be at least VerifyFor and CallTimeout together and what clocks may differ by ({VerifyFor + CallTimeout + Store.Store.MostSkew}), or another replica would take over while one still works");
        }
    }
}
