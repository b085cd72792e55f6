using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ChatGuard.Core.Checks;

namespace ChatGuard.Policies;

/// <summary>What the owners decided, a list of decisions each for some accounts or all. Section <c>ChatGuard:Decisions</c>; later entries win.</summary>
internal sealed class DecisionOptions : IValidatableObject
{
    public const string Section = "ChatGuard:Decisions";

    public List<Decision> Decisions { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Decisions.SelectMany((decision, n) => decision.Problems($"{Section}:{n}"));
}

/// <summary>A decision about some accounts.</summary>
internal sealed class Decision
{
    /// <summary>Ids or names; empty for every account.</summary>
    public List<string> Accounts { get; set; } = [];

    public bool? RootAccessKeyException { get; set; }

    public bool? ThrowawayRootPassword { get; set; }

    public List<string> EmailDomains { get; set; } = [];

    public List<string> TrustedAccounts { get; set; } = [];

    public string? DeveloperGroup { get; set; }

    public string? AuditorGroup { get; set; }

    public string? UserNamePattern { get; set; }

    public List<AcknowledgementOptions> Acknowledgements { get; set; } = [];

    public List<SuppressionOptions> Suppressions { get; set; } = [];

    public bool Concerns(string id, string name) =>
        Accounts.Count == 0 || Accounts.Any(account => account == id || account.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<ValidationResult> Problems(string section)
    {
        if (UserNamePattern is { } pattern && !IsPattern(pattern))
        {
            yield return new($"{section}:UserNamePattern is no regular expression: '{pattern}'");
        }

        foreach (var suppression in Suppressions.Where(suppression => Check.Find(suppression.Check) is null))
        {
            yield return new($"{section}:Suppressions names the check '{suppression.Check}', which does not exist; see the command posture for the ids");
        }

        if (Suppressions.Exists(suppression => suppression is { Until: null } or { By: "" } or { Reason: "" } or { Resource: "" }))
        {
            yield return new($"{section}:Suppressions: each needs Check, Resource, Until, By and Reason");
        }

        if (Acknowledgements.Exists(acknowledgement => acknowledgement is { EventId: "" } or { By: "" } or { Ticket: "" }))
        {
            yield return new($"{section}:Acknowledgements: each needs EventId, By and Ticket");
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            return Regex.Match("", pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>Somebody answered for a use of the root user.</summary>
internal sealed class AcknowledgementOptions
{
    /// <summary>CloudTrail's event id, as root-activity shows it.</summary>
    public string EventId { get; set; } = "";

    public string By { get; set; } = "";

    public string Ticket { get; set; } = "";
}

/// <summary>A failing resource accepted until a day.</summary>
internal sealed class SuppressionOptions
{
    public string Check { get; set; } = "";

    /// <summary>The resource's id or name; <c>*</c> for all.</summary>
    public string Resource { get; set; } = "";

    public DateTimeOffset? Until { get; set; }

    public string By { get; set; } = "";

    public string Reason { get; set; } = "";
}
