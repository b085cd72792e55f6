using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>The web chat's settings, section <c>ChatGuard:Web</c>.</summary>
internal sealed partial class WebOptions
{
    /// <summary>The channels, in the order shown. Where none is configured: <c>security</c> and <c>general</c>.</summary>
    public IReadOnlyList<string> Channels { get; set; } = [];

    private string? Problem() => Channels switch
    {
        { Count: > 20 } => $"ChatGuard:Web:Channels names {Channels.Count} channels; at most 20 are possible.",
        _ when Channels.FirstOrDefault(name => !ChannelName().IsMatch(name)) is { } bad =>
            $"ChatGuard:Web:Channels: '{bad}' is no channel name; use 1 to 40 of a-z, 0-9, - and _, beginning with a letter or digit.",
        _ when Channels.Distinct(StringComparer.Ordinal).Count() < Channels.Count => "ChatGuard:Web:Channels names a channel twice.",
        _ => null,
    };

    /// <summary>Checks the settings when ChatGuard starts.</summary>
    internal sealed class Validator : IValidateOptions<WebOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChannelName();
}
