using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ChatGuard.Chat.Slack;

/// <summary>Slack's settings, section <c>ChatGuard:Slack</c>. Without a bot token Slack is off; so it is while a secret of its mode is missing.</summary>
internal sealed partial class SlackOptions
{
    public const string Section = "ChatGuard:Slack";

    /// <summary><c>socket</c>: ChatGuard connects to Slack and needs no public address. <c>http</c>: Slack calls <c>/slack/commands</c>, <c>/slack/events</c> and <c>/slack/interactions</c>.</summary>
    public string Mode { get; set; } = "socket";

    /// <summary>The bot user's token, <c>xoxb-…</c>; empty for no Slack.</summary>
    public string BotToken { get; set; } = "";

    /// <summary>The app-level token with the scope <c>connections:write</c>, <c>xapp-…</c>; Socket Mode needs it.</summary>
    public string AppToken { get; set; } = "";

    /// <summary>The app's signing secrets, at most two: the current one, and while it is being changed the other. HTTP needs one.</summary>
    public List<string> SigningSecrets { get; set; } = [];

    /// <summary>Where Slack's Web API is; a test server's in tests.</summary>
    public Uri ApiUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>After how long without a sign of life a Socket Mode connection is given up and made again.</summary>
    public TimeSpan MostSilence { get; set; } = TimeSpan.FromSeconds(40);

    public bool IsSocket => Mode == "socket";

    public bool IsOn => BotToken.Length > 0 && Missing is null;

    /// <summary>Why Slack is off though a token is there; null where it is on or was not asked for.</summary>
    public string? Missing =>
        BotToken.Length == 0 ? null
        : IsSocket && AppToken.Length == 0 ? $"{Section}:AppToken is missing"
        : !IsSocket && SigningSecrets.TrueForAll(secret => secret.Length == 0) ? $"{Section}:SigningSecrets is empty"
        : null;

    /// <summary>One phrase for the banner; null where nobody asked for Slack.</summary>
    public string? Describe() => IsOn ? $"slack ({(IsSocket ? "Socket Mode" : "HTTP")})" : Missing is { } missing ? $"slack is off: {missing}" : null;

    private IEnumerable<string> Problems()
    {
        if (Mode is not ("socket" or "http"))
        {
            yield return $"{Section}:Mode is socket or http, not '{Mode}'";
        }

        if (BotToken.StartsWith("xoxe", StringComparison.Ordinal))
        {
            yield return $"{Section}:BotToken expires every 12 hours, which ChatGuard does not follow; make the app from manifests/slack.yaml, which leaves token rotation off";
        }
        else if (BotToken.Length > 0 && !Token("xoxb", BotToken))
        {
            yield return $"{Section}:BotToken is no bot token; it begins with xoxb- and is on the app's page under OAuth & Permissions";
        }

        if (AppToken.Length > 0 && !Token("xapp", AppToken))
        {
            yield return $"{Section}:AppToken is no app-level token; it begins with xapp- and is on the app's page under Basic Information";
        }

        if (SigningSecrets.Count > 2 || SigningSecrets.Exists(secret => secret.Length is > 0 and < 16))
        {
            yield return $"{Section}:SigningSecrets holds at most two secrets of at least 16 characters; they are on the app's page under Basic Information";
        }

        if (MostSilence < TimeSpan.FromSeconds(1) || MostSilence > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:MostSilence is 1 second to 10 minutes, not '{MostSilence}'";
        }

        if (!ApiUrl.IsAbsoluteUri || !ApiUrl.AbsolutePath.EndsWith('/') || (ApiUrl.Scheme != Uri.UriSchemeHttps && !ApiUrl.IsLoopback))
        {
            yield return $"{Section}:ApiUrl is an https address that ends with /, or one of this computer, not '{ApiUrl}'";
        }
    }

    private static bool Token(string kind, string token) => TokenText().IsMatch(token) && token.StartsWith($"{kind}-", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9.-]{6,}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TokenText();

    /// <summary>Checks the settings when ChatGuard starts.</summary>
    internal sealed class Validator : IValidateOptions<SlackOptions>
    {
        public ValidateOptionsResult Validate(string? name, SlackOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
