namespace ChatGuard.Chat.Slack;

/// <summary>What came of a call that did not go well.</summary>
internal enum SlackFailure
{
    /// <summary>Slack did nothing: it was not reached, was busy, or asked to be called later.</summary>
    NotDone,

    /// <summary>Nobody knows whether Slack did it: the answer was lost.</summary>
    Unknown,

    /// <summary>Slack said no.</summary>
    Refused,
}

/// <summary>A call of Slack's that failed; the message says why and what to do, never with a token.</summary>
/// <param name="method">Slack's name of it, such as <c>chat.postMessage</c>.</param>
/// <param name="error">Slack's own word, such as <c>not_in_channel</c>; <c>unreachable</c> where it did not answer.</param>
/// <param name="failure">Whether it was done.</param>
/// <param name="message">For people.</param>
internal sealed class SlackException(string method, string error, SlackFailure failure, string message) : Exception(message)
{
    public string Method { get; } = method;

    public string Error { get; } = error;

    public SlackFailure Failure { get; } = failure;

    /// <summary>Slack refused, and the message says what to do about it.</summary>
    public static SlackException Refused(string method, string error, string? channel, string? needed, string? details) => new(method, error, SlackFailure.Refused, $"Slack refused {method}: {Explain(error, channel, needed)}{(details is null ? "" : $" ({details})")}");

    private static string Explain(string error, string? channel, string? needed) => error switch
    {
        "not_in_channel" => $"ChatGuard is not in channel {channel} (not_in_channel). Invite it there: /invite @ChatGuard",
        "channel_not_found" => $"there is no channel {channel} that ChatGuard can see (channel_not_found). Check its id; a private channel has to invite it: /invite @ChatGuard",
        "is_archived" => $"the channel {channel} is archived (is_archived)",
        "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" =>
            $"the token is not valid any more ({error}). Reinstall the app and set {SlackOptions.Section}:BotToken, or AppToken for Socket Mode, to the new one",
        "missing_scope" => $"the app lacks the scope {needed ?? "it needs"} (missing_scope). Add it under OAuth & Permissions and reinstall the app, or make it anew from manifests/slack.yaml",
        "restricted_action" => $"the workspace does not let apps post in {channel} (restricted_action). Ask a workspace admin",
        "ratelimited" => "too many calls (ratelimited); they go on by themselves",
        _ => error,
    };
}
