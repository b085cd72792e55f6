using System.Globalization;
using System.Text.RegularExpressions;
using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox;

/// <summary>What goes wrong while a fault is in force. A drop, a truncation and a page come after the operation ran: a write has taken effect.</summary>
public enum FaultKind
{
    /// <summary>The permission is missing, in the protocol's words.</summary>
    Deny,

    /// <summary>The service asks to slow down.</summary>
    Throttle,

    /// <summary>The answer comes late.</summary>
    Latency,

    /// <summary>The service fails with a 4xx or 5xx status.</summary>
    Error,

    /// <summary>The connection is closed without an answer.</summary>
    Drop,

    /// <summary>Half of the body comes, then the connection is closed.</summary>
    Truncate,

    /// <summary>A proxy's page comes instead of the answer.</summary>
    Html,

    /// <summary>IAM's reads show the state of some seconds ago.</summary>
    Stale,
}

/// <summary>A disturbance of some calls, such as <c>iam:GetAccountSummary=deny</c>.</summary>
/// <param name="Spec">The text it was parsed from.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Argument">Milliseconds, seconds, or the HTTP status, by kind.</param>
/// <param name="Times">How many calls it strikes; null for all.</param>
public sealed partial record SandboxFault(string Spec, string Service, string Operation, string? Region, string? AccountId, FaultKind Kind, int Argument, int? Times)
{
    private const string Form = "<service>:<Operation or *>[@region][#account]=deny|throttle[:calls]|latency:ms|error500|error503|drop|truncate|html[:status]|stale:seconds, and xN at the end for the first N calls";

    /// <summary>Reads a fault.</summary>
    /// <exception cref="FormatException">The text has another form; the message shows the right one.</exception>
    public static SandboxFault Parse(string spec)
    {
        var match = SpecForm().Match(spec);
        if (!match.Success)
        {
            throw new FormatException($"The fault '{spec}' is not of the form {Form}; for example iam:GetAccountSummary=deny or cloudtrail:LookupEvents@eu-west-1=throttle:3.");
        }

        var service = match.Groups["service"].Value;
        if (service != "*" && !ServiceCatalog.Names.Contains(service))
        {
            throw new FormatException($"The fault '{spec}' names no service of the sandbox: {string.Join(", ", ServiceCatalog.Names)}. The form is {Form}.");
        }

        var name = match.Groups["kind"].Value;
        var kind = Enum.Parse<FaultKind>(name, ignoreCase: true);
        var argument = Number(match, "arg");
        if (kind is FaultKind.Latency or FaultKind.Stale && argument is null)
        {
            throw new FormatException($"The fault '{spec}' lacks its number: {name}:N. The form is {Form}.");
        }

        return new SandboxFault(
            spec,
            service,
            match.Groups["operation"].Value,
            Text(match, "region"),
            Text(match, "account"),
            kind,
            argument ?? Number(match, "status") ?? 200,
            Number(match, "times") ?? (kind == FaultKind.Throttle ? argument : null));
    }

    internal bool Strikes(RecordedCall call) =>
        (Service == "*" || Service == call.Service)
        && (Operation.EndsWith('*') ? call.Operation.StartsWith(Operation[..^1], StringComparison.Ordinal) : Operation == call.Operation)
        && (Region is null || Region == call.Region)
        && (AccountId is null || AccountId == call.AccountId);

    private static string? Text(Match match, string group) => match.Groups[group] is { Success: true } found ? found.Value : null;

    private static int? Number(Match match, string group) => Text(match, group) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?<service>[a-z0-9-]+|\*):(?<operation>[A-Za-z0-9]+\*?|\*)(@(?<region>[a-z0-9-]+))?(\#(?<account>[0-9]{12}))?=(?<kind>deny|throttle|latency|error(?=[45][0-9]{2})|drop|truncate|html|stale)((?<=error)(?<status>[0-9]{3}))?((?<!error[0-9]{3}):(?<arg>[0-9]{1,6}))?(x(?<times>[0-9]{1,6}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SpecForm();
}
