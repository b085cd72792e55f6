using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Web;

/// <summary>The web chat's settings, section <c>ChatGuard:Web</c>.</summary>
internal sealed partial class WebOptions
{
    /// <summary>The channels, in the order shown. Where none is configured: <c>security</c> and <c>general</c>.</summary>
    public IReadOnlyList<string> Channels { get; set; } = [];

    /// <summary>Where browsers of other computers reach the web chat, such as <c>https://chatguard.example.com</c>; null for this computer only. Needs a login.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Who says who one is; null for nobody.</summary>
    public WebLoginOptions? Login { get; set; }

    private IEnumerable<string> Problems() => [.. Channel(), .. Public(), .. Login?.Problems() ?? []];

    private IEnumerable<string> Channel()
    {
        if (Channels.Count > 20)
        {
            yield return $"ChatGuard:Web:Channels names {Channels.Count} channels; at most 20 are possible.";
        }

        if (Channels.FirstOrDefault(name => !ChannelName().IsMatch(name)) is { } bad)
        {
            yield return $"ChatGuard:Web:Channels: '{bad}' is no channel name; use 1 to 40 of a-z, 0-9, - and _, beginning with a letter or digit.";
        }

        if (Channels.Distinct(StringComparer.Ordinal).Count() < Channels.Count)
        {
            yield return "ChatGuard:Web:Channels names a channel twice.";
        }
    }

    private IEnumerable<string> Public()
    {
        if (PublicUrl is not { } address)
        {
            yield break;
        }

        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps || address.PathAndQuery != "/" || address.Fragment.Length + address.UserInfo.Length > 0)
        {
            yield return $"ChatGuard:Web:PublicUrl is an https address without a path, such as https://chatguard.example.com, not '{address}'.";
        }

        if (Login is null)
        {
            yield return $"ChatGuard:Web:PublicUrl shows the web chat to other computers, which needs a login: set {WebLoginOptions.Section}:Authority and ClientId.";
        }
    }

    /// <summary>Checks the settings when ChatGuard starts.</summary>
    internal sealed class Validator : IValidateOptions<WebOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChannelName();
}
