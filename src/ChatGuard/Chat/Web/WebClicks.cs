using System.Text.Json;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Web;

/// <summary>Clicks on a card's buttons: the reply is for the clicker alone, and what everybody is to see the card is edited to.</summary>
internal static class WebClicks
{
    /// <summary>The longest reason accepted, in UTF-16 characters.</summary>
    public const int LongestReason = 500;

    private const int LongestId = 200;

    private static readonly Dictionary<string, Verb> Verbs = Enum.GetValues<Verb>().ToDictionary(Html.Name, StringComparer.Ordinal);

    public static async Task<IResult> PostAsync(HttpContext context, WebSurface surface, WebConversation conversation, WebPeople people, IHostApplicationLifetime life, string channel)
    {
        if (!surface.Channels.Contains(channel))
        {
            return WebBody.UnknownChannel(surface);
        }

        var (posted, problem) = await WebBody.ReadAsync<Posted>(context, """{"proposal": "…", "verb": "approve", "nonce": "…", "reason": "…"}""");
        if (posted is null)
        {
            return problem!;
        }

        if (Problem(posted) is { } wrong)
        {
            return WebBody.Refused(StatusCodes.Status400BadRequest, wrong);
        }

        if (people.Of(context) is not { } actor)
        {
            return WebBody.Refused(StatusCodes.Status403Forbidden, $"Nobody vouches for who you are here, so you cannot decide anything. Configure {WebLoginOptions.Section} with your OpenID Connect issuer's Authority and ClientId, and sign in.");
        }

        var reason = posted.Reason?.Trim() is { Length: > 0 } said ? said : null;
        var click = new Click(actor, Verbs[posted.Verb!], posted.Proposal!, posted.Nonce!, reason, surface.Name, channel);

        // A click counts even where the browser goes away.
        var answer = (await conversation.ClickAsync(click, life.ApplicationStopping)).Answer;
        return TypedResults.Json(new { Html = Html.Render(answer), Tone = WebEndpoints.Name(answer.Tone), Title = VisibleText.Of(answer.Title) }, JsonSerializerOptions.Web);
    }

    private static string? Problem(Posted click) => click switch
    {
        { Proposal: not { Length: > 0 and <= LongestId } } or { Nonce: not { Length: > 0 and <= LongestId } } => "The click names no proposal. Reload the page and click again.",
        _ when !Verbs.ContainsKey(click.Verb ?? "") => $"The click does nothing that ChatGuard knows. It is one of: {string.Join(", ", Verbs.Keys)}.",
        { Reason.Length: > LongestReason } => $"The reason is longer than {LongestReason} characters. Shorten it.",
        _ => null,
    };

    private sealed record Posted(string? Proposal, string? Verb, string? Nonce, string? Reason);
}
